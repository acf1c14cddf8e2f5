"""What people look at: the inbox, a case, their own concerns, the ledger. Values in, prompts out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.form import Form
from intake.messages import Begin, Look, Named, Offer, Phrase, Prompt, Row, Show, Tell, Value
from routing.model import EVERYWHERE, OPEN, Actor, Concern, Status
from routing.office import Office
from routing.picking import pick
from routing.records import Figures, Query
from routing.showing import answer_rows, case_params, slots
from routing.telling import reply_offer

PAGE = 6
#: What is due this soon is shown as such in the ledger.
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Window:
    """What a view is drawn from."""

    office: Office
    figures: Figures
    actor: Actor
    now: datetime

    def one(self, look: Look) -> Concern | None:
        """The concern looked at, if this person may see it: its author, or who serves its department."""
        if look.subject:
            query: Query | None = Query(ids=frozenset({look.subject}))
        else:
            relation = "desk" if self.actor.grants else "author"
            query = pick(self.actor, relation, frozenset(Status), look.hint)
        found = self.figures.find(query) if query else ()
        visible = (c for c in found if self.actor.serves(c.department) or c.submitter == self.actor.person)
        return next(visible, None)


def welcome(window: Window, _: Look) -> tuple[Prompt, ...]:
    """The first thing said: to members how to begin, to the desk what waits."""
    roles = window.actor.roles
    if "coordinator" in roles:
        offers = (_look("button.ledger", "ledger"), _look("button.inbox", "inbox"))
        return (Tell("welcome.coordinator", offers=offers),)
    if "officer" in roles:
        return (Tell("welcome.officer", offers=(_look("button.inbox", "inbox"),)),)
    agreed = window.actor.consent == window.office.notice_version
    if agreed:
        offers = (
            Offer(Phrase("offer.concern"), Begin("concern"), "primary"),
            _look("button.status", "status"),
        )
        return (Tell("welcome.back", offers=offers),)
    start = Offer(Phrase("button.agree"), Begin("concern", given={"consent": "agree"}), "primary")
    return (Tell("welcome", offers=(start, _look("button.details", "privacy"))),)


def status(window: Window, look: Look) -> tuple[Prompt, ...]:
    """A member's own concerns, newest first."""
    query = Query(submitter=window.actor.person, order="newest", offset=look.page * PAGE, limit=PAGE)
    concerns = window.figures.find(query)
    if not concerns:
        start = Offer(Phrase("offer.concern"), Begin("concern"))
        return (Tell("status.none", offers=(start,)),)
    rows = tuple(
        Row("status.row" if each.is_open else "status.row_done", case_params(each), (_case(each),))
        for each in concerns
    )
    return (Show("status", {}, rows, _pages("status", look.page, window.figures.count(query))),)


def inbox(window: Window, look: Look) -> tuple[Prompt, ...]:
    """What this person's departments owe, the most urgent first."""
    if not window.actor.grants:
        return (Tell("no_such_command"),)
    query = Query(
        departments=window.actor.departments, statuses=OPEN, order="due", offset=look.page * PAGE, limit=PAGE
    )
    count = window.figures.count(query)
    if not count:
        return (Tell("inbox.empty"),)
    rows = tuple(
        Row(
            "inbox.late" if each.due_at < window.now else "inbox.row",
            case_params(each),
            (
                _case(each),
                reply_offer(each) if each.taken_by else Offer(Phrase("button.take"), Begin("take", each.id)),
            ),
        )
        for each in window.figures.find(query)
    )
    return (Show("inbox", {"count": count}, rows, _pages("inbox", look.page, count)),)


def case(window: Window, look: Look) -> tuple[Prompt, ...]:
    """One concern with its whole thread: to the desk under a pseudonym, to its author as their own."""
    concern = window.one(look)
    if concern is None:
        return (Tell("no_such_number"),)
    desk = window.actor.serves(concern.department)
    form = window.office.forms[concern.form]
    rows = list(answer_rows(form, concern.answers))
    if photos := window.figures.photos(concern.id):
        rows.append(Row("case.photos", {"count": len(photos)}, photos=photos))
    for entry in window.figures.thread(concern.id):
        rows.append(
            Row(
                f"thread.{entry.act}", {"at": entry.at, "department": Named("department", concern.department)}
            )
        )
        if entry.act in _QUOTED:
            form_id, quoted = _QUOTED[entry.act]
            rows += quoted(window.office.forms[form_id], entry.values)
    offers = _desk_offers(concern) if desk else _own_offers(concern)
    return (Show("case.desk" if desk else "case.own", case_params(concern), tuple(rows), offers),)


