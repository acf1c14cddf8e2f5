"""People and the office: joining it by an invitation, the language and the hours one is spoken to in."""

from intake.messages import Begin, Named, Offer, Phrase, Submission, Tell
from routing.decisions.scene import Scene, refuse
from routing.links import COMMUNITY, POSTER
from routing.model import EVERYWHERE, Decision


def join(scene: Scene, sent: Submission) -> Decision:
    """An invitation's code is used up, and its right given."""
    code = str(sent.answers.get("code", ""))
    grant = scene.records.redeem(code, scene.actor.person, scene.now)
    if grant is None and code.startswith((COMMUNITY, POSTER)):
        begin = Offer(Phrase("offer.concern"), Begin("concern"), "primary")
        return refuse(Tell("join.old_link", offers=(begin,)), "a link the directory does not have")
    if grant is None:
        return refuse(Tell("join.refused"), "code wrong, used or late")
    if grant.scope == EVERYWHERE:
        return Decision(answers=(Tell(f"join.{grant.role}"),))
    return Decision(answers=(Tell("join.department", {"department": Named("department", grant.scope)}),))


def come(_: Scene, sent: Submission) -> Decision:
    """Somebody comes from a community: what they tell us from now on is known to come from there."""
    community = str(sent.answers["community"])
    begin = Offer(Phrase("offer.concern"), Begin("concern"), "primary")
    told = Tell("welcome.community", {"group": Named("group", community)}, (begin,))
    return Decision(person={"community": community}, answers=(told,))


def revoke(_: Scene, __: Submission) -> Decision:
    """From now on nothing new is taken without asking again."""
    return Decision(person={"consent": ""}, answers=(Tell("revoke.done"),))


def set_quiet(_: Scene, sent: Submission) -> Decision:
    """From now on this person is not disturbed in these hours; nothing is lost."""
    hours = str(sent.answers["quiet"])
    return Decision(person={"quiet": hours}, answers=(Tell(f"quiet.{hours}"),))


def set_language(_: Scene, sent: Submission) -> Decision:
    """From now on this person is spoken to in this language."""
    return Decision(person={"language": str(sent.answers["language"])}, answers=(Tell("language.set"),))
