"""What has changed, with pictures: to whoever wrote or joined, and to the desk."""

from intake.messages import Look, Param, Phrase, Prompt, Row, Show, Tell
from routing.model import Concern
from routing.records import Query
from routing.telling.showing import slots
from routing.views.window import Window


def change(window: Window, look: Look) -> tuple[Prompt, ...]:
    """The last change that was told, with its pictures; nothing else of the concern."""
    found = window.figures.find(Query(ids=frozenset({look.subject or ""})))
    concern = next((each for each in found if _may(window, each)), None)
    if concern is None:
        return (Tell("no_such_number"),)
    told = [each.values for each in window.figures.thread(concern.id) if each.act == "done"]
    if not told:
        return (Tell("change.none"),)
    rows = slots("done", window.office.forms["done"], {k: v for k, v in told[-1].items() if k != "photos"})
    pictures = window.figures.photos(concern.id, came_by="done")
    shown = (Row("case.photos", {"count": len(pictures)}, photos=pictures),) if pictures else ()
    return (Show("change", {"number": _named(window, concern)}, (*rows, *shown)),)


def _may(window: Window, concern: Concern) -> bool:
    me = window.actor
    joined = me.person in window.figures.joiners(concern.id)
    return concern.submitter == me.person or me.serves(concern.department) or joined


def _named(window: Window, concern: Concern) -> Param:
    """The number is its author's and the desk's; others know it by its title."""
    own = concern.submitter == window.actor.person or window.actor.serves(concern.department)
    return concern.number if own else Phrase("title.quoted", {"title": concern.title or ""})
