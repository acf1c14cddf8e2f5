"""The office's front desk: form → who may, what is loaded, what is decided.

"Not yours" looks like "no such number": whoever may not see a concern learns nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from intake.messages import Amendment, Begin, Named, Pick, Show, Submission, Tell
from routing import decide, telling
from routing.decide import Scene
from routing.lifecycle import arrow
from routing.model import EVERYWHERE, OPEN, Actor, Concern, Decision, Status
from routing.office import Office
from routing.picking import pick
from routing.records import Records

Relation = Literal["anybody", "author", "desk"]


@dataclass(frozen=True, slots=True)
class Handler:
    """How one form is handled."""

    #: Who may send it: anybody, the concern's author, or those who serve its department.
    relation: Relation
    submit: Callable[["Desk", Submission, Concern | None], Decision]
    amend: Callable[["Desk", Amendment, Concern | None], Decision] | None = None
    #: The act of the life cycle it stands for, when opening it for nothing would waste somebody's time.
    step: str | None = None
    #: The statuses in which a concern is offered when none was named.
    offered_in: frozenset[Status] = OPEN
    #: Asked which one even when there is only one.
    always_asks: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """One act at the desk."""

    office: Office
    records: Records
    actor: Actor
    now: datetime

    @property
    def scene(self) -> Scene:
        """What deciding may look at."""
        return Scene(self.office, self.actor, self.now)

    def handle(self, sent: Submission | Amendment) -> Decision:
        """Decide what was sent; a refusal is a decision, too."""
        handler = HANDLERS[sent.form]
        about = self.office.forms[sent.form].about
        named = sent.subject if about else sent.id if isinstance(sent, Amendment) else None
        concern = self.records.concern(named) if named else None
        if about and not self._may(handler, concern):
            return decide.refuse(Tell("no_such_number"), "no right or no such number")
        if isinstance(sent, Submission):
            return handler.submit(self, sent, concern)
        if handler.amend is None:
            return Decision()
        return handler.amend(self, sent, concern)

    def refusal(self, act: Begin) -> Tell | None:
        """Why the form may not be opened by this person for this concern now; None when it may."""
        if act.subject is None or not self.office.forms[act.form].about:
            return None
        handler, concern = HANDLERS[act.form], self.records.concern(act.subject)
        if concern is None or not self._may(handler, concern):
            return Tell("no_such_number")
        possible = handler.step is None or arrow(handler.step, concern) is not None
        return None if possible else telling.cannot(concern)

    def about(self, act: Begin) -> tuple[Show, ...]:
        """What a form of the desk is about, shown above it: nobody should answer from memory."""
        if (
            act.subject is None
            or HANDLERS[act.form].relation != "desk"
            or not self.office.forms[act.form].fields
        ):
            return ()
        concern = self.records.concern(act.subject)
        return (telling.about(self.office, concern),) if concern else ()

    def pick(self, wanted: Pick) -> str | Show | Tell:
        """The concern meant: its id when there is one, else buttons to choose from, or that there is none."""
        handler = HANDLERS[wanted.form]
        found = self._meant(handler, handler.offered_in, wanted.hint)
        if not found and wanted.hint:
            # A number that was typed is looked up wherever it stands: a reason is better than nothing.
            found = self._meant(handler, _EVERYTHING, wanted.hint)
        if len(found) == 1 and not handler.always_asks:
            return found[0].id
        if not found:
            return Tell("no_such_number" if wanted.hint else "pick.none")
        return telling.choose_from(wanted.form, found)

    def _meant(self, handler: Handler, statuses: frozenset[Status], hint: str | None) -> tuple[Concern, ...]:
        query = pick(self.actor, handler.relation, statuses, hint)
        return self.records.find(query) if query else ()

    def _may(self, handler: Handler, concern: Concern | None) -> bool:
        if concern is None:
            return False
        if handler.relation == "author":
            return concern.submitter == self.actor.person
        return self.actor.serves(concern.department)


def _file(desk: Desk, sent: Submission, _: Concern | None) -> Decision:
    day = desk.now.astimezone(desk.office.calendar_zone).date()
    return decide.file_concern(desk.scene, sent, desk.records.next_serial(day))


def _amend_filed(desk: Desk, sent: Amendment, concern: Concern | None) -> Decision:
    if sent.field == "consent":
        return Decision(person={"consent": desk.office.notice_version})
    if concern is None or concern.submitter != desk.actor.person:
        return decide.refuse(Tell("no_such_number"), "no right or no such number")
    return decide.amend(desk.scene, concern, {sent.field: sent.value})


def _take(desk: Desk, _: Submission, concern: Concern | None) -> Decision:
    return decide.take(desk.scene, _known(concern))


def _reply(desk: Desk, sent: Submission, concern: Concern | None) -> Decision:
    return decide.send_reply(desk.scene, _known(concern), sent)


def _outcome(desk: Desk, sent: Amendment, concern: Concern | None) -> Decision:
    return decide.set_outcome(desk.scene, _known(concern), str(sent.value))


def _rate(desk: Desk, sent: Submission, concern: Concern | None) -> Decision:
    return decide.rate(desk.scene, _known(concern), sent.answers)


def _rate_more(desk: Desk, sent: Amendment, concern: Concern | None) -> Decision:
    if (sent.field, sent.value) == ("again", "yes"):
        return decide.reopen(desk.scene, _known(concern))
    if sent.field == "again":
        return Decision()
    return decide.rate(desk.scene, _known(concern), {sent.field: sent.value}, "rate_why")


def _message(desk: Desk, sent: Submission, concern: Concern | None) -> Decision:
    return decide.add_message(desk.scene, _known(concern), sent.answers)


def _withdraw(desk: Desk, _: Submission, concern: Concern | None) -> Decision:
    return decide.withdraw(desk.scene, _known(concern))


def _join(desk: Desk, sent: Submission, _: Concern | None) -> Decision:
    grant = desk.records.redeem(str(sent.answers.get("code", "")), desk.actor.person, desk.now)
    if grant is None:
        return decide.refuse(Tell("join.refused"), "code wrong, used or late")
    if grant.scope == EVERYWHERE:
        return Decision(answers=(Tell(f"join.{grant.role}"),))
    return Decision(answers=(Tell("join.department", {"department": Named("department", grant.scope)}),))


def _language(_: Desk, sent: Submission, __: Concern | None) -> Decision:
    return Decision(person={"language": str(sent.answers["language"])}, answers=(Tell("language.set"),))


def _known(concern: Concern | None) -> Concern:
    if concern is None:
        msg = "a form about a concern was handled without one"
        raise LookupError(msg)
    return concern


_EVERYTHING = frozenset(Status)

HANDLERS: dict[str, Handler] = {
    "concern": Handler("anybody", _file, _amend_filed),
    "proposal": Handler("anybody", _file, _amend_filed),
    "inquiry": Handler("anybody", _file, _amend_filed),
    "praise": Handler("anybody", _file, _amend_filed),
    "take": Handler("desk", _take, offered_in=frozenset({Status.ASSIGNED, Status.REOPENED})),
    "reply": Handler("desk", _reply, _outcome, "reply"),
    "rate": Handler("author", _rate, _rate_more, "rate", frozenset({Status.REPLIED})),
    "message": Handler("author", _message, offered_in=_EVERYTHING - {Status.WITHDRAWN}, always_asks=True),
    "withdraw": Handler("author", _withdraw, None, "withdraw"),
    "join": Handler("anybody", _join),
    "language": Handler("anybody", _language),
}
