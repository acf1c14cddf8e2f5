"""Deliveries: in order within a room, leased, fenced, held, released; each notice once for each address."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from intake.messages import Address, Prompt, Room, Tell
from routing.delivery import Delivery, Outcome, Result, State, after
from routing.model import Coordinators, Decision, Here, OfficersOf, Person, Submitter
from routing.records import Letter, Parcel
from storage import tables
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from tests.storage.samples import (
    DAY,
    GROUP,
    HOUR,
    MINUTE,
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


def claim(outbox: Outbox, now: datetime = NOW, owner: str = "me", limit: int = 50) -> list[Parcel]:
    return list(outbox.claim(owner, now, MINUTE, limit))


def keys(parcels: list[Parcel]) -> list[str]:
    return [parcel.key for parcel in parcels]


def settle(
    outbox: Outbox,
    parcel: Parcel,
    result: Result = Result.DELIVERED,
    now: datetime = NOW,
    owner: str = "me",
    **more: Any,
) -> Delivery:
    tried = after(parcel.delivery, Outcome(result, **more), now)
    assert outbox.settle(owner, tried)
    return tried


def carry_all(outbox: Outbox, now: datetime = NOW) -> list[str]:
    carried = []
    while parcels := claim(outbox, now):
        carried += keys(parcels)
        for parcel in parcels:
            settle(outbox, parcel, now=now)
    return carried


def post(database: Database, who: Address, *names: str, where: Room | None = None, **more: Any) -> None:
    notices = tuple(letter(name, **more) for name in names)
    say(database, who, "post " + " ".join(names), Decision(notices=notices), where)


def states(database: Database) -> dict[str, str]:
    with database.look() as transaction:
        query = select(tables.notice.c.key, tables.delivery.c.state).join(tables.delivery)
        rows = transaction.connection.execute(query).all()
        return {key: state for key, state in rows}  # noqa: C416 - a row is no pair to the type checker


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


# --- order ------------------------------------------------------------------------------------------------


def test_within_a_room_one_goes_out_after_the_other(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", "m2", "m3")
    post(database, OFFICER, "o1", "o2")
    first = claim(outbox)
    assert keys(first) == ["m1", "o1"]
    assert claim(outbox) == []
    settle(outbox, first[0])
    assert keys(claim(outbox)) == ["m2"]


def test_what_is_tried_again_holds_up_its_room_alone(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", "m2")
    post(database, OFFICER, "o1")
    mother, officer = claim(outbox)
    settle(outbox, mother, Result.TRY_LATER, not_before=NOW + HOUR)
    settle(outbox, officer)
    assert claim(outbox) == []
    assert outbox.next_due() == NOW + HOUR
    assert keys(claim(outbox, NOW + HOUR)) == ["m1"]


@pytest.mark.parametrize("result", [Result.DELIVERED, Result.HELD])
def test_what_is_done_or_held_holds_up_nothing(database: Database, outbox: Outbox, result: Result) -> None:
    post(database, MOTHER, "m1", "m2")
    settle(outbox, claim(outbox)[0], result)
    assert keys(claim(outbox)) == ["m2"]


def test_across_rooms_the_urgent_goes_first(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "soon", priority=5)
    post(database, OFFICER, "urgent", priority=1)
    assert keys(claim(outbox, limit=1)) == ["urgent"]
    assert keys(claim(outbox, limit=1)) == ["soon"]


def test_several_couriers_never_hold_the_same_room(database: Database, outbox: Outbox) -> None:
    for number in range(6):
        who = Address("pigeon", "intake", f"u{number}")
        post(database, who, *(f"{number} {each}" for each in range(5)))
    sent: dict[str, list[int]] = {}
    barrier = Barrier(4)

    def courier(owner: str) -> None:
        barrier.wait()
        idle = 0
        while idle < 5:
            parcels = claim(outbox, owner=owner, limit=3)
            idle = 0 if parcels else idle + 1
            for parcel in parcels:
                sent.setdefault(parcel.to.chat, []).append(int(parcel.key.split()[1]))
                settle(outbox, parcel, owner=owner)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(courier, "abcd"))
    carry_all(outbox)
    assert set(states(database).values()) == {"delivered"}
    assert all(numbers == sorted(set(numbers)) for numbers in sent.values())


# --- leases -----------------------------------------------------------------------------------------------


def test_a_lease_that_ran_out_is_one_ambiguous_attempt(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1")
    (first,) = claim(outbox)
    assert outbox.next_due() == NOW + MINUTE
    assert claim(outbox, NOW + MINUTE / 2) == []
    (second,) = claim(outbox, NOW + MINUTE, "you")
    assert (second.delivery.attempts, second.delivery.ambiguous) == (1, 1)
    assert not outbox.settle("me", after(first.delivery, Outcome(Result.DELIVERED), NOW))
    settled = settle(outbox, second, owner="you")
    assert (settled.attempts, settled.ambiguous) == (2, 1)


def test_the_same_owner_is_fenced_off_from_its_own_old_attempt(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1")
    (first,) = claim(outbox)
    (second,) = claim(outbox, NOW + MINUTE)
    assert not outbox.settle("me", after(first.delivery, Outcome(Result.HELD, reason="blocked"), NOW))
    settle(outbox, second)
    assert states(database) == {"m1": "delivered"}


def test_nobody_settles_twice_or_what_they_never_claimed(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1")
    (parcel,) = claim(outbox)
    tried = after(parcel.delivery, Outcome(Result.DELIVERED), NOW)
    assert not outbox.settle("you", tried)
    assert outbox.settle("me", tried)
    assert not outbox.settle("me", tried)
    assert not outbox.settle("me", replace(tried, id=99))


def test_an_unknown_outcome_is_counted_and_tried_again(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1")
    tried = settle(outbox, claim(outbox)[0], Result.UNKNOWN, reason="timeout")
    assert claim(outbox) == []
    (again,) = claim(outbox, tried.not_before)
    assert (again.delivery.attempts, again.delivery.ambiguous) == (1, 1)


def test_what_has_expired_is_dead_unless_it_is_being_sent(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", "m2", expires=NOW + MINUTE / 2)
    post(database, OFFICER, "o1")
    mother, officer = claim(outbox)
    settle(outbox, officer, Result.TRY_LATER, not_before=NOW + MINUTE / 2)
    claim(outbox, NOW + MINUTE / 2, "you")
    assert states(database) == {"m1": "due", "m2": "dead", "o1": "due"}
    settle(outbox, mother)
    assert states(database)["m1"] == "delivered"


# --- held -------------------------------------------------------------------------------------------------


def test_what_is_held_is_due_when_the_person_comes(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1")
    settle(outbox, claim(outbox)[0], Result.HELD)
    assert outbox.next_due() is None
    enter(database, OFFICER)
    enter(database, MOTHER, GROUP)
    assert claim(outbox, NOW + DAY) == []
    enter(database, MOTHER, now=NOW + HOUR)
    assert keys(claim(outbox, NOW + HOUR)) == ["m1"]


def test_whoever_blocked_us_is_left_alone_until_they_write(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", "m2")
    settle(outbox, claim(outbox)[0], Result.UNREACHABLE, reason="blocked")
    person = enter(database, OFFICER) and _person_of(database)
    Keeper(database).remind(Decision(notices=(letter("m3", Person(person)),)), NOW)
    assert claim(outbox, NOW + DAY) == []
    assert states(database) == {"m1": "held", "m2": "held", "m3": "held"}
    enter(database, MOTHER, now=NOW + DAY)
    assert carry_all(outbox, NOW + DAY) == ["m1", "m2", "m3"]
    with database.look() as transaction:
        query = select(tables.address.c.unreachable_since).where(
            tables.address.c.unreachable_since.is_not(None)
        )
        assert transaction.connection.execute(query).all() == []


def _person_of(database: Database) -> str:
    """The mother's id, without her entering."""
    with database.read() as reader:
        visit = reader.visit(MOTHER, room_of(MOTHER), NOW)
    assert visit is not None
    return visit.actor.person


