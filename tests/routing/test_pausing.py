"""Questions and extensions over holidays: worked out by hand, and one at a time as all at once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.messages import Phrase
from routing.clock.calendar import SEOUL
from routing.clock.due import Pause, due
from routing.model import Concern, Status
from tests.fixtures.words import office

OFFICE = office()


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SEOUL)


def received(written: str, kind: str = "opinion") -> Concern:
    rule = f"{kind}.answer"
    return Concern(
        id="c" * 32, number="SP-1", kind=kind, form="concern", form_version=1, area="traffic", answers={},
        department="jungnang.traffic", reason=Phrase("reason.policy"), status=Status.REVIEWING,
        pseudonym="A-1",
        submitter="p", received_at=at(written), due_at=OFFICE.due(rule, at(written)), rule=rule,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "filed", "asked", "answered", "expected"),
    [
        # Seollal 2026: Mon 16 to Wed 18 February are off. Day 7 of Tue 10 is Mon 23. Waited through the
        # closings of Thu 12, Fri 13, Thu 19: three working days later is Thu 26.
        ("opinion", "2026-02-10 10:00", "2026-02-12 10:00", "2026-02-20 10:00", "2026-02-26 18:00"),
        # Chuseok 2026: Thu 24, Fri 25 September are off. Day 7 of Fri 18 is Wed 30 (18, 21, 22, 23, 28, 29,
        # 30). Waited through the closings of Wed 23 and Mon 28: Fri 2 October; Mon 5 is off, but not reached.
        ("opinion", "2026-09-18 10:00", "2026-09-23 16:00", "2026-09-29 09:30", "2026-10-02 18:00"),
        # Asked and answered within a holiday: nothing is lost.
        ("opinion", "2026-02-10 10:00", "2026-02-16 10:00", "2026-02-18 20:00", "2026-02-23 18:00"),
        # Praise: 24 office hours from Fri 13 February 16:00 end Mon 23, 16:00. Asked at 17:00, answered on
        # Thu 19 at 10:00: two office hours are lost.
        ("praise", "2026-02-13 16:00", "2026-02-13 17:00", "2026-02-19 10:00", "2026-02-23 18:00"),
    ],
)
def test_an_answer_moves_the_date_by_what_was_waited(
    kind: str, filed: str, asked: str, answered: str, expected: str
) -> None:
    waiting = replace(received(filed, kind), paused_at=at(asked))

    assert OFFICE.resumed(waiting, at(answered)) == at(expected)


def test_a_clock_that_was_not_stopped_is_not_moved() -> None:
    concern = received("2026-02-10 10:00")
    assert OFFICE.resumed(concern, at("2026-02-20 10:00")) == concern.due_at


@pytest.mark.parametrize(
    ("filed", "days", "expected"),
    [
        ("2026-02-10 10:00", 3, "2026-02-26 18:00"),  # Mon 23 and three working days
        ("2026-09-18 10:00", 4, "2026-10-07 18:00"),  # Wed 30: Thu 1, Fri 2, Tue 6, Wed 7; Mon 5 is off
        ("2026-02-10 10:00", 7, "2026-03-05 18:00"),  # 24, 25, 26, 27, Tue 3, 4, 5 March; Mon 2 is off
        ("2026-02-10 10:00", 8, None),
    ],
)
def test_more_time_over_holidays(filed: str, days: int, expected: str | None) -> None:
    later = OFFICE.later(received(filed), days)
    assert later == (at(expected) if expected else None)


def test_a_third_extension_has_no_date() -> None:
    assert OFFICE.later(replace(received("2026-02-10 10:00"), extensions=2), 1) is None


GAPS = st.lists(st.integers(min_value=1, max_value=200), min_size=2, max_size=8)


@given(st.integers(min_value=0, max_value=5000), GAPS, st.sampled_from(["opinion", "proposal", "praise"]))
def test_questions_one_by_one_move_the_date_as_all_at_once(start: int, gaps: list[int], kind: str) -> None:
    """However often it is asked, the date is the one worked out from the receipt with all pauses."""
    filed = at("2026-01-05 09:00") + timedelta(hours=start % 4000)
    concern = received(filed.isoformat()[:19], kind)
    now, pauses = filed, []
    for wait, length in zip(gaps[::2], gaps[1::2], strict=False):
        asked = now + timedelta(hours=wait)
        now = asked + timedelta(hours=length)
        if asked >= concern.due_at or now.date() > date(2026, 12, 1):
            break
        concern = replace(concern, due_at=OFFICE.resumed(replace(concern, paused_at=asked), now))
        pauses.append(Pause(asked, now))

    assert concern.due_at == due(OFFICE.rules[concern.rule].period, filed, OFFICE.calendar, pauses)
