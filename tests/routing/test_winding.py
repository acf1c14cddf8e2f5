"""Which timers a change sets, and which of them still have something to say when they ring."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from intake.messages import Phrase, Tell
from routing.clock.calendar import SEOUL
from routing.model import (
    Assignee,
    Concern,
    Coordinators,
    Decision,
    Entry,
    Notice,
    OfficersOf,
    Status,
    Submitter,
    Timer,
)
from routing.records import Records
from routing.rings import RINGS, Bell
from routing.winding import wind
from tests.fixtures.words import office

OFFICE = office()


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SEOUL)


NOW = at("2026-01-20 10:00")
FILED = Concern(
    id="c", number="SP-260120-0001", kind="opinion", form="concern", form_version=1, area="traffic",
    answers={}, department="jungnang.traffic", reason=Phrase("reason.policy"), status=Status.ASSIGNED,
    pseudonym="K-17", submitter="p", received_at=NOW, due_at=at("2026-01-28 18:00"), rule="opinion.answer",
)  # fmt: skip
TOLD = Notice("told", (Tell("taken"),), Submitter("c"), "c")


def filed() -> Decision:
    return wind(OFFICE, None, Decision(FILED, notices=(TOLD,)), NOW)


def changed(before: Concern, now: str, *notices: Notice, by_clock: bool = False, **to: Any) -> Decision:
    after = replace(before, version=before.version + 1, **to)
    return wind(OFFICE, before, Decision(after, notices=notices), at(now), by_clock=by_clock)


def concern(decision: Decision) -> Concern:
    assert decision.concern is not None
    return decision.concern


def set_for(decision: Decision) -> dict[str, datetime]:
    return {each.kind: each.at for each in decision.timers}


def ring(kind: str, decision: Decision, after: Concern | None = None, now: str | None = None) -> Decision:
    timer = next(each for each in decision.timers if each.kind == kind)
    when = at(now) if now else timer.at
    return Bell(OFFICE, cast(Records, None), after or concern(decision), when).ring(timer)


def test_a_new_concern_is_looked_at_again_at_its_times() -> None:
    # 20 Jan 2026 is a Tuesday; no holiday until February.
    assert set_for(filed()) == {
        "first_word": at("2026-01-22 10:00"),   # two working days, counted in hours
        "silent": at("2026-01-27 10:00"),       # five
        "soon": at("2026-01-27 09:00"),         # 16 office hours before: the morning of the day before
        "late": at("2026-01-28 18:00"),
        "interim": at("2026-02-19 18:00"),      # 18 Feb is day 30, and 설; the next working day
    }  # fmt: skip


def test_a_word_from_the_office_starts_the_silence_anew() -> None:
    first = concern(filed())
    told = changed(first, "2026-01-21 11:00", TOLD, status=Status.REVIEWING)

    assert set_for(told) == {"silent": at("2026-01-28 11:00")}
    assert ring("silent", filed(), concern(told)).notices == ()
    assert ring("first_word", filed(), concern(told)).notices == ()
    assert [n.audience for n in ring("silent", told).notices] == [
        Assignee("c"),
        Coordinators(),
    ]


def test_what_is_said_inside_or_by_the_clock_is_no_word() -> None:
    first = concern(filed())
    inside = Notice("inside", (Tell("taken"),), OfficersOf("x"), "c")

    assert concern(changed(first, "2026-01-21 11:00", inside)).waiting_since == NOW
    assert concern(changed(first, "2026-01-21 11:00", TOLD, by_clock=True)).waiting_since == NOW


def test_while_its_author_is_asked_nothing_is_late_and_the_answer_starts_it_again() -> None:
    first = concern(filed())
    asked = changed(first, "2026-01-27 08:00", TOLD, status=Status.NEEDS_INFO)
    answered = changed(concern(asked), "2026-01-27 09:30", status=Status.REVIEWING)

    assert set_for(asked) == {"unanswered": at("2026-02-02 18:00")}
    for kind in ("soon", "late", "silent", "first_word"):
        assert ring(kind, filed(), concern(asked)).notices == ()
    assert len(ring("unanswered", asked).notices) == 1
    assert ring("unanswered", asked, concern(answered)).notices == ()
    # The reminder of 09:00 fell into the pause: it has passed. The due time has not moved, and is set anew.
    assert set_for(answered) == {"silent": at("2026-02-03 09:30"), "late": at("2026-01-28 18:00")}
    assert not {t.key for t in answered.timers} & {t.key for t in filed().timers}


def test_a_due_time_that_moved_rings_at_its_new_time_only() -> None:
    extended = changed(concern(filed()), "2026-01-26 10:00", TOLD, due_at=at("2026-02-06 18:00"))

    assert ring("late", filed(), concern(extended)).notices == ()
    assert set_for(extended)["late"] == at("2026-02-06 18:00")
    assert set_for(extended)["soon"] == at("2026-02-05 09:00")
    late = ring("late", extended)
    assert [n.audience for n in late.notices] == [
        Assignee("c"),
        Coordinators(),
        Submitter("c"),
    ]
    assert [entry.act for entry in late.entries] == ["late"]


def test_whoever_took_it_is_reminded_alone() -> None:
    taken = replace(concern(filed()), taken_by="o")

    assert [n.audience for n in ring("soon", filed(), taken).notices] == [Assignee("c")]


@pytest.mark.parametrize("status", [Status.REPLIED, Status.WITHDRAWN, Status.MERGED, Status.CLOSED])
def test_what_is_over_reminds_nobody(status: Status) -> None:
    over = replace(concern(filed()), status=status)

    for kind in ("soon", "late", "silent", "first_word", "interim"):
        assert ring(kind, filed(), over).notices == ()


def test_the_outcome_is_owed_within_a_month_of_the_answer() -> None:
    now = "2026-01-27 14:00"
    replied = changed(concern(filed()), now, TOLD, status=Status.REPLIED, answered_at=at(now))

    assert set_for(replied) == {"outcome": at("2026-02-26 18:00")}
    assert len(ring("outcome", replied).notices) == 2
    assert ring("outcome", replied, replace(concern(replied), outcome="adopted")).notices == ()
    assert ring("outcome", replied, replace(concern(replied), status=Status.REOPENED)).notices == ()


def test_a_proposal_is_decided_within_a_month_of_its_receipt() -> None:
    now = "2026-01-27 14:00"
    proposal = replace(concern(filed()), kind="proposal")
    replied = changed(proposal, now, TOLD, status=Status.REPLIED, answered_at=at(now))

    assert set_for(replied) == {"outcome": at("2026-02-19 18:00")}


def test_reopened_it_waits_for_a_first_word_again() -> None:
    replied = replace(concern(filed()), status=Status.REPLIED)
    due = OFFICE.due("opinion.answer", at("2026-02-02 10:00"))
    again = changed(replied, "2026-02-02 10:00", TOLD, status=Status.REOPENED, reopened=1, due_at=due)

    assert set(set_for(again)) == {"first_word", "silent", "soon", "late"}


def test_what_was_handed_over_is_accepted_or_the_coordinators_hear_of_it() -> None:
    first = concern(filed())
    timer = Timer("accept:c:1", "c", "accept", at("2026-01-20 15:00"), {"department": first.department})

    def bell(each: Concern) -> Decision:
        return Bell(OFFICE, cast(Records, None), each, timer.at).ring(timer)

    assert Coordinators() in [n.audience for n in bell(first).notices]
    assert bell(replace(first, status=Status.REVIEWING)).notices == ()
    assert bell(replace(first, department="hq.traffic")).notices == ()


def test_a_promise_reminds_whoever_made_it_even_after_the_answer() -> None:
    timer = Timer("promise:c:1", "c", "promise", at("2026-02-06 09:00"), {"what": "신호 5초"})
    replied = replace(concern(filed()), status=Status.REPLIED, taken_by="o")
    said = Bell(OFFICE, thread("promise"), replied, timer.at).ring(timer).notices

    assert [(n.audience, n.prompts[0].params["what"]) for n in said if isinstance(n.prompts[0], Tell)] == [
        (Assignee("c"), "신호 5초")
    ]


def test_a_promise_that_was_told_as_kept_reminds_nobody() -> None:
    timer = Timer("promise:c:1", "c", "promise", at("2026-02-06 09:00"), {"what": "신호 5초"})
    replied = replace(concern(filed()), status=Status.REPLIED, taken_by="o")

    assert Bell(OFFICE, thread("promise", "kept"), replied, timer.at).ring(timer).notices == ()
    assert Bell(OFFICE, thread("promise", "promise", "kept"), replied, timer.at).ring(timer).notices


def thread(*acts: str) -> Records:
    """Records that know nothing but lines about one day."""
    lines = tuple(Entry("c", NOW, act, "o", {"day": "2026-02-06"}) for act in acts)
    return cast(Records, SimpleNamespace(thread=lambda _: lines))


def test_every_timer_that_is_set_has_a_ring() -> None:
    decisions = (
        filed(),
        changed(concern(filed()), "2026-01-21 11:00", status=Status.NEEDS_INFO),
        changed(concern(filed()), "2026-01-21 11:00", status=Status.REPLIED, answered_at=NOW),
    )
    kinds = {timer.kind for each in decisions for timer in each.timers}

    assert kinds <= set(RINGS)
    assert kinds == set(RINGS) - {"accept", "promise", "consent"}


def test_one_that_decided_about_another_concern_is_no_change_of_this_one() -> None:
    other = replace(FILED, id="d")

    assert set(set_for(wind(OFFICE, FILED, Decision(other), NOW))) == set(set_for(filed()))
