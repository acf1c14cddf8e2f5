"""What stays the same from turn to turn, and what is asked: as much as a surface takes, and again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands import Commands
from bot.ports import Reads, Visit
from intake.conversation import Conversation
from intake.engine import advance
from intake.form import Form
from intake.messages import Act, Answer, Begin, Inward, Pick, Prompt, Surface
from routing.model import OPEN
from routing.office import Office
from routing.records import Figures, Query
from routing.reviewing import Reviewer
from routing.rights import Rights

#: How many questions each surface takes together; on a page a form may ask to be shown whole.
_AT_ONCE: dict[Surface, int | None] = {Surface.CHAT: 1, Surface.PAGE: 1, Surface.MODAL: None}


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same from turn to turn."""

    office: Office
    commands: Commands
    #: Makes an id of 32 hexadecimal digits that nobody has used.
    fresh: Callable[[], str]
    #: Reads what people tell in sentences.
    reads: Reads


def together(forms: Mapping[str, Form], conversation: Conversation, act: Act, surface: Surface) -> int | None:
    """How many questions are asked at once; None: all of them."""
    current = conversation.draft.form if conversation.draft else None
    form = act.form if isinstance(act, Begin) else current
    whole = surface is Surface.PAGE and form is not None and forms[form].together
    return None if whole else _AT_ONCE[surface]


def open_question(
    setting: Setting, rights: Rights, conversation: Conversation, surface: Surface, now: datetime
) -> tuple[Prompt, ...]:
    """The question or review that stands open in a conversation; nothing changes by asking it again."""
    office = setting.office
    if conversation.draft is None:
        return ()
    at_once = together(office.forms, conversation, Answer(), surface)
    turn = advance(
        office.forms,
        conversation,
        Answer(),
        at_once=at_once,
        now=now,
        fresh="",
        whole=surface is Surface.MODAL,
        reads=setting.reads,
    )
    review = Reviewer(office, rights.figures, rights.actor, now)
    asked = (rights.meant(each) if isinstance(each, Pick) else each for each in turn.effects)
    return tuple(review.complete(each) for each in asked if not isinstance(each, Inward | str))


def still_asked(visit: Visit, figures: Figures) -> Visit:
    """Without what was asked of a concern after it was filed, once it was answered: words are new by then."""
    talk = visit.conversation
    if talk.draft is None or not talk.draft.filed:
        return visit
    found = figures.find(Query(ids=frozenset({talk.draft.id})))
    if not found or found[0].status in OPEN:
        return visit
    # A new revision: the buttons that stand below the question are of the past.
    return replace(visit, conversation=replace(talk, draft=None, revision=talk.revision + 1))
