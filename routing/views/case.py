"""One concern with its whole thread: to the desk under a pseudonym, to its author as their own."""

from collections.abc import Callable, Mapping

from intake.form import Form
from intake.messages import Begin, Look, Named, Offer, Phrase, Prompt, Row, Show, Tell, Value
from routing.model import Concern
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
    for entry in window.figures.thread(concern.id):
        rows.append(
            Row(
                f"thread.{entry.act}", {"at": entry.at, "department": Named("department", concern.department)}
            )
        )
        if entry.act in _QUOTED:
            form_id, quoted = _QUOTED[entry.act]
            rows += quoted(window.office.forms[form_id], entry.values)
    offers = desk_offers(concern) if desk else _own_offers(concern)
    return (Show("case.desk" if desk else "case.own", case_params(concern), tuple(rows), offers),)


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
