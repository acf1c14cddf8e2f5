"""Whose room a group is, with buttons for what this person may register there or take out."""

from intake.messages import Begin, Look, Offer, Phrase, Prompt, Row, Show, Tell
from routing.decisions.rooms import COORDINATORS, called, may_register
from routing.model import EVERYWHERE
from routing.views.window import PAGE, Window


def room(window: Window, _: Look) -> tuple[Prompt, ...]:
    """Whose room this group is; in private, how a group becomes one."""
    if not window.actor.grants:
        return (Tell("no_such_command"),)
    if window.spot.private:
        return (Tell("room.groups_only"),)
    actor, rooms = window.actor, window.spot.rooms
    registered = sorted(scope for scope in rooms if may_register(actor, scope))
    mine = sorted(scope for scope in actor.departments - rooms if may_register(actor, scope))[:PAGE]
    rows = tuple(_row("room.row", code, "unregister") for code in registered)
    rows += tuple(_row("room.yours", code, "register") for code in mine)
    other = (Offer(Phrase("button.register_other"), Begin("register")),)
    offers = other if EVERYWHERE in window.actor.departments else ()
    return (Show("room" if window.spot.rooms else "room.none", {}, rows, offers),)


def _row(phrase: str, scope: str, form: str) -> Row:
    code = COORDINATORS if scope == EVERYWHERE else scope
    button = Offer(Phrase(f"button.{form}"), Begin(form, given={"department": code}))
    return Row(phrase, {"department": called(scope)}, (button,))
