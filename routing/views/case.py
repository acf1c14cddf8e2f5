"""One concern with its whole thread: to the desk under a pseudonym, to its author as their own."""

from collections.abc import Callable, Mapping

from intake.form import Form
from intake.messages import Begin, Look, Named, Offer, Phrase, Prompt, Row, Show, Tell, Value
from routing.decisions.joining import listable
from routing.model import Concern
from routing.office import Office
from routing.showing import answer_rows, case_params, slots
from routing.telling import desk_offers
from routing.views.window import Window


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
    if company := len(window.figures.joiners(concern.id)):
        rows.append(Row("case.company", {"count": company}))
    for entry in window.figures.thread(concern.id):
        if entry.act in DESKS_OWN and not desk:
            continue
        rows.append(
            Row(
                f"thread.{entry.act}", {"at": entry.at, "department": Named("department", concern.department)}
            )
        )
        if entry.act in _QUOTED:
            form_id, quoted = _QUOTED[entry.act]
            rows += quoted(window.office.forms[form_id], entry.values)
    offers = _desk_offers(window.office, concern) if desk else _own_offers(concern)
    return (Show("case.desk" if desk else "case.own", case_params(concern), tuple(rows), offers),)


def _desk_offers(office: Office, concern: Concern) -> tuple[Offer, ...]:
    wanted = concern.is_open and concern.title is None and listable(office, concern)
    title = (Offer(Phrase("button.title"), Begin("title", concern.id)),) if wanted else ()
    return (*desk_offers(concern), *title)


def _own_offers(concern: Concern) -> tuple[Offer, ...]:
    write_back = (Offer(Phrase("button.write_back"), Begin("message", concern.id)),)
    withdraw = (Offer(Phrase("button.withdraw"), Begin("withdraw", concern.id)),)
    return write_back + withdraw if concern.is_open else write_back


#: Lines of a thread that its author does not read: others who joined speak in them.
DESKS_OWN = frozenset({"joined"})


def _letter(form: Form, values: Mapping[str, Value]) -> tuple[Row, ...]:
    return slots(form.id, form, values)


#: Entries whose words are shown in the thread: the form they came by, and how its answers are said.
_QUOTED: dict[str, tuple[str, Callable[[Form, Mapping[str, Value]], tuple[Row, ...]]]] = {
    "reply": ("reply", _letter),
    "message": ("message", _letter),
    "joined": ("me_too", _letter),
    "title": ("title", answer_rows),
    "outcome": ("reply", answer_rows),
    "rate": ("rate", answer_rows),
    "rate_why": ("rate", answer_rows),
}
