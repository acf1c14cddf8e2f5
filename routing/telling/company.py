"""News for those who joined a concern: what its author reads, without what is the author's alone.

They see neither the author nor each other, no number and none of the author's words: the neutral title stands
in the number's place; buttons that are the author's, and the slot that repeats what was said, are left out.
"""

from dataclasses import replace

from intake.messages import Begin, Offer, Phrase, Prompt, Show, Tell
from routing.model import Concern, Decision, Joiners, Notice, Submitter

#: What concerns everybody who shares the concern. What is not named here (the receipt, questions to the
#: author, what the author asked for) is the author's alone.
SHARED = frozenset(
    {
        "taken", "moved", "referred", "referred.numbered", "interim", "interim.open", "kept", "kept.plain",
        "extended", "merged", "closed", "reply", "outcome", "done",
        "clock.late_author", "clock.accept_author",
    }
)  # fmt: skip
#: Rows of such a letter that are the author's alone.
AUTHORS_OWN = frozenset({"reply.heard", "reply.rating", "outcome.look_again"})
#: Forms and views that those who joined may open as well.
FOR_ALL = frozenset({"felt", "change"})


def widened(concern: Concern | None, decision: Decision) -> Decision:
    """The decision with its news told to those who joined as well; they can only have if there is a title."""
    if concern is None or concern.title is None:
        return decision
    # Once it is put together with another, that is the one whose news they may stop.
    after = decision.concern or concern
    its = replace(concern, merged_into=after.merged_into)
    news = [
        copied
        for notice in decision.notices
        if notice.audience == Submitter(concern.id) and (copied := _for_joiners(notice, its))
    ]
    return replace(decision, notices=(*decision.notices, *news)) if news else decision


def _for_joiners(notice: Notice, concern: Concern) -> Notice | None:
    prompts = tuple(kept for each in notice.prompts if (kept := shared(each, concern)) is not None)
    if not prompts:
        return None
    return replace(notice, key=f"{notice.key}:joined", prompts=prompts, audience=Joiners(concern.id))


def shared(prompt: Prompt, concern: Concern) -> Prompt | None:
    """What of a letter those who joined read; None where it is the author's alone, or nobody joined."""
    if concern.title is None:
        return None
    leave = (Offer(Phrase("button.leave"), Begin("leave", concern.merged_into or concern.id)),)
    match prompt:
        case Tell(phrase, params) if phrase in SHARED:
            return Tell(phrase, {**params, "number": _title(concern)}, leave)
        case Show(view, params, rows, offers) if view in SHARED:
            kept = tuple(replace(row, offers=()) for row in rows if row.phrase not in AUTHORS_OWN)
            theirs = tuple(each for each in offers if _opens(each) in FOR_ALL)
            return Show(view, {**params, "number": _title(concern)}, kept, (*theirs, *leave))
        case _:
            return None


def _opens(offer: Offer) -> str | None:
    return offer.act.form if isinstance(offer.act, Begin) else getattr(offer.act, "view", None)


def _title(concern: Concern) -> Phrase:
    return Phrase("title.quoted", {"title": concern.title or ""})
