"""How answers and cases are shown: ids and values in rows, no words."""

from collections.abc import Mapping

from intake.form import Field, Form
from intake.messages import Named, Param, Params, Phrase, Row, Value
from routing.model import Concern


def case_params(concern: Concern) -> Params:
    """What every line about a concern may say."""
    return {
        "number": concern.number,
        "area": Named("area", concern.area),
        "kind": Phrase(f"kind.{concern.kind}"),
        "status": Phrase(f"status.{concern.status}"),
        "department": Named("department", concern.department),
        "due": concern.due_day,
        "received": concern.received_at,
        "who": Phrase("pseudonym", {"mark": concern.pseudonym}),
        "reason": concern.reason,
    }


def answer_rows(form: Form, answers: Mapping[str, Value]) -> tuple[Row, ...]:
    """One row for each answer, in the form's order: what was asked, in short, and what was said."""
    return tuple(
        Row(
            "answer",
            {"label": Named("field", f"{form.id}.{each.id}"), "answer": shown(form, each, answers[each.id])},
        )
        for each in form.fields
        if each.id in answers and not each.quiet
    )


def slots(prefix: str, form: Form, answers: Mapping[str, Value]) -> tuple[Row, ...]:
    """One row for each answer, each in a phrase of its own: the letter somebody will read."""
    return tuple(
        Row(f"{prefix}.{each.id}", {"answer": shown(form, each, answers[each.id])})
        for each in form.fields
        if each.id in answers and not each.quiet
    )


def shown(form: Form, asked: Field, value: Value) -> Param:
    """An answer as a parameter: codes become the choices they name."""
    if isinstance(value, str) and asked.kind == "choice":
        return Named("choice", f"{form.id}.{asked.id}.{value}")
    if isinstance(value, tuple) and asked.kind == "choices":
        return tuple(Named("choice", f"{form.id}.{asked.id}.{code}") for code in value)
    return value
