"""Whose room a group is, with buttons for the departments this person may register there or take out."""

from intake.messages import Begin, Look, Named, Offer, Phrase, Prompt, Row, Show, Tell
from routing.model import EVERYWHERE
from routing.views.window import PAGE, Window


def room(window: Window, _: Look) -> tuple[Prompt, ...]:
    """Whose room this group is; in private, how a group becomes one."""
    if not window.actor.grants:
        return (Tell("no_such_command"),)
    if window.spot.private:
        return (Tell("room.groups_only"),)
    registered = sorted(code for code in window.spot.rooms if window.actor.serves(code))
    mine = sorted(window.actor.departments - window.spot.rooms - {EVERYWHERE})[:PAGE]
    rows = tuple(_row("room.row", code, "unregister") for code in registered)
    rows += tuple(_row("room.yours", code, "register") for code in mine)
    other = (Offer(Phrase("button.register_other"), Begin("register")),)
    offers = other if EVERYWHERE in window.actor.departments else ()
    return (Show("room" if window.spot.rooms else "room.none", {}, rows, offers),)


def _row(phrase: str, department: str, form: str) -> Row:
    button = Offer(Phrase(f"button.{form}"), Begin(form, given={"department": department}))
    return Row(phrase, {"department": Named("department", department)}, (button,))
