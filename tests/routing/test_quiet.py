"""When something that is not urgent is told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.clock.calendar import SEOUL
from routing.clock.quiet import QUIET, TOGETHER, awake, told_at


def at(written: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-20 {written}").replace(tzinfo=SEOUL)


NEXT_MORNING = at("08:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "setting", "expected"),
    [
        (at("20:59"), "night", at("20:59")),
        (at("21:00"), "night", NEXT_MORNING),
        (at("00:30"), "night", at("08:00")),
        (at("07:59"), "night", at("08:00")),
        (at("08:00"), "night", at("08:00")),
        (at("18:00"), "long", at("09:00") + timedelta(days=1)),
        (at("08:59"), "long", at("09:00")),
        (at("03:00"), "off", at("03:00")),
        (at("23:00"), "a name nobody knows", NEXT_MORNING),
        (datetime(2026, 1, 20, 13, 0, tzinfo=UTC), "night", NEXT_MORNING),  # 22:00 in Seoul
    ],
)
def test_what_is_not_urgent_waits_for_the_morning(now: datetime, setting: str, expected: datetime) -> None:
    assert awake(now, setting) == expected


@pytest.mark.parametrize(
    ("urgent", "waits", "last", "expected"),
    [
        (False, None, None, at("10:00")),
        (False, None, at("09:50"), at("10:00")),   # ten minutes are over
        (False, None, at("09:55"), at("10:05")),
        (False, at("10:05"), at("09:55"), at("10:05")),
        (False, at("09:59"), None, at("10:00")),   # about to go out: it is joined there
        (True, at("10:05"), at("09:55"), at("10:00")),
    ],
)  # fmt: skip
def test_what_follows_soon_waits_to_be_told_together(
    urgent: bool, waits: datetime | None, last: datetime | None, expected: datetime
) -> None:
    assert told_at(at("10:00"), "night", urgent=urgent, waits=waits, last=last) == expected


def test_a_letter_that_is_urgent_still_waits_for_the_morning() -> None:
    assert told_at(at("23:00"), "night", urgent=True) == NEXT_MORNING


@given(
    st.integers(0, 3 * 24 * 60).map(lambda minutes: at("00:00") + timedelta(minutes=minutes)),
    st.sampled_from(sorted(QUIET)),
    st.booleans(),
    st.integers(0, 60).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_it_is_never_told_before_its_time_nor_kept_for_more_than_a_night(
    now: datetime, setting: str, urgent: bool, ago: timedelta
) -> None:
    told = told_at(now, setting, urgent=urgent, last=now - ago)
    assert told >= now
    assert told - now <= TOGETHER + timedelta(hours=15)
    assert awake(told, setting) == told
