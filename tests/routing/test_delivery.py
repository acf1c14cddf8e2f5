"""When a delivery is tried again and when it stops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.delivery import (
    FIRST_WAIT,
    LONGEST_WAIT,
    SELDOM,
    WORN_ATTEMPTS,
    Delivery,
    Outcome,
    Result,
    State,
    after,
    begun,
    further,
)

NOW = datetime(2026, 1, 20, 1, 0, tzinfo=UTC)
FRESH = Delivery(1, State.DUE, NOW)


@pytest.mark.parametrize(
    ("result", "state", "ambiguous"),
    [
        (Result.DELIVERED, State.DELIVERED, 0),
        (Result.TRY_LATER, State.DUE, 0),
        (Result.UNKNOWN, State.DUE, 1),
        (Result.HELD, State.HELD, 0),
        (Result.UNREACHABLE, State.HELD, 0),
    ],
)
def test_each_result_leads_where_it_should(result: Result, state: State, ambiguous: int) -> None:
    settled = after(FRESH, Outcome(result), NOW)

    assert (settled.state, settled.ambiguous, settled.attempts) == (state, ambiguous, 1)


TRIED = [result for result in Result if result is not Result.NOT_YET]


@given(st.lists(st.sampled_from(TRIED), max_size=100))
def test_only_unknown_outcomes_are_ambiguous_and_every_attempt_counts(results: list[Result]) -> None:
    delivery, unknown = FRESH, 0
    for tried, result in enumerate(results, 1):
        if delivery.state is not State.DUE:
            break
        delivery = after(delivery, Outcome(result), NOW)
        unknown += result is Result.UNKNOWN
        assert delivery.attempts == tried
    assert delivery.ambiguous == unknown


def test_waits_grow_to_a_limit() -> None:
    delivery, waits = FRESH, []
    for _ in range(20):
        delivery = after(delivery, Outcome(Result.TRY_LATER), NOW)
        waits.append(delivery.not_before - NOW)

    assert waits[0] == FIRST_WAIT
    assert waits == sorted(waits)
    assert max(waits) == LONGEST_WAIT


def test_a_platform_s_own_wait_is_obeyed() -> None:
    later = NOW + timedelta(hours=3)

    assert after(FRESH, Outcome(Result.TRY_LATER, not_before=later), NOW).not_before == later


def test_nothing_is_tried_after_its_time() -> None:
    expired = Delivery(1, State.DUE, NOW, expires=NOW)

    assert after(expired, Outcome(Result.UNKNOWN), NOW).state is State.DEAD


def test_what_nobody_has_taken_is_never_given_up() -> None:
    """A platform may be away for days; the answer to somebody's words waits for it."""
    delivery, at = FRESH, NOW
    while at < NOW + timedelta(days=30):
        delivery = after(delivery, Outcome(Result.TRY_LATER), at)
        assert delivery.state is State.DUE
        assert delivery.not_before - at <= SELDOM
        at = delivery.not_before


def test_what_may_have_arrived_each_time_is_not_sent_for_ever() -> None:
    worn = Delivery(1, State.DUE, NOW, attempts=WORN_ATTEMPTS - 1)
    kept = after(worn, Outcome(Result.UNKNOWN, reason="timeout"), NOW)

    assert kept.state is State.HELD
    assert kept.reason is None, "it is shown when they next act; nothing says that they cannot be reached"


def test_what_was_not_tried_is_no_attempt_and_waits_for_nothing_else() -> None:
    worn, later = replace(FRESH, attempts=WORN_ATTEMPTS - 1, ambiguous=2), NOW + timedelta(seconds=1)
    given_back = after(worn, Outcome(Result.NOT_YET, not_before=later, thread="7"), NOW)

    assert given_back == replace(worn, not_before=later, thread="7")


def test_each_message_that_arrived_is_counted_and_a_thread_kept() -> None:
    until = NOW + timedelta(minutes=1)
    first = further(FRESH, Outcome(Result.DELIVERED, thread="7", rest=2), until)
    second = further(first, Outcome(Result.DELIVERED, rest=1), until)

    assert (second.done, second.thread, second.not_before) == (2, "7", until)
    assert after(second, Outcome(Result.TRY_LATER), NOW).done == 2


def test_in_other_words_it_begins_anew_and_that_is_counted() -> None:
    half = replace(begun(FRESH, "words"), done=2)

    assert begun(half, "words") == half
    assert begun(half, "other") == replace(half, words="other", done=0, ambiguous=1)
    assert begun(replace(half, done=0), "other").ambiguous == 0, "nothing of it has arrived"
