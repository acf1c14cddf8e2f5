"""The town lives through random days and every promise holds; with a promise broken, the machine finds it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.messages import Prompt
from routing import rights
from routing.decisions import filing, handing, steps
from routing.lifecycle import Arrow
from routing.model import Actor, Concern, Notice, OfficersOf
from routing.office import Office
from routing.telling import company
from tests.journeys.stage import stage
from tests.life.machine import live
from tests.life.town import PREVENTION


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


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "broken",
    [
        transfer_resets_the_clock, third_transfer_goes_through, waiting_is_not_counted, messages_go_astray,
        news_is_lost, joiners_hear_questions, every_officer_serves_everywhere, anybody_withdraws,
    ],
    ids=lambda each: each.__name__,
)  # fmt: skip
def test_a_broken_promise_is_found(
    broken: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played, pytest.raises(AssertionError):
        live(played, examples=40)
