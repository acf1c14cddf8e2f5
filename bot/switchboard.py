"""The one way in: one act, one transaction, the cards to answer with.

Nothing slow happens inside the transaction: the text is read before it, everything is sent after
it. Whoever moves a network call in here breaks every messenger's time limit at once.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.acts import Pressed, Tokens
from bot.asking import Setting, open_question, still_asked
from bot.calm import Calm, Cry, cry_in
from bot.coordinates import located
from bot.failpoints import failpoint
from bot.ports import Store, Visit
from bot.step import UNKNOWN, DangerFound, Step
from intake.conversation import Conversation
from intake.messages import (
    Act,
    Alert,
    Answer,
    Ask,
    Begin,
    Confirm,
    Incoming,
    Look,
    Moment,
    Place,
    Press,
    Prompt,
    Reading,
    Say,
    Surface,
    Tell,
)
from routing.model import Actor
from routing.records import Answered, MemoryBusy, MemoryFailed
from routing.rights import Rights
from routing.views.table import ASK_AGAIN, VIEWS
from routing.views.window import Window

log = logging.getLogger("cheong.turn")

#: The language of whoever nothing is known of.
FIRST = "ko"
MAYBE_DANGER = Tell("maybe_danger")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn answers: prompts, in the person's language."""

    prompts: tuple[Prompt, ...]
    language: str
    #: Something was left for the courier to carry.
    posted: bool = False


