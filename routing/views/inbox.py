"""What the desk owes."""

from intake.messages import Begin, Look, Offer, Phrase, Prompt, Row, Show, Tell
from routing.model import OPEN
from routing.records import Query
from routing.showing import case_params
from routing.telling import reply_offer
from routing.views.window import PAGE, Window, number_offer, pages


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
                number_offer(each),
                reply_offer(each) if each.taken_by else Offer(Phrase("button.take"), Begin("take", each.id)),
            ),
        )
        for each in window.figures.find(query)
    )
    return (Show("inbox", {"count": count}, rows, pages("inbox", look.page, count)),)
