"""Notices: kept once, made into a delivery for each reader, where that reader can be reached."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake.messages import Address, Tell
from routing.delivery import Delivery, Result, State
from routing.model import Coordinators, Decision, Here, OfficersOf, Person, Submitter
from routing.records import Parcel
from storage import addresses, tables
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from tests.storage.couriers import carry_all, claim, post, settle
from tests.storage.samples import (
    GROUP,
    HOUR,
    MOTHER,
    NOW,
    OFFICER,
    OTHER,
    appoint,
    enter,
    file,
    letter,
    room_of,
    say,
)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


# --- whom a notice reaches ------------------------------------------------------------------------------


def test_a_notice_for_whoever_acts_goes_where_they_act(database: Database, outbox: Outbox) -> None:
    post(database, OFFICER, "here", where=GROUP)
    assert claim(outbox) == [
        Parcel(Delivery(1, State.DUE, NOW), GROUP, (Tell("told", {"key": "here"}),), "ko", "here", None)
    ]


def test_an_author_is_reached_where_they_last_wrote_in_private(database: Database, outbox: Outbox) -> None:
    file(database)
    say(database, MOTHER, "k2", where=GROUP, now=NOW + HOUR)
    say(database, OFFICER, "k3", Decision(notices=(letter("reply", Submitter("c1"), "c1"),)))
    (parcel,) = claim(outbox)
    assert (parcel.to, parcel.who, parcel.language) == (room_of(MOTHER), MOTHER, "ko")


def test_a_person_is_reached_in_their_language(database: Database, outbox: Outbox) -> None:
    say(database, MOTHER, "k1", Decision(person={"language": "en"}))
    Keeper(database).remind(Decision(notices=(letter("news", Person(enter(database, MOTHER))),)), NOW)
    (parcel,) = claim(outbox)
    assert (parcel.to, parcel.language) == (room_of(MOTHER), "en")


def test_a_room_is_written_to_that_nobody_was_ever_in(database: Database, outbox: Outbox) -> None:
    Keeper(database).remind(Decision(notices=(letter("digest", GROUP), letter("to", room_of(MOTHER)))), NOW)
    assert [parcel.to for parcel in claim(outbox)] == [GROUP, room_of(MOTHER)]
    enter(database, MOTHER)
    say(database, MOTHER, "k1", Decision(notices=(letter("second"),)))
    with database.read() as reader:
        assert [each.seq for each in reader.mailbox(room_of(MOTHER), 0)] == [1, 2]


AUDIENCES: dict[str, tuple[object, set[str]]] = {
    "a department's officers, and those of all": (OfficersOf("traffic"), {"o-traffic", "o-both", "o-all"}),
    "another department's": (OfficersOf("women"), {"o-women", "o-both", "o-all"}),
    "a department without officers of its own": (OfficersOf("cyber"), {"o-all"}),
    "coordinators": (Coordinators(), {"c-all", "c-traffic"}),
}


@pytest.mark.parametrize("name", AUDIENCES)
def test_holders_of_a_role_are_reached_when_it_goes_out(
    database: Database, outbox: Outbox, name: str
) -> None:
    for user, role, *scopes in (
        ("o-traffic", "officer", "traffic"),
        ("o-women", "officer", "women"),
        ("o-both", "officer", "traffic", "women"),
        ("o-all", "officer", "*"),
        ("c-all", "coordinator", "*"),
        ("c-traffic", "coordinator", "traffic"),
        ("o-gone", "officer", "*"),
    ):
        for scope in scopes:
            appoint(database, Address("pigeon", "desk", user), role, scope)
    with database.write() as transaction:
        gone = transaction.connection.execute(
            select(tables.role_grant.c.id).order_by(tables.role_grant.c.id.desc()).limit(1)
        ).scalar_one()
        ends = tables.role_grant.update().where(tables.role_grant.c.id == gone)
        transaction.connection.execute(ends.values(valid_until=NOW))
    audience, expected = AUDIENCES[name]
    say(database, MOTHER, "k1", Decision(notices=(letter("case", audience),)))  # type: ignore[arg-type]
    assert claim(outbox) == []
    assert outbox.next_due() == NOW
    assert outbox.expand(NOW) == len(expected)
    assert outbox.expand(NOW) == 0
    assert {parcel.to.chat for parcel in claim(outbox)} == expected


def test_many_readers_are_reached_page_by_page(database: Database, outbox: Outbox) -> None:
    for number in range(7):
        appoint(database, Address("pigeon", "desk", f"o{number}"))
    say(database, MOTHER, "k1", Decision(notices=(letter("case", OfficersOf("traffic")),)))
    assert [outbox.expand(NOW, 3) for _ in range(4)] == [3, 3, 1, 0]
    assert len(claim(outbox)) == 7


def test_several_expand_at_once_and_each_reader_is_told_once(database: Database, outbox: Outbox) -> None:
    for number in range(12):
        appoint(database, Address("pigeon", "desk", f"o{number}"))
    notices = tuple(letter(f"case {number}", OfficersOf("traffic")) for number in range(5))
    say(database, MOTHER, "k1", Decision(notices=notices))
    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(lambda _: sum(outbox.expand(NOW, 7) for _ in range(20)), range(4)))
    assert made == 60
    assert len(carry_all(outbox)) == 60


def test_a_notice_is_kept_once_by_its_key(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "same")
    for number in range(3):
        say(
            database,
            MOTHER,
            f"k{number}",
            Decision(notices=(letter("same"), letter("same", OfficersOf("traffic")))),
        )
    outbox.expand(NOW)
    assert carry_all(outbox) == ["same"]


def test_a_notice_waits_for_its_time_and_blocks_nothing(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "later", not_before=NOW + HOUR)
    post(database, MOTHER, "now")
    assert (outbox.expand(NOW), carry_all(outbox)) == (0, ["now"])
    assert outbox.next_due() == NOW + HOUR
    assert outbox.expand(NOW + HOUR) == 1
    assert carry_all(outbox, NOW + HOUR) == ["later"]
    assert outbox.next_due() is None
    with database.read() as reader:
        assert [(each.seq, each.prompts) for each in reader.mailbox(room_of(MOTHER), 0)] == [
            (1, (Tell("told", {"key": "now"}),)),
            (2, (Tell("told", {"key": "later"}),)),
        ]


def test_a_notice_that_expires_before_its_time_reaches_nobody(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "late", not_before=NOW + HOUR, expires=NOW + HOUR)
    assert (outbox.expand(NOW + HOUR), carry_all(outbox, NOW + HOUR)) == (0, [])
    assert outbox.next_due() is None


def join(database: Database, first: Address, second: Address) -> str:
    """Make the people behind two addresses one, as a command may one day; their id."""
    person, other = enter(database, first), enter(database, second)
    table, index = tables.address, tables.conversation
    with database.write() as transaction:
        key, blind = transaction.key_of("person", person), addresses.blind(transaction, room_of(second))
        sealed = addresses.seal(key, blind, room_of(second))
        moved = table.update().where(table.c.blind == blind)
        transaction.connection.execute(moved.values(person_id=person, key_id=key.id, room_sealed=sealed))
        talks = index.update().where(index.c.person_id == other)
        transaction.connection.execute(talks.values(person_id=person, state_sealed=None))
    return person


def test_somebody_with_two_addresses_is_reached_where_they_can_be(database: Database, outbox: Outbox) -> None:
    person = join(database, MOTHER, OTHER)
    say(database, OTHER, "k1", now=NOW + HOUR)
    Keeper(database).remind(Decision(notices=(letter("a", Person(person)),)), NOW + HOUR)
    (parcel,) = claim(outbox, NOW + HOUR)
    assert parcel.to == room_of(OTHER)
    settle(outbox, parcel, Result.UNREACHABLE, reason="blocked", now=NOW + HOUR)
    Keeper(database).remind(Decision(notices=(letter("b", Person(person)),)), NOW + HOUR)
    (parcel,) = claim(outbox, NOW + HOUR)
    assert parcel.to == room_of(MOTHER)


def test_an_officer_with_two_addresses_is_told_once(database: Database, outbox: Outbox) -> None:
    join(database, OFFICER, OTHER)
    say(database, OTHER, "k1", now=NOW + HOUR)
    appoint(database, OFFICER, "officer", "traffic")
    say(database, MOTHER, "k2", Decision(notices=(letter("case", OfficersOf("traffic")),)))
    assert outbox.expand(NOW) == 1
    assert [parcel.to for parcel in claim(outbox)] == [room_of(OTHER)]


# --- refusals ---------------------------------------------------------------------------------------------

MISTAKES: dict[str, Callable[[Keeper], None]] = {
    "whoever acts, where nobody does": lambda keeper: keeper.remind(
        Decision(notices=(letter("a", Here()),)), NOW
    ),
    "the author of no concern": lambda keeper: keeper.remind(
        Decision(notices=(letter("a", Submitter("c9"), "c9"),)), NOW
    ),
    "nobody": lambda keeper: keeper.remind(Decision(notices=(letter("a", Person("p9")),)), NOW),
    "a fact of nobody": lambda keeper: keeper.remind(Decision(person={"language": "en"}), NOW),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_notice_that_can_reach_nobody_is_a_mistake(database: Database, name: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        MISTAKES[name](Keeper(database))


# --- what is said only once something else has arrived ----------------------------------------------------


def post_pair(database: Database) -> None:
    moved = letter("moved", Submitter("c1"), "c1", after="card")
    say(database, OFFICER, "k2", Decision(notices=(letter("card", Person(enter(database, OTHER))), moved)))


def test_news_that_waits_for_another_notice_goes_out_once_that_has_arrived(
    database: Database, outbox: Outbox
) -> None:
    file(database)
    post_pair(database)
    assert outbox.expand(NOW + HOUR) == 0
    (card,) = claim(outbox)
    settle(outbox, card, Result.TRY_LATER)
    assert outbox.expand(NOW + HOUR) == 0
    (card,) = claim(outbox, NOW + HOUR)
    settle(outbox, card, now=NOW + HOUR)

    assert outbox.expand(NOW + HOUR) == 1
    assert carry_all(outbox, NOW + HOUR) == ["moved"]


def test_news_does_not_wait_for_what_has_arrived_already_or_was_never_said(
    database: Database, outbox: Outbox
) -> None:
    file(database)
    say(database, OFFICER, "k1", Decision(notices=(letter("card", Person(enter(database, OTHER))),)))
    carry_all(outbox)
    arrived = letter("a", Submitter("c1"), "c1", after="card")
    unknown = letter("b", Person(enter(database, OTHER)), after="x")
    say(database, OFFICER, "k2", Decision(notices=(arrived, unknown)))

    assert sorted(carry_all(outbox)) == ["a", "b"]
