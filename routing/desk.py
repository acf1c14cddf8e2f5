"""The office's front desk: form → who may, what is loaded, what is decided.

"Not yours" looks like "no such number": whoever may not see a concern learns nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from intake.conversation import Draft
from intake.messages import Amendment, Begin, Offer, Prompt, Review, Show, Skipped, Submission, Tell, Value
from routing.decisions.coordinating import officers_to
from routing.decisions.joining import offered
from routing.decisions.scene import Scene, no_such_number
from routing.following import following
from routing.handlers import HANDLERS
from routing.lifecycle import arrow
from routing.model import PRIVATE, Actor, Concern, Decision, Spot
from routing.office import Office
from routing.records import Records
from routing.rights import Rights
from routing.telling import notices

P = TypeVar("P", bound=Prompt)


@dataclass(frozen=True, slots=True)
class Desk:
    """One act at the desk."""

    office: Office
    records: Records
    actor: Actor
    now: datetime
    spot: Spot = PRIVATE

    @property
    def rights(self) -> Rights:
        """What the sender may do, and what they mean."""
        return Rights(self.records, self.actor, self.spot)

    def handle(self, sent: Submission | Amendment) -> Decision:
        """Decide what was sent; a refusal is a decision, too."""
        handler = HANDLERS[sent.form]
        about = self.office.forms[sent.form].about
        named = sent.subject if about else sent.id if isinstance(sent, Amendment) else None
        concern = self.records.concern(named) if named else None
        if about and not self.rights.may(handler, concern):
            return no_such_number(desk=handler.official)
        scene = Scene(self.office, self.records, self.actor, self.now, concern, self.spot)
        if isinstance(sent, Submission):
            decision = handler.submit(scene, sent)
        else:
            decision = handler.amend(scene, sent) if handler.amend else Decision()
        if decision.result != "done" and concern is not None and isinstance(sent, Submission):
            # Who comes too late is told who was first, not only that it is too late.
            answers = (
                decision.answers if decision.mend else self._led_on(decision.answers, concern, sent.form)
            )
            return replace(decision, answers=(*self._news(sent, concern), *answers))
        return following(self.office, concern, decision, self.now)

    def refusal(self, act: Begin) -> Tell | None:
        """Why the form may not be opened by this person for this concern now; None when it may."""
        if act.subject is None or not self.office.forms[act.form].about:
            return None
        handler, concern = HANDLERS[act.form], self.records.concern(act.subject)
        if concern is None or not self.rights.may(handler, concern):
            return notices.unknown(desk=handler.official)
        refused: Tell | None = None
        if handler.step is not None and arrow(handler.step, concern) is None:
            refused = notices.cannot(concern, handler.step)
        elif handler.refuses:
            refused = handler.refuses(Scene(self.office, self.records, self.actor, self.now, concern))
        return self._led_on((refused,), concern, act.form)[0] if refused else None

    def _led_on(self, answers: tuple[P, ...], concern: Concern, refused: str) -> tuple[P, ...]:
        """A refusal with what can be done instead, unless it says so itself."""
        ways = notices.ways(concern, desk=HANDLERS[refused].official, but=refused)
        return tuple(
            replace(each, offers=ways) if isinstance(each, Tell) and not each.offers else each
            for each in answers
        )

    def about(self, act: Begin) -> tuple[Show, ...]:
        """What a form of the desk is about, shown above it: nobody should answer from memory."""
        if (
            act.subject is None
            or not HANDLERS[act.form].official
            or not self.office.forms[act.form].fields
            or self.office.forms[act.form].direct
        ):
            return ()
        concern = self.records.concern(act.subject)
        if concern is None:
            return ()
        return (notices.about(self.office, concern, self.actor, self._instead(act, concern)),)

    def _instead(self, act: Begin, concern: Concern) -> tuple[Offer, ...]:
        """Buttons above a form that spare its questions: words to begin with, officers to give it to."""
        if act.form == "reply" and "use" not in act.given:
            return notices.templates_for(concern, self.office.templates_for(concern.department))
        if act.form == "assign":
            return officers_to(concern, self.records.officers(concern.department, self.now))
        return ()

    def given(self, act: Begin) -> Mapping[str, Value]:
        """What stands in a form already when it is begun."""
        given = HANDLERS[act.form].given
        concern = self.records.concern(act.subject) if act.subject and given else None
        if given is None or concern is None:
            return {}
        return given(Scene(self.office, self.records, self.actor, self.now, concern), act.given)

    def near(self, review: Review) -> Show | None:
        """What somebody near has filed already, to be offered before the review of a new concern."""
        if review.form != "concern":
            return None
        given = {key: value for key, value in review.answers.items() if not isinstance(value, Skipped)}
        return offered(Scene(self.office, self.records, self.actor, self.now), given)

    def seen(self, draft: Draft) -> int | None:
        """How long the thread is that a draft of the desk is about; None for any other draft."""
        if draft.subject is None or draft.filed or not HANDLERS[draft.form].official:
            return None
        return len(self.records.thread(draft.subject))

    def meanwhile(self, sent: Submission) -> tuple[Show, ...]:
        """What others did about the concern since the sender looked; nothing once it cannot happen anyway."""
        concern = self.records.concern(sent.subject) if sent.subject else None
        handler = HANDLERS[sent.form]
        if sent.seen is None or concern is None or not self.rights.may(handler, concern):
            return ()
        if handler.step is not None and arrow(handler.step, concern) is None:
            return ()
        return self._news(sent, concern)

    def _news(self, sent: Submission, concern: Concern) -> tuple[Show, ...]:
        if sent.seen is None or not HANDLERS[sent.form].official:
            return ()
        thread = self.records.thread(concern.id)[sent.seen :]
        return notices.meanwhile(concern, [e for e in thread if e.by not in (None, self.actor.person)])
