"""What a change adds to the sums, and what is read out of them."""

from dataclasses import replace
from datetime import date
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from routing.counting import LONGEST, TOOK, counted, months, summed, worked
from routing.model import Count, Decision, Status
from tests.routing.test_winding import FILED, NOW, OFFICE, at

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def measures(before: object, now: str, **to: object) -> list[tuple[str, str]]:
    after = replace(FILED, **to)  # type: ignore[arg-type]
    decision = counted(OFFICE.calendar, before, Decision(after), at(now))  # type: ignore[arg-type]
    return [(count.department, count.measure) for count in decision.counts]


def test_an_answer_is_counted_with_the_days_it_took_and_whether_in_time() -> None:
    own = FILED.department
    assert measures(None, "2026-01-20 10:00") == [(own, "filed")]
    in_time = measures(FILED, "2026-01-27 14:00", status=Status.REPLIED)
    assert in_time == [(own, "answered"), (own, "on_time"), (own, "took.06")]
    late = measures(FILED, "2026-01-29 14:00", status=Status.REPLIED)
    assert late == [(own, "answered"), (own, "took.08")]


def test_a_transfer_is_counted_where_it_came_from() -> None:
    assert measures(FILED, "2026-01-21 10:00", department="hq.traffic") == [(FILED.department, "transferred")]
    assert measures(FILED, "2026-01-21 10:00", reopened=1) == [(FILED.department, "reopened")]
    assert measures(FILED, "2026-01-21 10:00", status=Status.REVIEWING) == []


def test_the_month_is_that_of_seoul() -> None:
    decision = counted(OFFICE.calendar, None, Decision(FILED), at("2026-02-01 00:30"))
    assert decision.counts == (Count(FEBRUARY, FILED.department, "filed"),)
    assert months(at("2026-02-01 00:30")) == (JANUARY, FEBRUARY)
    assert months(NOW) == (date(2025, 12, 1), JANUARY)


def test_working_days_leave_out_what_is_off() -> None:
    # Friday before 설, 16 to 18 February, to the Thursday after: two days.
    assert worked(OFFICE.calendar, at("2026-02-13 10:00"), at("2026-02-19 10:00")) == 2
    assert worked(OFFICE.calendar, at("2026-01-20 10:00"), at("2026-12-20 10:00")) == LONGEST


@given(st.lists(st.integers(1, LONGEST), max_size=40))
def test_the_median_of_the_sums_is_that_of_all_answers(took: list[int]) -> None:
    sums = summed([("answered", len(took)), *((f"{TOOK}{each:02}", 1) for each in took)])
    assert sums.median == (median(took) if took else None)
    assert sums.answered == len(took)
