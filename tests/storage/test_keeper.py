"""Housekeeping: reminders, roles, forgetting on time, and erasing for good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from intake.conversation import Conversation
from intake.messages import Address, Room
from routing.delivery import State
from routing.model import Decision, Grant, OfficersOf, Person, Submitter
from routing.records import Query, Seen, Visit
from storage import tables
from storage.database import Database
from storage.errors import CannotOpen, Erased
from storage.keeper import Keeper
from storage.outbox import Outbox
from storage.photos import Album
from tests.storage.samples import (
    DAY,
    GROUP,
    HOUR,
    MINUTE,
    MOTHER,
    NOW,
    OFFICER,
    enter,
    file,
    letter,
    room_of,
    say,
    talk,
)

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def keeper(database: Database) -> Keeper:
    return Keeper(database)


def leave(
    database: Database,
    after: Conversation,
    where: Room | None = None,
    key: str = "k1",
    who: Address = MOTHER,
) -> None:
    with database.turn() as turn:
        turn.enter(who, where or room_of(who), NOW)
        turn.leave(key, after, (), NOW)


def left(database: Database, where: Room | None = None, now: datetime = NOW) -> Visit:
    with database.read() as reader:
        visit = reader.visit(MOTHER, where or room_of(MOTHER), now)
    assert visit is not None
    return visit


def count(database: Database, name: str) -> int:
    with database.look() as transaction:
        query = select(func.count()).select_from(tables.metadata.tables[name])
        return transaction.connection.execute(query).scalar_one()


# --- drafts ---------------------------------------------------------------------------------------------


def test_a_draft_nobody_touches_is_given_out_once(database: Database, keeper: Keeper) -> None:
    leave(database, talk("d1"))
    leave(database, talk("d2"), room_of(OFFICER), "k2", OFFICER)
    leave(database, talk("d3"), GROUP, "k3")
    assert keeper.stale_drafts(NOW + HOUR - INSTANT, HOUR) == []
    given = keeper.stale_drafts(NOW + HOUR, HOUR, limit=1) + keeper.stale_drafts(NOW + HOUR, HOUR)
    assert sorted(given, key=repr) == [
        (room_of(OFFICER), "concern", "d2"),
        (room_of(MOTHER), "concern", "d1"),
    ], "in a group nobody is reminded in front of others"
    assert keeper.stale_drafts(NOW + DAY, HOUR) == []
    assert left(database).conversation == talk("d1")


def test_a_reminder_is_given_for_each_draft_once(database: Database, keeper: Keeper) -> None:
    leave(database, talk("d1"))
    keeper.stale_drafts(NOW + HOUR, HOUR)
    leave(database, talk("d1", revision=2, changed_at=NOW + HOUR), key="k2")
    assert keeper.stale_drafts(NOW + DAY, HOUR) == []
    leave(database, talk("d2", revision=3, changed_at=NOW + HOUR), key="k3")
    assert len(keeper.stale_drafts(NOW + DAY, HOUR)) == 1


@pytest.mark.parametrize("more", [{"filed": True}, {"answers": {}}], ids=["sent", "empty"])
def test_nobody_is_reminded_of_a_draft_that_is_none(
    database: Database, keeper: Keeper, more: dict[str, Any]
) -> None:
    leave(database, talk(**more))
    assert keeper.stale_drafts(NOW + DAY, HOUR) == []


def test_old_drafts_are_forgotten_to_the_instant(database: Database, keeper: Keeper) -> None:
    after = talk("d1", changed_at=NOW)
    cancelled = replace(after.draft, id="d0", cancelled_at=NOW - HOUR) if after.draft else None
    assert cancelled is not None
    leave(database, replace(after, parked=(cancelled,)))
    assert keeper.sweep(NOW - HOUR + 5 * MINUTE) == 0
    assert keeper.sweep(NOW - HOUR + 5 * MINUTE + INSTANT) == 1
    assert left(database).conversation == after
    assert keeper.sweep(NOW + 7 * DAY) == 0
    assert left(database).conversation == after
    assert keeper.sweep(NOW + 7 * DAY + INSTANT) == 2  # the draft, and the event it came with
    assert left(database).conversation == Conversation(revision=after.revision)
    assert keeper.sweep(NOW + 30 * DAY) == 0


def test_a_talk_goes_on_after_its_draft_was_forgotten(database: Database, keeper: Keeper) -> None:
    leave(database, talk("d1", revision=1))
    keeper.sweep(NOW + 8 * DAY)
    leave(database, talk("d2", revision=2), key="k2")
    assert left(database).conversation == talk("d2", revision=2)


def test_a_talk_that_does_not_open_holds_up_no_other(
    database: Database, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    leave(database, talk("d1"))
    leave(database, talk("d2"), room_of(OFFICER), "k2", OFFICER)
    with database.write() as transaction:
        first = select(tables.conversation.c.blind).order_by(tables.conversation.c.draft_at).limit(1)
        broken = tables.conversation.update().where(
            tables.conversation.c.blind == transaction.connection.execute(first).scalar_one()
        )
        transaction.connection.execute(broken.values(state_sealed=b"\x01" + bytes(40), draft_at=NOW - HOUR))
    assert len(keeper.stale_drafts(NOW + HOUR, HOUR)) == 1
    assert keeper.sweep(NOW + 7 * DAY + INSTANT) == 4  # both talks, and both events
    assert keeper.sweep(NOW + 7 * DAY + INSTANT) == 0
    assert "cannot be opened" in caplog.text


# --- the rest that has its time ---------------------------------------------------------------------------


def test_events_are_forgotten_after_seven_days(database: Database, keeper: Keeper) -> None:
    say(database, MOTHER, "k1")
    with database.turn() as turn:
        turn.close("k2", NOW + INSTANT, danger="now")
    assert keeper.sweep(NOW + 7 * DAY) == 0
    assert keeper.sweep(NOW + 7 * DAY + INSTANT) == 1
    with database.turn() as turn:
        assert (turn.seen("k1"), turn.seen("k2")) == (None, Seen(danger="now"))


def test_many_events_are_forgotten_page_by_page(
    database: Database, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.keeper._PAGE", 1)
    with database.turn() as turn:
        for number in range(7):
            turn.close(f"k{number}", NOW)
    assert keeper.sweep(NOW + 8 * DAY) == 7


def test_uploads_whose_act_never_came_are_forgotten(database: Database, keeper: Keeper) -> None:
    album = Album(database)
    ref = album.hold(MOTHER, b"x", NOW)
    assert keeper.sweep(NOW + 7 * DAY) == 0
    assert keeper.sweep(NOW + 7 * DAY + INSTANT) == 1
    assert album.held(ref) is None


def test_held_letters_that_expire_are_given_up(database: Database, keeper: Keeper) -> None:
    say(database, MOTHER, "k1", Decision(notices=(letter("m1", expires=NOW + HOUR),)))
    assert keeper.sweep(NOW + HOUR - INSTANT) == 0
    assert keeper.sweep(NOW + HOUR) == 1
    with database.look() as transaction:
        query = select(tables.delivery.c.state, tables.delivery.c.reason)
        assert transaction.connection.execute(query).all() == [(str(State.DEAD), "expired")]


def test_letters_stay_while_their_concern_lives(database: Database, keeper: Keeper) -> None:
    file(database)
    say(database, MOTHER, "k1", Decision(notices=(letter("receipt", concern_id="c1"),)))
    keeper.sweep(NOW + 300 * DAY)
    with database.read() as reader:
        assert len(reader.mailbox(room_of(MOTHER), 0)) == 1


# --- roles --------------------------------------------------------------------------------------------------


def test_a_code_gives_its_role_once(database: Database, keeper: Keeper) -> None:
    code = keeper.invite("officer", "traffic", NOW)
    assert len(code) == 22
    with database.turn() as turn:
        person = turn.enter(OFFICER, GROUP, NOW).actor.person
        grant = turn.redeem(f" {code}\n", person, NOW + HOUR)
        assert grant == Grant("officer", "traffic", NOW + HOUR)
        assert turn.redeem(code, person, NOW + HOUR) is None
    with database.turn() as turn:
        assert turn.enter(OFFICER, GROUP, NOW + HOUR).actor.grants == (grant,)
        assert turn.redeem(code, person, NOW + HOUR) is None


CODES: dict[str, tuple[Callable[[str], str], timedelta]] = {
    "wrong": (lambda code: code[:-1] + "#", timedelta()),
    "empty": (lambda _: "", timedelta()),
    "late": (lambda code: code, timedelta(hours=72)),
    "with a zero character": (lambda code: code + "\x00", timedelta()),
    "not to be written": (lambda _: "\ud800", timedelta()),
}


@pytest.mark.parametrize("name", CODES)
def test_another_code_gives_nothing(database: Database, keeper: Keeper, name: str) -> None:
    change, later = CODES[name]
    code = keeper.invite("officer", "traffic", NOW)
    person = enter(database, OFFICER)
    with database.turn() as turn:
        assert turn.redeem(change(code), person, NOW + later) is None
    assert count(database, "role_grant") == 0


def test_a_code_is_good_for_three_days_and_then_forgotten(database: Database, keeper: Keeper) -> None:
    code = keeper.invite("officer", "traffic", NOW)
    person = enter(database, OFFICER)
    assert keeper.sweep(NOW + timedelta(hours=72)) == 0
    with database.turn() as turn:
        assert turn.redeem(code, person, NOW + timedelta(hours=72) - INSTANT) is not None
    assert keeper.sweep(NOW + timedelta(hours=72) + INSTANT) == 1


def test_a_role_is_given_once(database: Database, keeper: Keeper) -> None:
    for scope in ("traffic", "traffic", "women"):
        keeper.grant(OFFICER, "officer", scope, NOW)
    with database.turn() as turn:
        actor = turn.enter(OFFICER, GROUP, NOW).actor
    assert actor.departments == {"traffic", "women"}
    assert count(database, "role_grant") == 2


# --- erasing ---------------------------------------------------------------------------------------------


def test_an_erased_concern_is_read_by_nobody(database: Database, keeper: Keeper) -> None:
    file(database)
    file(database, "c2", 43)
    to_desk = letter("b", OfficersOf("traffic"), "c1")
    notices = (
        letter("a", concern_id="c1"),
        to_desk,
        letter("c", concern_id="c2"),
    )
    say(database, MOTHER, "k1", Decision(notices=notices))
    assert keeper.erase_concern("c1", NOW)
    assert not keeper.erase_concern("c1", NOW)
    with database.turn() as turn:
        assert turn.concern("c1") is None
        assert turn.thread("c1") == ()
        assert [each.id for each in turn.find(Query())] == ["c2"]
        assert turn.count(Query()) == 1
    with database.read() as reader:
        assert len(reader.mailbox(room_of(MOTHER), 0)) == 1
    outbox = Outbox(database)
    outbox.expand(NOW)
    assert [parcel.key for parcel in outbox.claim("me", NOW, MINUTE)] == ["c"]


def test_what_a_destroyed_key_sealed_is_refused_and_not_empty(database: Database, keeper: Keeper) -> None:
    file(database)
    keeper.erase_concern("c1", NOW)
    with database.write() as transaction:
        with pytest.raises(Erased):
            transaction.key_of("concern", "c1")
        assert issubclass(Erased, CannotOpen)


def test_somebody_erased_is_gone_and_may_come_again(database: Database, keeper: Keeper) -> None:
    filed = file(database)
    say(
        database,
        MOTHER,
        "k1",
        Decision(notices=(letter("a"), letter("b", concern_id="c1")), person={"language": "en"}),
        where=GROUP,
    )
    leave(database, talk(), key="k2")
    Album(database).hold(MOTHER, b"x", NOW)
    keeper.grant(MOTHER, "officer", "traffic", NOW)
    assert keeper.erase_person(filed.submitter, NOW)
    assert not keeper.erase_person(filed.submitter, NOW)
    with database.read() as reader:
        assert reader.visit(MOTHER, room_of(MOTHER), NOW) is None
        assert reader.find(Query()) == (filed,)
        assert reader.mailbox(room_of(MOTHER), 0) == ()
    for name in ("conversation", "role_grant", "upload", "event"):
        assert count(database, name) == 0
    again = enter(database, MOTHER)
    assert again != filed.submitter


def test_erasing_leaves_others_alone(database: Database, keeper: Keeper) -> None:
    mother = enter(database, MOTHER)
    say(database, OFFICER, "k1", Decision(notices=(letter("a"), letter("b", Person(mother)))))
    keeper.erase_person(mother, NOW)
    with database.turn() as turn:
        turn.enter(OFFICER, room_of(OFFICER), NOW)
        assert turn.seen("k1") is not None
    assert [parcel.key for parcel in Outbox(database).claim("me", NOW, MINUTE)] == ["a"]


def test_a_notice_for_somebody_erased_is_dropped(database: Database, keeper: Keeper) -> None:
    filed = file(database)
    keeper.erase_person(filed.submitter, NOW)
    notices = (letter("a", Person(filed.submitter)), letter("b", Submitter("c1"), "c1"))
    assert say(database, OFFICER, "k1", Decision(notices=notices))
    assert Outbox(database).claim("me", NOW, MINUTE) == ()


def test_the_answer_to_an_event_of_somebody_erased_is_empty(database: Database, keeper: Keeper) -> None:
    """Their events go; one that was just being closed may stay, and holds nothing."""
    person = enter(database, MOTHER)
    say(database, MOTHER, "k1")
    keeper.erase_person(person, NOW)
    with database.turn() as turn:
        assert turn.seen("k1") is None


def test_a_wrapped_key_leaves_no_trace_in_the_file(sqlite: Database) -> None:
    filed = file(sqlite)
    with sqlite.look() as transaction:
        query = select(tables.data_key.c.wrapped).join(tables.concern)
        wrapped = transaction.connection.execute(query).scalar_one()
    assert sqlite._path is not None
    files = (sqlite._path, sqlite._path.with_name(sqlite._path.name + "-wal"))
    assert any(wrapped in each.read_bytes() for each in files if each.exists())
    Keeper(sqlite).erase_concern(filed.id, NOW)
    assert not any(wrapped in each.read_bytes() for each in files if each.exists())


def test_what_concerns_stand_under_is_known(database: Database, keeper: Keeper) -> None:
    assert set(keeper.in_use().values()) == {frozenset()}
    file(database, community="momsholic")
    file(database, "c2", 43, department="audit")
    keeper.erase_concern("c2", NOW)
    assert keeper.in_use() == {
        "department": frozenset({"traffic"}),
        "area": frozenset({"school"}),
        "group": frozenset({"momsholic"}),
    }
