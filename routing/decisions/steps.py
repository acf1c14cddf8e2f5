"""What most acts at the desk have in common: the concern moves on, a line is written, its author is told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intake.messages import Prompt, Submission, Tell, Value
from routing.decisions.scene import Scene, not_now
from routing.lifecycle import Arrow, arrow
from routing.model import Concern, Decision, Entry, Notice, Submitter
from routing.telling.letters import LETTERS


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


def lettered(scene: Scene, sent: Submission, priority: int = 5, **changes: Any) -> Decision:
    """The form is the act: the concern follows its arrow, its author reads the letter that was previewed."""
    concern, act = scene.case, sent.form
    step = arrow(act, concern)
    if step is None:
        return not_now(concern)
    after = moved_on(concern, step, **{"taken_by": in_hand(scene), **changes})
    letter = LETTERS[act](scene.office, concern, sent.answers, scene.now)
    return Decision(
        concern=after,
        entries=(line(scene, act, sent.answers),),
        notices=(to_author(after, act, letter, priority),),
        answers=(Tell(f"{act}.sent", {"number": after.number, "due": after.due_day}),),
    )
