"""Deciding about rooms: a group becomes a department's, or the coordinators', and ceases to be."""

from intake.messages import Named, Submission, Tell
from routing.decisions.scene import Scene, no_such_number, refuse
from routing.model import EVERYWHERE, Actor, Decision, Registration

#: What the room of the coordinators is called in the forms; its scope is EVERYWHERE.
COORDINATORS = "coordinators"

_FOR_ALL = {"register": "register.all", "unregister": "unregister.all"}


def may_register(actor: Actor, scope: str) -> bool:
    """Whether this person may say which group is the room of a department, or of the coordinators."""
    return actor.coordinates(scope) if scope == EVERYWHERE else actor.serves(scope)


def called(scope: str) -> Named:
    """A department's name, or that of the coordinators."""
    if scope == EVERYWHERE:
        return Named("choice", f"register.department.{COORDINATORS}")
    return Named("department", scope)


def register(scene: Scene, sent: Submission) -> Decision:
    """What the department must answer comes to this group from now on, or what the coordinators must see."""
    scope = _scope(sent)
    if scene.spot.private:
        return refuse(Tell("room.groups_only"), "a private room")
    if not may_register(scene.actor, scope):
        return refuse(Tell("room.not_yours"), "of a department they do not serve")
    return Decision(registers=Registration(scope), answers=(_told("register", scope),))


def unregister(scene: Scene, sent: Submission) -> Decision:
    """From now on it goes to the officers, or the coordinators, in private."""
    scope = _scope(sent)
    if scope not in scene.spot.rooms or not may_register(scene.actor, scope):
        return no_such_number(desk=True)
    return Decision(registers=Registration(scope, ends=True), answers=(_told("unregister", scope),))


def _scope(sent: Submission) -> str:
    code = str(sent.answers["department"])
    return EVERYWHERE if code == COORDINATORS else code


def _told(what: str, scope: str) -> Tell:
    return Tell(_FOR_ALL[what] if scope == EVERYWHERE else what, {"department": called(scope)})
