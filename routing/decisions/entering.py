"""People and the office: joining it by an invitation, the language and the hours one is spoken to in."""

from intake.messages import Named, Submission, Tell
from routing.decisions.scene import Scene, refuse
from routing.model import EVERYWHERE, Decision


def join(scene: Scene, sent: Submission) -> Decision:
    """An invitation's code is used up, and its right given."""
    grant = scene.records.redeem(str(sent.answers.get("code", "")), scene.actor.person, scene.now)
    if grant is None:
        return refuse(Tell("join.refused"), "code wrong, used or late")
    if grant.scope == EVERYWHERE:
        return Decision(answers=(Tell(f"join.{grant.role}"),))
    return Decision(answers=(Tell("join.department", {"department": Named("department", grant.scope)}),))


def set_quiet(_: Scene, sent: Submission) -> Decision:
    """From now on this person is not disturbed in these hours; nothing is lost."""
    hours = str(sent.answers["quiet"])
    return Decision(person={"quiet": hours}, answers=(Tell(f"quiet.{hours}"),))


def set_language(_: Scene, sent: Submission) -> Decision:
    """From now on this person is spoken to in this language."""
    return Decision(person={"language": str(sent.answers["language"])}, answers=(Tell("language.set"),))
