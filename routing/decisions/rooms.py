"""Deciding about rooms: a group becomes a department's, and ceases to be."""

from intake.messages import Named, Submission, Tell
from routing.decisions.scene import Scene, no_such_number, refuse
from routing.model import Decision, Registration


def register(scene: Scene, sent: Submission) -> Decision:
    """What the department must answer comes to this group from now on."""
    department = str(sent.answers["department"])
    if scene.spot.private:
        return refuse(Tell("room.groups_only"), "a private room")
    if not scene.actor.serves(department):
        return no_such_number()
    told = Tell("register", {"department": Named("department", department)})
    return Decision(registers=Registration(department), answers=(told,))


def unregister(scene: Scene, sent: Submission) -> Decision:
    """From now on it goes to the department's officers in private."""
    department = str(sent.answers["department"])
    if not scene.actor.serves(department) or department not in scene.spot.rooms:
        return no_such_number()
    told = Tell("unregister", {"department": Named("department", department)})
    return Decision(registers=Registration(department, ends=True), answers=(told,))
