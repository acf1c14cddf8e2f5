"""What a concern's area was chosen by, for the desk to see, and what the choice teaches."""

from collections.abc import Callable
from dataclasses import replace

from routing.directory.agencies import OTHER
from routing.model import Concern, Decision, Taught
from routing.office import Office
from routing.reading.areas import Judgement

#: So many reasons are kept; the first are those of the rules.
_REASONS = 8


def text_of(office: Office, concern: Concern) -> str | None:
    """What its author wrote; None where nothing was written."""
    form = office.forms.get(concern.form)
    text = concern.answers.get(form.free_text) if form and form.free_text else None
    return text if isinstance(text, str) and text else None


def taught(office: Office, concern: Concern, area: str) -> Taught | None:
    """What it teaches that somebody who knows gave the concern this area.

    Nothing when that is "other, or not sure": it does not say what the text is about.
    """
    text = text_of(office, concern) if area != OTHER else None
    return Taught(concern.id, text, area) if text else None


def understood(office: Office, filed: Decision, why: Callable[[str], Judgement]) -> Decision:
    """The decision on a new concern, with what its text says of its area.

    An area the reading had as good as given is no label: it must not come back as its own proof.
    """
    concern = filed.concern
    text = text_of(office, concern) if concern else None
    if concern is None or text is None or concern.version:
        return filed
    found = why(text)
    read = found.confidence == "high" and found.area == concern.area
    told = {
        "by": "read" if read else "chosen",
        "sure": found.confidence,
        "read": found.area,
        "why": found.reasons[:_REASONS],
    }
    entries = tuple(
        replace(entry, values=told) if entry.act == "triage" else entry for entry in filed.entries
    )
    lesson = None if read else taught(office, concern, concern.area)
    return replace(filed, entries=entries, taught=lesson)