def _desk_offers(concern: Concern) -> tuple[Offer, ...]:
    take = (Offer(Phrase("button.take"), Begin("take", concern.id), "primary"),)
    reply = (reply_offer(concern),)
    return () if not concern.is_open else reply if concern.taken_by else take + reply


def _own_offers(concern: Concern) -> tuple[Offer, ...]:
    write_back = (Offer(Phrase("button.write_back"), Begin("message", concern.id)),)
    withdraw = (Offer(Phrase("button.withdraw"), Begin("withdraw", concern.id)),)
    return write_back + withdraw if concern.is_open else write_back


def _letter(form: Form, values: Mapping[str, Value]) -> tuple[Row, ...]:
    return slots(form.id, form, values)


#: Entries whose words are shown in the thread: the form they came by, and how its answers are said.
_QUOTED: dict[str, tuple[str, Callable[[Form, Mapping[str, Value]], tuple[Row, ...]]]] = {
    "reply": ("reply", _letter),
    "message": ("message", _letter),
    "outcome": ("reply", answer_rows),
    "rate": ("rate", answer_rows),
    "rate_why": ("rate", answer_rows),
}


def ledger(window: Window, _: Look) -> tuple[Prompt, ...]:
    """Per department: open, due soon, late, answered."""
    if "coordinator" not in window.actor.roles:
        return (Tell("no_such_command"),)
    scopes = window.actor.departments
    lines = [
        line
        for line in window.figures.ledger(window.now, window.now + SOON)
        if EVERYWHERE in scopes or line.department in scopes
    ]
    if not lines:
        return (Tell("ledger.empty"),)
    rows = tuple(
        Row(
            "ledger.row",
            {
                "department": Named("department", line.department),
                "open": line.open,
                "soon": line.due_soon,
                "late": line.late,
                "answered": line.answered,
            },
        )
        for line in lines
    )
    totals = {
        "open": sum(line.open for line in lines),
        "late": sum(line.late for line in lines),
        "answered": sum(line.answered for line in lines),
    }
    return (
        Show("ledger", totals, rows, (_look("button.inbox", "inbox"), _look("button.refresh", "ledger"))),
    )


def help_(window: Window, _: Look) -> tuple[Prompt, ...]:
    """What can be done here, by role."""
    role = next((role for role in ("coordinator", "officer") if role in window.actor.roles), "member")
    return (Tell(f"help.{role}"),)


def _said(phrase: str) -> Callable[[Window, Look], tuple[Prompt, ...]]:
    return lambda _window, _look: (Tell(phrase),)


def _look(label: str, view: str) -> Offer:
    return Offer(Phrase(label), Look(view))


def _case(concern: Concern) -> Offer:
    return Offer(Phrase("button.this", {"number": concern.number}), Look("case", concern.id))


def _pages(view: str, page: int, count: int) -> tuple[Offer, ...]:
    offers = []
    if page > 0:
        offers.append(Offer(Phrase("button.newer"), Look(view, page=page - 1)))
    if (page + 1) * PAGE < count:
        offers.append(Offer(Phrase("button.more"), Look(view, page=page + 1)))
    return tuple(offers)


VIEWS: dict[str, Callable[[Window, Look], tuple[Prompt, ...]]] = {
    "welcome": welcome,
    "status": status,
    "inbox": inbox,
    "case": case,
    "ledger": ledger,
    "help": help_,
    "privacy": _said("notice.full"),
    "reported": _said("alert.reported"),
    "not_danger": _said("alert.not_danger"),
    "opinion_only": _said("alert.opinion_only"),
    "old_card": _said("old_card"),
    "unknown_command": _said("no_such_command"),
}

#: After these the question that stands open is asked again; never after "I have reported it".
ASK_AGAIN = frozenset({"not_danger", "opinion_only", "old_card", "unknown_command", "privacy", "help"})
