"""One act inside its transaction: the conversation advances, the office decides, notices are kept."""

from dataclasses import replace
from datetime import datetime

from bot.asking import Setting, open_question, together
from bot.failpoints import failpoint
from bot.meaning import Meaning, fits_a_group
from bot.ports import Turn, Visit
from bot.righting import may_be_about
from intake.conversation import Draft
from intake.engine import advance
from intake.messages import (
    Act,
    Alert,
    Amendment,
    Begin,
    Beside,
    Effect,
    InPrivate,
    Look,
    Offer,
    Phrase,
    Pick,
    Prompt,
    Resume,
    Review,
    Say,
    Show,
    Submission,
    Surface,
    Tell,
    Value,
)
from routing.desk import Desk
from routing.model import Decision, Here, Notice
from routing.records import Answered, Figures
from routing.reviewing import Reviewer
from routing.rights import Rights
from routing.teaching import understood

OLD_CARD, GREETED = Tell("old_card"), Tell("greeted")
#: What a button leads to that is not ours, or was made for somebody else.
UNKNOWN = Look("old_card")
IN_GROUP = Tell("in_group", offers=(Offer(Phrase("button.in_private"), InPrivate()),))


class DangerFound(Exception):
    """Raised inside a turn to undo it: of somebody in danger nothing is kept."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Step:
    """One act inside its transaction; afterwards it holds the conversation, the result and the language."""

    def __init__(self, setting: Setting, turn: Turn, visit: Visit, now: datetime, surface: Surface) -> None:
        self._setting, self._turn, self._now, self._surface = setting, turn, now, surface
        self.visit = visit
        self.conversation = visit.conversation
        self.result = "done"
        #: What the record says was done, and about which concern.
        self.did, self.subject = "old card", None
        self.language = visit.actor.language
        self._here: list[Notice] = []
        #: The draft before the act: a form that is through has none left, and may still be refused.
        self._before: Draft | None = None

    def old_card(self) -> Answered:
        """The button is of a question that is past: say so, and ask what is open or offer what is next."""
        self.result = "old card"
        asked = self.asked_now()
        return (OLD_CARD, *asked) if asked else (Look("nothing_open"),)

    def asked_now(self, figures: Figures | None = None) -> tuple[Prompt, ...]:
        """The question or review that is open, again; `figures` to look it up in once the turn is over."""
        actor, spot = self.visit.actor, self.visit.spot
        rights = Rights(figures or self._turn, actor, spot)
        return open_question(self._setting, rights, self.conversation, self._surface, self._now)

    def take(self, act: Act) -> Answered:
        """Hear the act; what to answer with at once. A view in it is drawn after the commit."""
        if act == UNKNOWN:
            return self.old_card()
        meant = Meaning(self._setting, self._turn, self.visit, self._now).of(act)
        act, first = meant.act, meant.first
        self.did, self.subject = _named(act), getattr(act, "subject", None)
        if not self.visit.spot.private and not fits_a_group(act, self.visit.actor):
            self.result = "refused: in a group"
            return (IN_GROUP,)
        if isinstance(act, Look):
            return (*first, act)
        greets = isinstance(act, Say) and self._setting.commands.greets(act.text)
        if greets and (asked := self.asked_now()):
            return (GREETED, *asked)
        prompts = (*first, *self._effects(self._begun(act)))
        return self._ride_along(prompts)

    def _heard(self, said: Beside) -> tuple[Effect, ...]:
        """An answer or a message to who has the concern; it is asked which one, where it may be another."""
        about = may_be_about(said.subject, self._turn, self._setting.reads, said.text, self._now)
        if about and said.answer is not None:
            return self._advance(said.answer)
        return self._begun(Begin("message", said.subject if about else None, {"text": said.text}))

    @property
    def _desk(self) -> Desk:
        return Desk(self._setting.office, self._turn, self.visit.actor, self._now, self.visit.spot)

    def _begun(self, act: Act) -> tuple[Effect, ...]:
        if not isinstance(act, Begin):
            return self._advance(act)
        form = self._setting.office.forms.get(act.form)
        refusal = Tell("no_such_number") if form is None else self._desk.refusal(act)
        if form is None or refusal is not None:
            self.result = "refused"
            return (refusal,) if refusal else ()
        if form.about and act.subject is None and not act.given:
            return (Pick(act.form, act.hint),)
        if form.about and act.subject is None and act.hint:
            return self._begun_by_number(act)
        known: dict[str, Value] = {"consent": "agree"} if "consent" in form.by_id and self._agreed() else {}
        draft = self.conversation.draft
        if act.given or draft is None or (draft.form, draft.subject) != (act.form, act.subject):
            known |= self._desk.given(act)
        return (*self._desk.about(act), *self._advance(replace(act, given={**known, **act.given})))

    def _begun_by_number(self, act: Begin) -> tuple[Effect, ...]:
        """What was typed behind the number goes along; with several of that number it waits in the draft."""
        found = self._desk.rights.meant(Pick(act.form, act.hint))
        if isinstance(found, str):
            return self._begun(replace(act, subject=found, hint=None))
        if isinstance(found, Show):
            self._advance(replace(act, hint=None))
        return (found,)

    def _agreed(self) -> bool:
        return self.visit.actor.consent == self._setting.office.notice_version

    def _advance(self, act: Act) -> tuple[Effect, ...]:
        forms = self._setting.office.forms
        self._before = self.conversation.draft
        at_once = together(forms, self.conversation, act, self._surface)
        turn = advance(
            forms,
            self.conversation,
            act,
            at_once=at_once,
            now=self._now,
            fresh=self._setting.fresh(),
            whole=self._surface is Surface.MODAL,
            reads=self._setting.reads,
        )
        self.conversation = turn.conversation
        draft = self.conversation.draft
        if draft is not None and draft.seen is None and (seen := self._desk.seen(draft)) is not None:
            self.conversation = replace(self.conversation, draft=replace(draft, seen=seen))
        failpoint("turn.advanced")
        return turn.effects

    def _effects(self, effects: tuple[Effect, ...]) -> tuple[Prompt, ...]:
        prompts: list[Prompt] = []
        review = Reviewer(self._setting.office, self._turn, self.visit.actor, self._now)
        for effect in effects:
            match effect:
                case Alert(kind):
                    raise DangerFound(kind)
                case Pick():
                    prompts += self._picked(effect)
                case Beside():
                    prompts += self._effects(self._heard(effect))
                case Submission() if news := self._meanwhile(effect):
                    prompts += (*news, *self.asked_now())
                    break
                case Submission() | Amendment():
                    decision = self._decided(effect)
                    if isinstance(effect, Submission) and decision.mend:
                        self.result = decision.result
                        prompts += self._to_be_mended(effect, decision)
                        break
                    prompts += decision.answers
                    if decision.result != "done" and isinstance(effect, Submission):
                        self.result = decision.result
                        self._not_filed(effect)
                        break
                case Review():
                    prompts.append(self._desk.near(effect) or review.complete(effect))
                case _:
                    prompts.append(effect)
        return tuple(prompts)

    def _draft_of(self, sent: Submission) -> Draft | None:
        """The draft that was sent, whether or not anything is asked after it."""
        return next((d for d in (self.conversation.draft, self._before) if d and d.id == sent.id), None)

    def _to_be_mended(self, refused: Submission, decision: Decision) -> tuple[Prompt, ...]:
        """Why it cannot be sent yet, once, and what was written, to be put right."""
        self._not_filed(refused)
        again = self._taken_up(refused)
        remarks = [each for asked in again if isinstance(asked, Review) for each in asked.remarks]
        return (*(each for each in decision.answers if each not in remarks), *again)

    def _taken_up(self, refused: Submission) -> tuple[Prompt, ...]:
        """What can be mended is in hand again, its review open."""
        parked = self.conversation.parked_draft(refused.form, refused.subject)
        if parked is not None and self.conversation.draft is None:
            self.conversation = replace(self.conversation.without_parked(parked), draft=parked)
        return self.asked_now()

    def _not_filed(self, refused: Submission) -> None:
        """What was refused is no longer asked about, but what was written in it is kept aside."""
        draft = self._draft_of(refused)
        if draft is not None:
            unfiled = replace(self.conversation, draft=replace(draft, filed=False))
            self.conversation = unfiled.put_aside()

    def _meanwhile(self, sent: Submission) -> tuple[Prompt, ...]:
        """What others did since the draft was begun: it stays unsent until that has been seen."""
        news, draft = self._desk.meanwhile(sent), self._draft_of(sent)
        if not news or draft is None:
            return ()
        self.result = "others were first"
        seen = self._desk.seen(replace(draft, filed=False))
        self.conversation = replace(self.conversation, draft=replace(draft, filed=False, seen=seen))
        return news

    def _picked(self, wanted: Pick) -> tuple[Prompt, ...]:
        found = self._desk.rights.meant(wanted)
        if isinstance(found, str):
            return self._effects(self._begun(Begin(wanted.form, found)))
        if (
            not isinstance(found, Show)
            and self.conversation.draft
            and self.conversation.draft.form == wanted.form
        ):
            self.conversation = replace(self.conversation, draft=None)
        return (found,)

    def _decided(self, sent: Submission | Amendment) -> Decision:
        decision = self._desk.handle(sent)
        if isinstance(sent, Submission):
            decision = understood(self._setting.office, decision, self._setting.reads.why)
        self._here += [notice for notice in decision.notices if isinstance(notice.audience, Here)]
        elsewhere = tuple(notice for notice in decision.notices if not isinstance(notice.audience, Here))
        self._turn.keep(replace(decision, notices=elsewhere), self._now)
        if "consent" in decision.person:
            self.visit = replace(
                self.visit, actor=replace(self.visit.actor, consent=decision.person["consent"])
            )
        self.language = decision.person.get("language", self.language)
        return decision

    def _ride_along(self, prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
        """What is said with a receipt goes out with it as one delivery, which cannot be lost."""
        if not self._here:
            return prompts
        first, *others = self._here
        self._turn.keep(
            Decision(notices=(replace(first, prompts=first.prompts + prompts), *others)), self._now
        )
        return ()


def _named(act: Act) -> str:
    """An act as the record calls it: what was begun or looked at, never what was said."""
    opened = {Begin: "form", Resume: "form", Look: "view"}.get(type(act))
    return f"{type(act).__name__}:{getattr(act, opened)}".lower() if opened else type(act).__name__.lower()
