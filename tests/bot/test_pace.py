"""What is told to the other workers with the next turn."""

import asyncio
from datetime import datetime, timedelta

from bot.pace import MOST_MISSED, Gaps, Pace
from routing.delivery import NOTHING_PASSED, Lane, Passed

NOW = datetime.fromisoformat("2026-01-20T10:00:00+09:00")
GAPS = Gaps(timedelta(seconds=0.01), timedelta(seconds=1), timedelta(seconds=3))


class Told:
    """Lanes that note what they are told."""

    def __init__(self, *answers: tuple[bool, datetime]) -> None:
        self.answers = list(answers)
        self.told: list[tuple[Lane, Passed]] = []

    def take(
        self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
    ) -> tuple[bool, datetime]:
        self.told.append((room, passed))
        return self.answers.pop(0) if self.answers else (True, now)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_answers_are_told_once_and_only_what_still_counts() -> None:
    lanes, clock = Told(), Clock()
    pace = Pace("bot", GAPS, lanes, clock)
    pace.note("1", group=False)
    pace.note("-1", group=True)
    clock.now += timedelta(seconds=2)
    pace.note("2", group=False)
    asyncio.run(pace.turn("9", group=False))
    asyncio.run(pace.turn("9", group=False))

    (room, first), (_, second) = lanes.told
    assert room == Lane("bot|9", GAPS.private)
    assert first == Passed({"bot|-1": NOW + GAPS.group, "bot|2": clock.now + GAPS.private}, 1)
    assert second == NOTHING_PASSED


def test_one_refusal_is_the_room_s_and_a_second_elsewhere_is_the_bot_s() -> None:
    lanes, clock = Told(), Clock()
    pace = Pace("bot", GAPS, lanes, clock)
    until = NOW + timedelta(seconds=30)

    pace.hold("1", until, group=False)
    pace.hold("1", until, group=False)
    asyncio.run(pace.turn("9", group=False))
    pace.hold("2", until, group=False)
    asyncio.run(pace.turn("9", group=False))

    assert [set(passed.busy) for _, passed in lanes.told] == [{"bot|1"}, {"bot|2", "bot"}]


def test_a_turn_far_off_is_given_back_and_a_near_one_waited_for() -> None:
    clock = Clock()
    far, near = NOW + timedelta(seconds=40), NOW + timedelta(seconds=0.01)

    assert asyncio.run(Pace("bot", GAPS, Told((False, far)), clock).turn("1", group=False)) == far
    lanes = Told((False, near))
    assert asyncio.run(Pace("bot", GAPS, lanes, clock).turn("1", group=False)) is None
    assert len(lanes.told) == 2


def test_a_turn_that_others_take_again_and_again_is_given_up() -> None:
    """Waited for without end, the lease of what waits would run out."""
    clock, asked = Clock(), []

    class Taken:
        def take(
            self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
        ) -> tuple[bool, datetime]:
            asked.append(now)
            clock.now += timedelta(seconds=8)
            return False, clock.now + timedelta(seconds=0.01)

    assert asyncio.run(Pace("bot", GAPS, Taken(), clock).turn("1", group=False)) is not None
    assert len(asked) == 3


def test_a_turn_that_was_slept_through_is_taken_anew_for_others_have_theirs_by_now() -> None:
    clock, asked = Clock(), []

    class Slow:
        """So many turns come late."""

        def __init__(self, late: int) -> None:
            self.late = late

        def take(
            self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
        ) -> tuple[bool, datetime]:
            asked.append(now)
            self.late -= 1
            clock.now += 3 * GAPS.bot if self.late >= 0 else 1 * GAPS.bot
            return True, now

    for late, turns in ((0, 1), (2, 3), (100, MOST_MISSED + 1)):
        asked.clear()
        assert asyncio.run(Pace("bot", GAPS, Slow(late), clock).turn("1", group=False)) is None
        assert len(asked) == turns, "where everything is late, it goes late"
