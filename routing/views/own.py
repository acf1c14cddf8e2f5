"""What a member looks at: the welcome, their own concerns, what can be done."""

from collections.abc import Callable

from intake.messages import Begin, Look, Named, Offer, Param, Phrase, Prompt, Row, Show, Tell
from routing.model import Concern
from routing.records import Query
from routing.telling.showing import case_params
from routing.views.window import PAGE, Window, look_offer, number_offer, pages

#: Agrees to the notice and begins.
AGREE = Offer(Phrase("button.agree"), Begin("concern", given={"consent": "agree"}), "primary")


def welcome(window: Window, _: Look) -> tuple[Prompt, ...]:
    """The first thing said: to members how to begin, to the desk what waits."""
    roles = window.actor.roles
    if "coordinator" in roles:
        offers = (look_offer("button.ledger", "ledger"), look_offer("button.inbox", "inbox"))
        return (Tell("welcome.coordinator", offers=offers),)
    if "officer" in roles:
        return (Tell("welcome.officer", offers=(look_offer("button.inbox", "inbox"),)),)
    agreed = window.actor.consent == window.office.notice_version
    if agreed:
        offers = (
            Offer(Phrase("offer.concern"), Begin("concern"), "primary"),
            look_offer("button.status", "status"),
        )
        return (Tell("welcome.back", offers=offers),)
    return (Tell("welcome", offers=(AGREE, look_offer("button.details", "privacy"))),)


def privacy(window: Window, _: Look) -> tuple[Prompt, ...]:
    """The notice in full; whoever has not agreed to it yet may do so where it ends."""
    serves = {"officer", "coordinator"} & window.actor.roles
    agreed = serves or window.actor.consent == window.office.notice_version
    return (Show("notice.full", offers=() if agreed else (AGREE,)),)


def status(window: Window, look: Look) -> tuple[Prompt, ...]:
    """A member's own concerns, newest first."""
    query = Query(submitter=window.actor.person, order="newest", offset=look.page * PAGE, limit=PAGE)
    concerns = window.figures.find(query)
    joined = window.figures.find(Query(joined_by=window.actor.person, order="newest", limit=PAGE))
    if not concerns and not joined:
        start = Offer(Phrase("offer.concern"), Begin("concern"))
        return (Tell("status.none", offers=(start,)),)
    rows = tuple(
        Row(_row(each), {**case_params(each), **_outcome(each)}, (number_offer(each),)) for each in concerns
    )
    rows += tuple(_joined(each) for each in joined) if look.page == 0 else ()
    return (Show("status", {}, rows, pages("status", look.page, window.figures.count(query))),)


def _row(concern: Concern) -> str:
    if concern.is_open:
        return "status.row"
    return "status.row_outcome" if concern.outcome else "status.row_done"


def _outcome(concern: Concern) -> dict[str, Param]:
    return {"outcome": Named("choice", f"outcome.outcome.{concern.outcome}")} if concern.outcome else {}


def _joined(concern: Concern) -> Row:
    """What somebody joined, by its title: its number and its words are its author's."""
    leave = Offer(Phrase("button.leave"), Begin("leave", concern.id))
    phrase = "status.joined" if concern.is_open else "status.joined_done"
    shown = {key: value for key, value in case_params(concern).items() if key in ("status", "due")}
    return Row(phrase, {**shown, "title": concern.title or ""}, (leave,))


def help_(window: Window, _: Look) -> tuple[Prompt, ...]:
    """What can be done here, by role."""
    role = next((role for role in ("coordinator", "officer") if role in window.actor.roles), "member")
    return (Tell(f"help.{role}"),)


def nothing_open(window: Window, _: Look) -> tuple[Prompt, ...]:
    """A button of something that is over was pressed: what can be done now."""
    if window.actor.grants:
        return (Tell("nothing_open", offers=(look_offer("button.inbox", "inbox"),)),)
    start = Offer(Phrase("offer.concern"), Begin("concern"))
    return (Tell("nothing_open", offers=(start, look_offer("button.status", "status"))),)


def said(phrase: str) -> Callable[[Window, Look], tuple[Prompt, ...]]:
    """A view that says one phrase."""
    return lambda _window, _look: (Tell(phrase),)
