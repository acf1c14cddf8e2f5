"""Deliveries: in order within a room, leased, fenced, held and released; and what a mailbox shows of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import select

from intake.messages import Address, Prompt, Tell
from routing.delivery import WORN_ATTEMPTS, Outcome, Result, after
from routing.model import Decision, Person
from routing.records import Letter
from storage import migrate, tables
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from storage.sealing import Keyring
from tests.storage.couriers import carry_all, claim, keys, post, settle, states
from tests.storage.samples import (
    DAY,
    GROUP,
    HOUR,
    MINUTE,
    MOTHER,
    NOW,
    OFFICER,
    enter,
    letter,
    room_of,
    say,
)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


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


def test_what_nobody_takes_holds_up_nothing_and_is_tried_on(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", "m2")
    at = NOW
    for _ in range(WORN_ATTEMPTS):
        (first,) = claim(outbox, at)
        assert first.key == "m1"
        at = settle(outbox, first, Result.TRY_LATER, at).not_before
    assert keys(claim(outbox, at - MINUTE)) == ["m2"]
    assert keys(claim(outbox, at + MINUTE)) == ["m1"]


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
    (third,) = claim(outbox, NOW + 3 * MINUTE, "you")
    assert (third.delivery.attempts, third.delivery.ambiguous) == (2, 2)
    settled = settle(outbox, third, owner="you")
    assert (settled.attempts, settled.ambiguous) == (3, 2)


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


def test_what_expires_with_its_lease_was_perhaps_sent(database: Database, outbox: Outbox) -> None:
    post(database, MOTHER, "m1", expires=NOW + MINUTE / 2)
    claim(outbox)
    assert claim(outbox, NOW + MINUTE) == []
    with database.look() as transaction:
        columns = tables.delivery.c
        query = select(columns.state, columns.attempts, columns.ambiguous)
        assert transaction.connection.execute(query).all() == [("dead", 1, 1)]


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


@pytest.mark.parametrize(
    ("came", "arrives"), [(NOW + MINUTE / 2, ["m1", "m2"]), (NOW, []), (NOW - MINUTE, [])]
)
def test_whoever_comes_back_while_a_refusal_is_on_its_way_is_told_at_once(
    database: Database, outbox: Outbox, came: datetime, arrives: list[str]
) -> None:
    post(database, MOTHER, "m1", "m2")
    claimed, later = claim(outbox)[0], NOW + MINUTE
    say(database, MOTHER, "back", now=came)
    refused = after(claimed.delivery, Outcome(Result.UNREACHABLE, reason="blocked"), later)
    assert outbox.settle("me", refused, began=NOW)
    assert carry_all(outbox, later) == arrives


@pytest.mark.postgres
@pytest.mark.parametrize("waited_for", [True, False], ids=["waited for", "not, which is caught"])
def test_a_turn_under_way_while_its_room_is_given_up_is_waited_for(
    postgres_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, waited_for: bool
) -> None:
    database = Database.open(postgres_url, keyring)
    migrate.upgrade(database)
    outbox, came, later = Outbox(database), NOW + MINUTE / 2, NOW + MINUTE
    if not waited_for:
        monkeypatch.setattr(outbox, "_release_who_came", lambda *_: None)
    post(database, MOTHER, "m1")
    refused = after(claim(outbox)[0].delivery, Outcome(Result.UNREACHABLE, reason="blocked"), later)
    with ThreadPoolExecutor(1) as pool:
        with database.turn() as turn:
            visit = turn.enter(MOTHER, room_of(MOTHER), came)
            settling = pool.submit(outbox.settle, "me", refused, NOW)
            while states(database) != {"m1": "held"}:
                sleep(0.01)
            turn.leave("back", visit.conversation, (Tell("heard"),), came)
        assert settling.result(10)
    assert (carry_all(outbox, later) == ["m1"]) is waited_for
    database.close()


def _person_of(database: Database) -> str:
    """The mother's id, without her entering."""
    with database.read() as reader:
        visit = reader.visit(MOTHER, room_of(MOTHER), NOW)
    assert visit is not None
    return visit.actor.person


def test_what_does_not_open_holds_up_its_room_alone(
    database: Database, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    post(database, MOTHER, "m1", "m2")
    post(database, OFFICER, "o1")
    with database.write() as transaction:
        broken = tables.notice.update().where(tables.notice.c.key == "m1")
        transaction.connection.execute(broken.values(prompts_sealed=b"\x01" + bytes(40)))
    assert [keys(claim(outbox, limit=1)) for _ in range(3)] == [[], ["o1"], []]
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