@dataclass(frozen=True, slots=True)
class Switchboard:
    """Hears acts. Synchronous: messengers call it from a worker thread."""

    setting: Setting
    store: Store
    tokens: Tokens
    #: Whether a text speaks of danger, found before the transaction.
    read: Callable[[str], Reading]
    clock: Callable[[], datetime]
    calm: Calm = field(default_factory=Calm)

    def hear(self, incoming: Incoming) -> Heard:
        """One act. MemoryFailed when it could not be kept: then it must not be acknowledged."""
        key = f"{incoming.who.messenger}|{incoming.who.bot}|{incoming.event_id}"
        now = self.clock()
        try:
            return self._heard(incoming, key, now)
        except MemoryFailed:
            # Of somebody in danger nothing is kept anyway: where to turn is said all the same. To an officer
            # as well, for who holds which role is not known now.
            act, _, cry = self._plain(incoming)
            kind = self.calm.weigh(cry, incoming.who, act, now).kind
            if kind is None:
                raise
            return Heard((Alert(kind),), incoming.language or FIRST)

    def _heard(self, incoming: Incoming, key: str, now: datetime) -> Heard:
        try:
            return self._try(incoming, key, now)
        except DangerFound as found:
            return self._danger(incoming, key, found.kind, now)
        except MemoryBusy as busy:
            return self._again(incoming, key, now, type(busy).__name__)
        except MemoryFailed:
            raise
        except Exception as first:  # a poison event is closed, not repeated for ever
            return self._again(incoming, key, now, type(first).__name__)

    def _again(self, incoming: Incoming, key: str, now: datetime, first: str) -> Heard:
        """A turn that raised was rolled back; it is tried once more, then closed without its text."""
        try:
            return self._try(incoming, key, now)
        except DangerFound as found:
            return self._danger(incoming, key, found.kind, now)
        except MemoryFailed:
            raise
        except Exception as second:  # closed below; the class is all that may be told
            error = type(second).__name__
            log.error("an event could not be heard and was closed: %s, then %s", first, error)
            with self.store.turn() as turn:
                turn.close(key, now, error=error)
            return Heard((Tell("trouble"),), self._language(incoming, now))

    def _try(self, incoming: Incoming, key: str, now: datetime) -> Heard:
        failpoint("turn.received")
        act, revision, cry = self._plain(incoming)
        cry = self.calm.weigh(cry, incoming.who, act, now)
        with self.store.turn() as turn:
            failpoint("turn.began")
            visit = still_asked(turn.enter(incoming.who, incoming.where, now, incoming.language), turn)
            cry, seen = cry.of(visit.actor), turn.seen(key)
            if kind := seen.danger if seen else cry.kind:
                raise DangerFound(kind)
            step = Step(self.setting, turn, visit, now, incoming.surface)
            old = revision is not None and not visit.conversation.stands(revision, incoming.window)
            answer = seen.answer if seen else self._first(step, act, cry, old=old)
            if not seen:
                failpoint("turn.decided")
                window = incoming.window if _stays(act, answer) else ""
                turn.leave(key, step.conversation.changed_in(window, visit.conversation), answer, now)
                turn.audit(step.did, step.subject, step.result, now)
            failpoint("turn.kept")
        failpoint("turn.committed")
        # What is opened for a look alone shows nothing else: the question stands where it was asked.
        again = incoming.surface is not Surface.MODAL or bool(incoming.window)
        return Heard(self._shown(answer, step, now, again=again), step.language, turn.posted)

    def _first(self, step: Step, act: Act, cry: Cry, *, old: bool) -> Answered:
        """The answer to an act heard for the first time."""
        answer = step.old_card() if old else step.take(act)
        return (MAYBE_DANGER, *answer) if cry.worry else answer

    def _plain(self, incoming: Incoming) -> tuple[Act, int | None, Cry]:
        """The act with its button resolved and its words read, wherever they stand; and the danger in it."""
        act, revision = incoming.act, None
        if isinstance(act, Press):
            known = self.tokens.resolve(act.token, incoming.who, incoming.where)
            pressed = known or Pressed(UNKNOWN, None)
            filled, so_far, revision, act = act.values, act.so_far, pressed.revision, pressed.act
            if isinstance(act, Answer | Confirm) and filled:
                act = replace(act, values={**filled, **act.values})
            if isinstance(act, Answer) and so_far:
                act = replace(act, so_far=True)
        if isinstance(act, Answer | Confirm):
            act = replace(act, values=located(act.values))
        readings = [self.read(words) for words in _words(incoming.act)]
        return act, revision, cry_in(act, readings)

    def _danger(self, incoming: Incoming, key: str, kind: str, now: datetime) -> Heard:
        with self.store.turn() as turn:
            turn.close(key, now, danger=kind)
            turn.hush(incoming.who, incoming.where, now)
        return Heard((Alert(kind),), self._language(incoming, now))

    def _language(self, incoming: Incoming, now: datetime) -> str:
        with self.store.read() as reader:
            visit = reader.visit(incoming.who, incoming.where, now)
        return visit.actor.language if visit else incoming.language or FIRST

    def _shown(self, answer: Answered, step: Step, now: datetime, *, again: bool) -> tuple[Prompt, ...]:
        """The answer with its views drawn, outside the transaction."""
        prompts: list[Prompt] = []
        for each in answer:
            if not isinstance(each, Look):
                prompts.append(each)
                continue
            with self.store.read() as reader:
                prompts += VIEWS[each.view](
                    Window(self.setting.office, reader, step.visit.actor, now, step.visit.spot), each
                )
                if again and each.view in ASK_AGAIN:
                    prompts += step.asked_now(reader)
        return tuple(prompts)

    def current(self, incoming: Incoming) -> Heard:
        """What stands open for somebody who comes back: a question, or the welcome. Keeps nothing."""
        now, stranger = self.clock(), Actor("", language=incoming.language or FIRST)
        with self.store.read() as reader:
            visit = reader.visit(incoming.who, incoming.where, now) or Visit(stranger, Conversation())
            visit = still_asked(visit, reader)
            office, talk = self.setting.office, visit.conversation.without_old(now)
            prompts = open_question(
                self.setting, Rights(reader, visit.actor, visit.spot), talk, incoming.surface, now
            )
            if not prompts:
                window = Window(office, reader, visit.actor, now, visit.spot)
                prompts = VIEWS["welcome"](window, Look("welcome"))
        return Heard(prompts, visit.actor.language)


def _stays(act: Act, answer: Answered) -> bool:
    """Whether the form it was done in goes on: it is still being filled in, or something in it is wrong."""
    last = answer[-1] if answer else None
    return isinstance(last, Ask) and (bool(last.problems) or (isinstance(act, Answer) and act.so_far))


def _words(act: Act) -> Iterator[str]:
    """Everything somebody wrote in an act; what a button itself stands for is ours, not theirs."""
    if isinstance(act, Say):
        yield act.text
    if isinstance(act, Answer | Confirm | Begin | Press):
        values = act.given if isinstance(act, Begin) else act.values
        for value in values.values():
            if isinstance(value, str):
                yield value
            if isinstance(value, Place | Moment):
                yield value.text
