"""What somebody means by an act, where and when they do it: before any form hears of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.asking import Setting
from bot.ports import Visit
from bot.righting import put_right
from intake.interpret import interpret
from intake.messages import (
    SKIPPED,
    Act,
    Answer,
    Begin,
    Danger,
    Given,
    Look,
    Photo,
    Place,
    Resume,
    Say,
    Tell,
)
from routing.handlers import HANDLERS
from routing.links import opened_by
from routing.model import OPEN, Actor, Status
from routing.records import Figures, Query

#: A concern in which what its author writes is still heard; what is closed is looked at once more.
_HEARD = OPEN | {Status.REPLIED, Status.MERGED, Status.CLOSED}
#: Its officer has asked something.
_WAITS = frozenset({Status.NEEDS_INFO})
#: What each sees of their own is not shown where others read along.
_OWN_VIEWS = frozenset({"status", "privacy", "settings"})


@dataclass(frozen=True, slots=True)
class Meant:
    """The act that is meant, and what is said before everything else."""

    act: Act
    first: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What acts mean to somebody in a room; a sentence nothing asked for is looked up in the `figures`."""

    setting: Setting
    figures: Figures
    visit: Visit
    now: datetime

    def of(self, act: Act) -> Meant:
        """Typed text is a command, a greeting, an answer, or the start of something; so is a lone photo."""
        commands, actor = self.setting.commands, self.visit.actor
        idle = self.visit.conversation.without_old(self.now).draft is None
        if isinstance(act, Answer) and idle and any(map(_shows_something, act.values.values())):
            given = {key: value for key, value in act.values.items() if value is not SKIPPED}
            return Meant(Begin("concern", given=given))
        if not isinstance(act, Say):
            return Meant(act)
        typed = replace(act, text=commands.spelt(act.text))
        said = interpret(typed, partial(commands.meaning, roles=actor.roles))
        if isinstance(said, Begin) and said.form == "join":
            return self._linked(said)
        if not isinstance(said, Say) or not idle:
            return Meant(said)
        if commands.greets(said.text):
            return Meant(Look("welcome"))
        if actor.grants:
            # Typed as if somebody read along: that nobody does must not go unsaid.
            return Meant(Look("help"), (Tell("unsent"),))
        return Meant(self._told(said.text))

    def _linked(self, join: Begin) -> Meant:
        """The code of a link or a poster is no invitation: it stands for a community or a place."""
        code, language = str(join.given.get("code", "")), self.visit.actor.language
        opened = opened_by(code, self.setting.office, language)
        return Meant(join) if opened is None else Meant(*opened)

    def _told(self, text: str) -> Act:
        """A sentence: an answer that is waited for, else it puts right, adds to what was filed, or is new."""
        person, find = self.visit.actor.person, self.figures.find
        if not find(Query(submitter=person, statuses=_HEARD, limit=1)):
            return Begin("concern", given={"text": text})
        # Where several officers wait for an answer, it is asked which of them is meant.
        waiting = find(Query(submitter=person, statuses=_WAITS, order="newest", limit=2))
        if len(waiting) == 1:
            return Begin("message", waiting[0].id, {"text": text})
        office, reads = self.setting.office, self.setting.reads
        right = put_right(office, self.figures, reads, person, text, self.now)
        return right or Begin("message", given={"text": text})


def fits_a_group(act: Act, actor: Actor) -> bool:
    """In a group the desk works, and nobody else: of nobody anything personal is asked there."""
    if isinstance(act, Danger):
        return True
    if isinstance(act, Begin | Resume):
        handler = HANDLERS.get(act.form)
        return bool(actor.grants) and (handler is None or handler.official)
    return bool(actor.grants) and not (isinstance(act, Look) and act.view in _OWN_VIEWS)


def _shows_something(value: Given) -> bool:
    """A photo or a place says by itself that there is something to tell."""
    return isinstance(value, Place) or (isinstance(value, tuple) and any(isinstance(v, Photo) for v in value))
