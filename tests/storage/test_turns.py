"""A turn: who enters, what was heard before, what is kept, and that all is kept together or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from intake.conversation import Conversation
from intake.messages import Address, Alert, Look, Room, Tell
from routing.model import Actor, Decision, Here, Spot
from routing.records import Seen, Visit
from storage import tables
from storage.database import Database
from storage.errors import Changed, StorageError
from storage.statements import Statement
from tests.storage.samples import (
    DAY,
    GROUP,
    HOUR,
    MOTHER,
    NOW,
    OFFICER,
    appoint,
    concern,
    enter,
    entry,
    letter,
    room_of,
    say,
    talk,
)


def rows(database: Database, table: str) -> int:
    with database.look() as transaction:
        return transaction.connection.execute(
            select(func.count()).select_from(tables.metadata.tables[table])
        ).scalar_one()


# --- who enters ---------------------------------------------------------------------------------------


def test_somebody_new_is_made_once(database: Database) -> None:
    with database.turn() as turn:
        first = turn.enter(MOTHER, room_of(MOTHER), NOW)
    assert first == Visit(Actor(first.actor.person), Conversation())
    assert enter(database, MOTHER) == first.actor.person
    assert rows(database, "person") == 1


def test_the_same_user_of_two_bots_is_two_people(database: Database) -> None:
    people = {enter(database, Address("pigeon", bot, "u1")) for bot in ("a", "b")} | {
        enter(database, Address("raven", "a", "u1"))
    }
    assert len(people) == 3


def test_a_talk_belongs_to_a_person_in_a_room(database: Database) -> None:
    for number, (who, where) in enumerate(
        [
            (OFFICER, room_of(OFFICER)),
            (OFFICER, GROUP),
            (MOTHER, GROUP),
            (OFFICER, replace(GROUP, thread="t")),
        ],
        1,
    ):
        with database.turn() as turn:
            assert turn.enter(who, where, NOW).conversation == Conversation()
            turn.leave(f"k{number}", talk(f"d{number}", revision=number), (), NOW)
    with database.turn() as turn:
        assert turn.enter(OFFICER, GROUP, NOW).conversation == talk("d2", revision=2)
    assert rows(database, "person") == 2
    assert rows(database, "address") == 3, "the threads of a group are one room"


def test_what_is_left_is_found_again(database: Database) -> None:
    with database.turn() as turn:
        turn.enter(MOTHER, room_of(MOTHER), NOW)
        turn.leave("k1", talk(), (Tell("hello"),), NOW)
    with database.turn() as turn:
        assert turn.enter(MOTHER, room_of(MOTHER), NOW).conversation == talk()
        assert turn.seen("k1") == Seen((Tell("hello"),))
        assert turn.seen("k2") is None
    with database.read() as reader:
        visit = reader.visit(MOTHER, room_of(MOTHER), NOW)
        assert visit is not None
        assert visit.conversation == talk()
        elsewhere = reader.visit(MOTHER, GROUP, NOW)
        assert elsewhere == Visit(visit.actor, Conversation(), Spot(private=False))
        assert reader.visit(OFFICER, GROUP, NOW) is None


def test_facts_of_the_person_are_kept(database: Database) -> None:
    say(database, MOTHER, "k1", Decision(person={"language": "en", "consent": "2026-01"}))
    with database.read() as reader:
        visit = reader.visit(MOTHER, room_of(MOTHER), NOW)
    assert visit is not None
    assert (visit.actor.language, visit.actor.consent) == ("en", "2026-01")
    with database.look() as transaction:
        query = select(tables.person.c.consent_at, tables.person.c.consent_channel)
        assert transaction.connection.execute(query).all() == [(NOW, "pigeon")]


def test_a_fact_nobody_keeps_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        say(database, MOTHER, "k1", Decision(person={"shoe_size": "38"}))
    assert rows(database, "event") == 0


def test_roles_hold_from_and_until_their_instants(database: Database) -> None:
    appoint(database, OFFICER, "officer", "traffic")
    appoint(database, OFFICER, "coordinator", "*")
    with database.write() as transaction:
        ends = tables.role_grant.update().where(tables.role_grant.c.role == "coordinator")
        transaction.connection.execute(ends.values(valid_until=NOW + HOUR))
    held = {}
    for at in (NOW - 2 * DAY, NOW, NOW + HOUR - timedelta(microseconds=1), NOW + HOUR):
        with database.turn() as turn, database.read() as reader:
            visit, looked = turn.enter(OFFICER, GROUP, at), reader.visit(OFFICER, room_of(OFFICER), at)
            assert looked is not None
            assert looked.actor == visit.actor
            held[at - NOW] = {(grant.role, grant.scope) for grant in visit.actor.grants}
    officer, coordinator = ("officer", "traffic"), ("coordinator", "*")
    assert list(held.values()) == [set(), {officer, coordinator}, {officer, coordinator}, {officer}]


# --- events -------------------------------------------------------------------------------------------


def test_a_danger_card_leaves_no_person(database: Database) -> None:
    with database.turn() as turn:
        turn.close("k1", NOW, danger="now")
        turn.audit("danger", None, "done", NOW)
    with database.turn() as turn:
        turn.close("k1", NOW, error="ValueError")
        assert turn.seen("k1") == Seen(danger="now")
    assert [rows(database, each) for each in ("event", "person", "address", "conversation")] == [1, 0, 0, 0]
    with database.look() as transaction:
        query = select(tables.event.c.person_id, tables.event.c.answer_sealed, tables.event.c.error)
        assert transaction.connection.execute(query).all() == [(None, None, None)]


def test_closing_an_event_that_was_answered_leaves_its_answer(database: Database) -> None:
    say(database, MOTHER, "k1", answer=(Alert("now"),))
    with database.turn() as turn:
        turn.close("k1", NOW, error="ValueError")
        assert turn.seen("k1") == Seen((Alert("now"),))


def test_an_event_that_was_closed_with_an_error_is_known(database: Database) -> None:
    with database.turn() as turn:
        turn.close("k1", NOW, error="ValueError")
    with database.turn() as turn:
        turn.enter(MOTHER, room_of(MOTHER), NOW)
        assert turn.seen("k1") == Seen()


def test_views_that_were_answered_with_are_kept_as_what_they_show(database: Database) -> None:
    with database.turn() as turn:
        turn.enter(MOTHER, room_of(MOTHER), NOW)
        turn.leave("k1", talk(), (Tell("first"), Look("inbox", page=2)), NOW)
    with database.turn() as turn:
        assert turn.seen("k1") == Seen((Tell("first"), Look("inbox", page=2)))


def test_an_event_heard_meanwhile_is_refused(database: Database) -> None:
    """As if a twin had been closed between the question and the answer."""
    with database.turn() as turn:
        turn.close("k1", NOW, danger="now")

    def unaware() -> None:
        with database.turn() as turn:
            turn.enter(MOTHER, room_of(MOTHER), NOW)
            turn.leave("k1", talk(), (), NOW)

    with pytest.raises(Changed):
        unaware()
    assert rows(database, "person") == 0


# --- all or nothing -----------------------------------------------------------------------------------


def test_a_turn_that_raises_keeps_nothing(database: Database) -> None:
    before = {name: rows(database, name) for name in tables.metadata.tables}

    def run() -> None:
        with database.turn() as turn:
            person = turn.enter(MOTHER, room_of(MOTHER), NOW).actor.person
            turn.next_serial(NOW.date())
            turn.keep(Decision(concern(person), (entry("c1"),), (letter("receipt", Here(), "c1"),)), NOW)
            turn.leave("k1", talk(), (), NOW)
            turn.audit("say", None, "done", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run()
    assert {name: rows(database, name) for name in tables.metadata.tables} == before


def test_nobody_leaves_who_did_not_enter(database: Database) -> None:
    with pytest.raises(StorageError, match="nobody has entered"), database.turn() as turn:
        turn.leave("k1", talk(), (), NOW)


@pytest.mark.parametrize("known", [False, True], ids=["new person", "known person"])
def test_the_same_event_in_five_threads_has_one_effect(database: Database, known: bool) -> None:
    if known:
        enter(database, MOTHER)
        appoint(database, MOTHER, "officer", "traffic")
        appoint(database, MOTHER, "officer", "women")
    barrier = Barrier(5)

    def once(number: int) -> bool:
        barrier.wait()
        with database.turn() as turn:
            visit = turn.enter(MOTHER, room_of(MOTHER), NOW)
            if turn.seen("k1") is not None:
                return False
            serial = turn.next_serial(NOW.date())
            filed = concern(visit.actor.person, f"c{number}", serial)
            turn.keep(
                Decision(filed, (entry(filed.id),), (letter(f"receipt:{filed.id}", Here(), filed.id),)), NOW
            )
            turn.leave("k1", talk(), (Tell("heard"),), NOW)
            turn.audit("say", None, "done", NOW)
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(once, range(5))) == [False] * 4 + [True]
    counted = ("person", "address", "conversation", "event", "concern", "entry", "delivery", "audit")
    assert {name: rows(database, name) for name in counted} == dict.fromkeys(counted, 1)
    assert rows(database, "data_key") == 3  # hers, the concern's and the touchstone's


def test_a_commit_nobody_heard_of_is_harmless(database: Database) -> None:
    """The answer to COMMIT was lost: the same turn runs again, and finds its event."""

    def run() -> bool:
        person = enter(database, MOTHER)
        filed = concern(person)
        return say(
            database, MOTHER, "k1", Decision(filed, (entry("c1"),), (letter("receipt", Here(), "c1"),))
        )

    assert (run(), run()) == (True, False)
    assert {name: rows(database, name) for name in ("concern", "entry", "delivery", "event")} == {
        "concern": 1,
        "entry": 1,
        "delivery": 1,
        "event": 1,
    }


def test_many_people_at_once(database: Database) -> None:
    people = [Address("pigeon", "intake", f"u{number}") for number in range(12)]

    def talk_a_lot(who: Address) -> None:
        for number in range(5):
            say(database, who, f"{who.user} {number}", Decision(notices=(letter(f"n {who.user} {number}"),)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(talk_a_lot, people))
    assert [rows(database, each) for each in ("person", "event", "delivery")] == [12, 60, 60]


# --- what a plain answer costs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "statements"), [(room_of(MOTHER), 5), (GROUP, 6)], ids=["private", "group"]
)
def test_a_plain_answer_takes_five_statements(
    database: Database, where: Room, statements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    appoint(database, MOTHER)
    say(database, MOTHER, "k0", where=where)
    said: list[object] = []
    run = Statement.run

    def count(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement[:60])

    def count_ours(statement: Statement, connection: Any, values: Any) -> Any:
        said.append(statement)
        return run(statement, connection, values)

    event.listen(database._writing, "before_cursor_execute", count)
    monkeypatch.setattr(Statement, "run", count_ours)
    with database.turn() as turn:
        visit = turn.enter(MOTHER, where, NOW)
        turn.seen("k1")
        turn.leave("k1", talk(revision=visit.conversation.revision + 1), (Tell("next"),), NOW)
        turn.audit("answer", None, "done", NOW)
    event.remove(database._writing, "before_cursor_execute", count)
    assert len(said) == statements, said


def test_the_hottest_query_uses_an_index_for_everything(sqlite: Database) -> None:
    from storage.people import _ENTER

    enter(sqlite, MOTHER)
    with sqlite.look() as transaction:
        written = _ENTER.text(transaction.connection.dialect)
        values = ("x",) * written.count("?")
        plan = transaction.connection.exec_driver_sql("EXPLAIN QUERY PLAN " + written, values).all()
    steps = [row[3] for row in plan]
    assert not [step for step in steps if step.startswith("SCAN")], steps
    # Its condition stands in the query word for word: as a parameter it would have it planned each time.
    assert any("ix_delivery_held" in step for step in steps), steps


def test_the_text_of_a_broken_statement_shows_no_values(database: Database) -> None:
    with pytest.raises(Exception, match="no_such") as raised, database.write() as transaction:
        transaction.connection.execute(text("INSERT INTO no_such VALUES (:v)"), {"v": "secret words"})
    assert "secret words" not in str(raised.value)


def test_a_room_is_private_when_it_is_named_by_its_user(database: Database) -> None:
    enter(database, MOTHER, Room("pigeon", "intake", "u-mother", "topic"))
    with database.look() as transaction:
        whose = transaction.connection.execute(select(tables.address.c.person_id)).scalars().all()
    assert len(whose) == 2
    assert len(set(whose)) == 1
