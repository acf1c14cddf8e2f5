"""The town lives through random days and every promise holds; with a promise broken, the machine finds it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RULE_MARKER, run_state_machine_as_test
from sqlalchemy import bindparam, select

from intake.messages import Prompt
from routing import lifecycle, rights
from routing.decisions import answering, approving, coordinating, filing, handing, steps
from routing.handlers import HANDLERS
from routing.lifecycle import Arrow
from routing.model import Actor, Concern, Decision, Notice, OfficersOf, Status
from routing.office import Office
from routing.telling import company
from storage import expanding, notices, rightful, tables
from tests.journeys.stage import Stage, stage
from tests.life.machine import Life
from tests.life.town import PREVENTION


def live(
    played: Stage, *, examples: int = 12, steps: int = 30, random: bool = False, only: Sequence[str] = ()
) -> None:
    """So many random lives; `only` names what happens in them beside concerns that come in."""
    rules = [name for name in vars(Life) if only and hasattr(getattr(Life, name), RULE_MARKER)]
    without: dict[str, Any] = {name: None for name in rules if name not in (*only, "files")}
    machine = type("Life", (Life,), {"stage": played, **without})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not random,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if random else [Phase.generate],
            report_multiple_bugs=False,
        ),
    )


@pytest.mark.timeout(300)
def test_every_voice_is_answered_by_the_right_people(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        live(played)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_so_it_is_for_a_long_time(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        live(played, examples=300, steps=60, random=True)


# --- the machine finds what it is there to find ---------------------------------------------------------


def transfer_resets_the_clock(patch: pytest.MonkeyPatch) -> None:
    def moved_on(concern: Concern, step: Arrow, **changes: Any) -> Concern:
        return steps.moved_on(concern, step, **{"due_at": concern.due_at + timedelta(days=7), **changes})

    patch.setattr(handing, "moved_on", moved_on)


def third_transfer_goes_through(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(handing, "BY_COORDINATOR", 3)


def waiting_is_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Office, "resumed", lambda _office, concern, _now: concern.due_at)


def messages_go_astray(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(filing, "owner", lambda _concern: OfficersOf(PREVENTION))


def news_is_lost(patch: pytest.MonkeyPatch) -> None:
    kept = steps.to_author

    def to_author(concern: Concern, act: str, told: Prompt, priority: int = 5) -> Notice:
        return replace(kept(concern, act, told, priority), key=f"{act}:{concern.id}")

    patch.setattr(steps, "to_author", to_author)


def joiners_hear_questions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(company, "SHARED", company.SHARED | {"asked"})


def every_officer_serves_everywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Actor, "serves", lambda actor, _department: bool(actor.grants))


def anybody_withdraws(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(rights._MAY, "author", lambda _mine, _concern: True)


def merged_writes_to_the_old_department(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(filing, "seen_in", lambda scene: scene.case)


def merged_hears_nothing(patch: pytest.MonkeyPatch) -> None:
    _replace_submit(patch, "merge", lambda decided: replace(decided, joinings=()))


def split_stays_in_company(patch: pytest.MonkeyPatch) -> None:
    _replace_submit(patch, "split", lambda decided: replace(decided, joinings=()))


def what_was_merged_is_left_two_steps_away(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(coordinating, "_followers", lambda _scene, _concern, _into: ())


def one_pair_of_eyes_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answering, "no_approval", approving.nothing_waits)
    patch.setitem(HANDLERS, "approve", replace(HANDLERS["approve"], refuses=approving.nothing_waits))


def replies_go_out_unread(patch: pytest.MonkeyPatch) -> None:
    sent = answering._sent
    patch.setattr(answering, "propose", lambda scene, form: sent(scene, form.answers, scene.actor.person))


def a_promise_is_kept_again_and_again(patch: pytest.MonkeyPatch) -> None:
    _replace_submit(
        patch,
        "kept",
        lambda decided: replace(
            decided,
            notices=(*decided.notices, *(replace(each, key=f"{each.key}:again") for each in decided.notices)),
        ),
    )


def a_correction_is_not_passed_on(patch: pytest.MonkeyPatch) -> None:
    _replace_submit(patch, "correction", lambda decided: replace(decided, notices=()))


def moved_is_said_before_it_is_so(patch: pytest.MonkeyPatch) -> None:
    def to_author(concern: Concern, act: str, told: Prompt, after: str) -> Notice:
        return replace(steps.to_author(concern, act, told, after=after), after=None)

    patch.setattr(handing, "to_author", to_author)


def _replace_submit(patch: pytest.MonkeyPatch, form: str, broken: Callable[[Decision], Decision]) -> None:
    handler = HANDLERS[form]
    patch.setitem(
        HANDLERS, form, replace(handler, submit=lambda scene, sent: broken(handler.submit(scene, sent)))
    )


def a_later_word_overtakes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(notices, "_told_before", lambda *_: None)


def whoever_was_asked_cannot_say_yes_once_it_moved(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(lifecycle._BY_ACT_AND_STATUS, ("consent", Status.ASSIGNED))


def who_has_left_goes_on_reading(patch: pytest.MonkeyPatch) -> None:
    """As if whoever took something had it for ever."""
    taken = select(tables.concern.c.department, tables.concern.c.taken_by)
    patch.setattr(expanding, "_ASSIGNEE", taken.where(tables.concern.c.id == bindparam("concern")))
    patch.setattr(expanding, "_serves", lambda *_: True)


def what_waits_outlives_a_right(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rightful, "without_lost", lambda _transaction, ids, _now: list(ids))


#: What breaks a promise, and the days on which it shows: all others would only make it rarer.
BROKEN: Mapping[Callable[[pytest.MonkeyPatch], None], tuple[str, ...]] = {
    transfer_resets_the_clock: ("insists",),
    third_transfer_goes_through: ("insists",),
    moved_is_said_before_it_is_so: ("insists",),
    news_is_lost: ("insists",),
    waiting_is_not_counted: ("waits_for_an_answer",),
    joiners_hear_questions: ("waits_for_an_answer",),
    messages_go_astray: ("pretends",),
    anybody_withdraws: ("pretends",),
    a_correction_is_not_passed_on: ("are_merged",),
    every_officer_serves_everywhere: ("meddles",),
    merged_writes_to_the_old_department: ("are_merged",),
    merged_hears_nothing: ("are_merged",),
    split_stays_in_company: ("are_merged",),
    what_was_merged_is_left_two_steps_away: ("are_merged",),
    one_pair_of_eyes_is_enough: ("is_read_by_a_colleague",),
    replies_go_out_unread: ("is_read_by_a_colleague",),
    a_promise_is_kept_again_and_again: ("keeps_a_promise",),
    a_later_word_overtakes: ("is_not_reached",),
    whoever_was_asked_cannot_say_yes_once_it_moved: ("is_asked_to_wait",),
    who_has_left_goes_on_reading: ("leaves_the_office",),
    what_waits_outlives_a_right: ("leaves_out_of_reach",),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_a_broken_promise_is_found(
    broken: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played, pytest.raises(AssertionError):
        live(played, examples=40, only=BROKEN[broken])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("only", sorted(set(BROKEN.values())), ids=" ".join)
def test_on_the_same_days_nothing_else_is_found(only: tuple[str, ...], tmp_path: Path) -> None:
    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played:
        live(played, examples=3, only=only)
