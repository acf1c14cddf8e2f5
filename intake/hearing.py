"""What sentences say: free text fills the fields it speaks of, and a correction changes the one it names.

How sentences are read is not known here: whoever calls the engine hands the reading in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeGuard

from intake import kinds
from intake.form import READ, Field, Form, answered
from intake.messages import Answers, Given, Moment, Phrase, Place, Reading, Value

AREA, PLACE, WHEN, KIND = READ
#: An answer is a sentence, and not just a place or a word, from so many letters on.
SENTENCE = 25


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence that puts an earlier answer right: what it is about (None: not said), and the new words."""

    about: str | None
    says: str
    #: Said to be one ("no, …", "not … but …"); else it only reads like one, and must make sense as one.
    said: bool = True


class Reads(Protocol):
    """Reads sentences. Pure: the same sentence at the same instant says the same."""

    def reading(self, text: str, now: datetime, wanted: frozenset[str]) -> Reading:
        """What the text says of the things wanted: AREA, PLACE, WHEN, KIND."""
        ...

    def correction(self, text: str) -> Correction | None:
        """The correction that the text is, if it is one; cheap where it is none."""
        ...

    def moment(self, text: str, now: datetime, on: date | None) -> Moment | None:
        """The time that the text names; a bare hour is one of the day `on`."""
        ...


class Unread:
    """Reads nothing: what is typed answers what is asked."""

    def reading(self, text: str, now: datetime, wanted: frozenset[str]) -> Reading:
        return Reading()

    def correction(self, text: str) -> Correction | None:
        return None

    def moment(self, text: str, now: datetime, on: date | None) -> Moment | None:
        return None


def fill(reads: Reads, form: Form, answers: Answers, text: str, now: datetime) -> dict[str, Value]:
    """What the text says of fields without an answer; it stands on the review, where it can be put right."""
    empty = [each for each in form.fields if each.reads and not answered(answers, each.id)]
    if not empty:
        return {}
    reading = reads.reading(text, now, frozenset(each.reads for each in empty if each.reads))
    found: dict[str, Given] = dict(answers)
    filled: dict[str, Value] = {}
    for each in empty:
        value = _of(reading, each)
        fits = value is not None and each.visible(found)
        checked = kinds.check(each, value) if fits and value is not None else None
        if checked is not None and not isinstance(checked, Phrase):
            filled[each.id] = found[each.id] = checked
    return filled


def _of(reading: Reading, wanted: Field) -> Value | None:
    said: dict[str, Value | None] = {
        AREA: reading.area,
        PLACE: reading.place,
        WHEN: reading.when,
        KIND: reading.kind,
    }
    value = said[wanted.reads or ""]
    # What everything is unless said otherwise is not worth a line.
    return None if wanted.reads == KIND and wanted.choices and value == wanted.choices[0].code else value


def likely(
    reads: Reads, form: Form, asked: tuple[Field, ...], answers: Answers, now: datetime
) -> tuple[str, ...]:
    """The areas that the free text makes likeliest, where the area is asked."""
    text = answers.get(form.free_text or "")
    if not isinstance(text, str) or not any(each.reads == AREA for each in asked):
        return ()
    return reads.reading(text, now, frozenset({AREA})).likely[:2]


def parted(reads: Reads, form: Form, asked: Field, text: str, now: datetime) -> dict[str, Value]:
    """A sentence given as a place, with the time in it kept where times are kept."""
    when = next((each for each in form.fields if each.reads == WHEN), None)
    if asked.reads != PLACE or when is None or len(text) < SENTENCE:
        return {}
    reading = reads.reading(text, now, frozenset({PLACE, WHEN}))
    if reading.when is None or not reading.when.text:
        return {}
    rest = " ".join(text.replace(reading.when.text, " ", 1).split()).strip(" ,.")
    place = reading.place
    return {
        asked.id: Place(rest, gu=place.gu, dong=place.dong) if place else Place(rest),
        when.id: reading.when,
    }


def tells(reads: Reads, text: str, now: datetime) -> bool:
    """Whether a text by itself says what it is about, or where: it may be a story of its own."""
    if len(text) < SENTENCE:
        return False
    reading = reads.reading(text, now, frozenset({AREA, PLACE}))
    return reading.area is not None or reading.place is not None


def corrected(
    reads: Reads, form: Form, answers: Answers, said: Correction, now: datetime
) -> tuple[Field, Value] | None:
    """The one field that a correction changes, and its new value; None when it makes no sense as one."""
    about = said.about or _meant(reads, said.says, now)
    target = next((each for each in form.fields if each.reads == about and each.visible(answers)), None)
    if target is None or (said.about is None and not answered(answers, target.id)):
        return None
    value = _VALUES[about](reads, target, answers.get(target.id), said, now) if about in _VALUES else None
    checked = kinds.check(target, value) if value is not None else None
    return None if checked is None or isinstance(checked, Phrase) else (target, checked)


def _meant(reads: Reads, says: str, now: datetime) -> str | None:
    """What a correction is about that does not name it: a time or a place that is most of what it says."""
    reading = reads.reading(says, now, frozenset({PLACE, WHEN}))
    for about, text in ((WHEN, reading.when and reading.when.text), (PLACE, reading.spot)):
        if text and 2 * len(text) >= len(says):
            return about
    return None


def _place(reads: Reads, target: Field, old: Given | None, said: Correction, now: datetime) -> Value | None:
    reading = reads.reading(said.says, now, frozenset({PLACE}))
    if not said.said and not reading.spot:
        return None
    if reading.place:
        return Place(said.says, gu=reading.place.gu, dong=reading.place.dong)
    # "The playground next to it": what names no district is near the old place.
    return Place(said.says, gu=old.gu, dong=old.dong) if isinstance(old, Place) else Place(said.says)


def _when(reads: Reads, target: Field, old: Given | None, said: Correction, now: datetime) -> Value | None:
    before = old.at if isinstance(old, Moment) else None
    on = before.date() if isinstance(before, datetime) else before
    found = reads.moment(said.says, now, on)
    # "Not yesterday but the day before": another day, at the same hour.
    if found and found.text == said.says and isinstance(before, datetime) and _is_day(found.at):
        return Moment(found.text, datetime.combine(found.at, before.timetz()))
    return found or (Moment(said.says) if said.said else None)


def _is_day(at: date | None) -> TypeGuard[date]:
    return at is not None and not isinstance(at, datetime)


def _option(reads: Reads, target: Field, old: Given | None, said: Correction, now: datetime) -> Value | None:
    value = kinds.read(target, said.says)
    return None if isinstance(value, Phrase) else value


_VALUES = {PLACE: _place, WHEN: _when, AREA: _option, KIND: _option}

UNREAD: Reads = Unread()
