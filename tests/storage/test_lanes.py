"""Turns to send, shared by all workers of a bot."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from routing.delivery import Lane, Passed
from storage.database import Database
from storage.keeper import Keeper
from storage.lanes import Lanes

NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BOT = Lane("bot", SECOND / 25)


def room(number: int, gap: timedelta = SECOND) -> Lane:
    return Lane(f"room {number}", gap)


def test_turns_of_a_bot_come_one_gap_after_the_other(database: Database) -> None:
    lanes = Lanes(database)

    turns = [lanes.take(room(number), BOT, NOW) for number in range(50)]

    assert turns == [(True, NOW + number * BOT.gap) for number in range(50)]


def test_a_room_has_its_own_gap_and_holds_up_nobody_else(database: Database) -> None:
    lanes = Lanes(database)

    assert lanes.take(room(1), BOT, NOW) == (True, NOW)
    assert lanes.take(room(1), BOT, NOW) == (False, NOW + SECOND)
    assert lanes.take(room(2), BOT, NOW) == (True, NOW + BOT.gap)
    assert lanes.take(room(1), BOT, NOW + SECOND) == (True, NOW + SECOND)


def test_workers_at_the_same_time_never_get_the_same_turn(database: Database) -> None:
    lanes = [Lanes(database), Lanes(database)]
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda number: lanes[number % 2].take(room(number), BOT, NOW), range(60)))

    assert Counter(at for _, at in turns) == Counter(NOW + number * BOT.gap for number in range(60))


def test_what_passed_without_a_turn_puts_off_the_next(database: Database) -> None:
    lanes = Lanes(database)
    passed = Passed({room(1).name: NOW + SECOND}, messages=10)

    assert lanes.take(room(2), BOT, NOW, passed) == (True, NOW + 10 * BOT.gap)
    assert lanes.take(room(1), BOT, NOW)[0] is False


def test_however_much_passed_the_bot_is_not_put_off_for_long(database: Database) -> None:
    lanes, at = Lanes(database), NOW
    for _ in range(20):
        _, at = lanes.take(room(1), BOT, NOW, Passed({}, messages=1000))

    assert at <= NOW + timedelta(seconds=3)


def test_a_bot_that_must_keep_quiet_gives_out_no_turns(database: Database) -> None:
    lanes = Lanes(database)
    until = NOW + timedelta(seconds=30)

    assert lanes.take(room(1), BOT, NOW, Passed({BOT.name: until})) == (False, until)
    assert lanes.take(room(2), BOT, NOW) == (False, until)
    assert lanes.take(room(2), BOT, until) == (True, until)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_lane_long_free_is_forgotten_and_one_in_use_is_not(database: Database) -> None:
    lanes = Lanes(database)
    lanes.take(room(1), BOT, NOW)
    lanes.take(room(2, timedelta(hours=3)), BOT, NOW)

    assert Keeper(database).sweep(NOW + timedelta(hours=2)) == 2
    assert lanes.take(room(2), BOT, NOW + timedelta(hours=2))[0] is False


def test_after_a_clock_that_was_ahead_nobody_waits_for_it(database: Database) -> None:
    """A machine that took Seoul's time for UTC until it asked: its bot was silent for nine hours."""
    lanes = Lanes(database)
    for hours in (9, 9, 0):
        now = NOW + timedelta(hours=hours)
        lanes.take(room(1), BOT, now)

    assert lanes.take(room(1), BOT, NOW) == (False, NOW + SECOND), "had its turn, and waits as ever"
    assert lanes.take(room(2), BOT, NOW)[0]