def test_somebody_with_two_addresses_is_reached_where_they_can_be(database: Database, outbox: Outbox) -> None:
    person = enter(database, MOTHER)
    enter(database, OTHER)
    with database.write() as transaction:  # as a command that joins two addresses will
        table = tables.address
        key = transaction.key_of("person", person)
        other = transaction.connection.execute(
            select(table.c.id).where(table.c.person_id != person)
        ).scalar_one()
        talks, addresses = tables.conversation.update(), table.update().where(table.c.id == other)
        transaction.connection.execute(
            talks.where(tables.conversation.c.room_id == other).values(person_id=person)
        )
        transaction.connection.execute(addresses.values(person_id=person, key_id=key.id))
        from storage import addresses as rooms

        index = rooms.blind(transaction, room_of(OTHER))
        sealed = rooms.seal(key, index, room_of(OTHER))
        transaction.connection.execute(addresses.values(room_sealed=sealed))
    say(database, OTHER, "k1", now=NOW + HOUR)
    Keeper(database).remind(Decision(notices=(letter("a", Person(person)),)), NOW + HOUR)
    (parcel,) = claim(outbox, NOW + HOUR)
    assert parcel.to == room_of(OTHER)
    settle(outbox, parcel, Result.UNREACHABLE, reason="blocked", now=NOW + HOUR)
    Keeper(database).remind(Decision(notices=(letter("b", Person(person)),)), NOW + HOUR)
    (parcel,) = claim(outbox, NOW + HOUR)
    assert parcel.to == room_of(MOTHER)


