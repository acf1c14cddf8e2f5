"""What each department owes and has done, for coordinators."""

from datetime import timedelta

from intake.messages import Look, Named, Prompt, Row, Show, Tell
from routing.model import EVERYWHERE
from routing.views.window import Window, look_offer

#: What is due this soon is shown as such in the ledger.
SOON = timedelta(days=3)


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
        Show(
            "ledger",
            totals,
            rows,
            (look_offer("button.inbox", "inbox"), look_offer("button.refresh", "ledger")),
        ),
    )
