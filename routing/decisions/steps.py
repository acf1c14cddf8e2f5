"""What most acts at the desk have in common: the concern moves on, a line is written, its author is told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intake.messages import Prompt, Value
from routing.decisions.scene import Scene
from routing.lifecycle import Arrow
from routing.model import Concern, Entry, Notice, Submitter


def moved_on(concern: Concern, step: Arrow, **changes: Any) -> Concern:
    """The concern after the step, one version on."""
    return replace(concern, status=step.after, version=concern.version + 1, **changes)


def in_hand(scene: Scene) -> str:
    """Who has it from now on: who took it, else whoever acts."""
    return scene.case.taken_by or scene.actor.person


def line(scene: Scene, act: str, values: Mapping[str, Value] | None = None) -> Entry:
    """A line of the thread, of whoever acts now."""
    return Entry(scene.case.id, scene.now, act, scene.actor.person, values or {})


def to_author(
    concern: Concern, act: str, told: Prompt, priority: int = 5, after: str | None = None
) -> Notice:
    """News to whoever wrote, once for each version of the concern; not before the notice `after` arrived."""
    key = f"{act}:{concern.id}:{concern.version}"
    return Notice(key, (told,), Submitter(concern.id), concern.id, priority, after=after)
