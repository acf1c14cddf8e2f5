"""Sentences about what was filed before: one that puts it right, one that may be about something else."""

from datetime import datetime

from intake.hearing import AREA, PLACE, Reads, corrected
from intake.messages import Begin
from routing.model import OPEN
from routing.office import Office
from routing.records import Figures, Query

FORM = "correction"


def put_right(
    office: Office, figures: Figures, reads: Reads, person: str, text: str, now: datetime
) -> Begin | None:
    """The correction of a concern of this person, to be confirmed; None when the text is none.

    It is read beside the newest open concern; with several, the person is asked which one is meant.
    """
    said = reads.correction(text)
    if said is None:
        return None
    own = figures.find(Query(submitter=person, statuses=OPEN, order="newest", limit=2))
    if not own:
        return None
    form = office.forms[FORM]
    answers = {key: value for key, value in own[0].answers.items() if key in form.by_id}
    found = corrected(reads, form, answers, said, now)
    if found is None:
        return None
    field, value = found
    return Begin(FORM, own[0].id if len(own) == 1 else None, {field.id: value})


def may_be_about(concern: str, figures: Figures, reads: Reads, text: str, now: datetime) -> bool:
    """Whether words could be about the concern: they speak of no other area and of no other district."""
    reading = reads.reading(text, now, frozenset({AREA, PLACE}))
    gu = reading.place.gu if reading.place else None
    found = figures.find(Query(ids=frozenset({concern})))
    return not found or any(
        reading.area in (None, each.area) and (gu is None or each.gu in (None, gu)) for each in found
    )