def test_what_does_not_open_holds_up_its_room_alone(
    database: Database, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    post(database, MOTHER, "m1", "m2")
    post(database, OFFICER, "o1")
    with database.write() as transaction:
        broken = tables.notice.update().where(tables.notice.c.key == "m1")
        transaction.connection.execute(broken.values(prompts_sealed=b"\x01" + bytes(40)))
    assert keys(claim(outbox)) == ["o1"]
    assert keys(claim(outbox, NOW + MINUTE)) == ["o1"]
    assert states(database)["m1"] == "due"
    assert "cannot be opened" in caplog.text


# --- mailboxes --------------------------------------------------------------------------------------------


def test_a_mailbox_holds_what_was_pushed_to_its_room(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, *(f"m{number}" for number in range(1, 6)))
    post(database, OFFICER, "o1")
    settle(outbox, claim(outbox)[0])
    settle(outbox, claim(outbox)[0], Result.HELD)

    def told(key: str) -> tuple[Prompt, ...]:
        return (Tell("told", {"key": key}),)

    with database.read() as reader:
        assert reader.mailbox(room_of(MOTHER), 0) == tuple(
            Letter(number, NOW, told(f"m{number}")) for number in range(1, 6)
        )
        assert [each.seq for each in reader.mailbox(room_of(MOTHER), 3)] == [4, 5]
        assert [each.seq for each in reader.mailbox(room_of(MOTHER), 0, limit=2)] == [4, 5]
        assert [each.seq for each in reader.mailbox(room_of(OFFICER), 0)] == [1]
        assert reader.mailbox(GROUP, 0) == ()


def test_what_is_dead_is_in_no_mailbox(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", expires=NOW + MINUTE)
    assert claim(outbox, NOW + HOUR) == []
    with database.read() as reader:
        assert reader.mailbox(room_of(MOTHER), 0) == ()


def test_a_mailbox_never_shows_a_later_letter_first(database: Database) -> None:
    """Numbers of a room rise in the order of commits, so that nobody who reads on misses one."""
    enter(database, MOTHER)
    keeper, barrier = Keeper(database), Barrier(4)

    def write(name: str) -> None:
        barrier.wait()
        for number in range(8):
            notices = (letter(f"{name}{number} to all", GROUP), letter(f"{name}{number}", room_of(MOTHER)))
            keeper.remind(Decision(notices=notices), NOW)

    read: list[int] = []

    def follow() -> None:
        barrier.wait()
        while len(read) < 24:
            with database.read() as reader:
                read.extend(each.seq for each in reader.mailbox(room_of(MOTHER), read[-1] if read else 0))

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(write, name) for name in "abc"] + [pool.submit(follow)]
        for each in done:
            each.result()
    assert read == list(range(1, 25))


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
