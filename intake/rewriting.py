"""A message written anew in place of an old one: it puts right what it had said, whatever is asked now.

A messenger tells the new words and not the old ones. What is most like them among the answers is meant.
"""

from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher

from intake import kinds
from intake.form import Field, Form
from intake.hearing import Reads, fill
from intake.messages import SKIPPED, Answers, Phrase, Place, Value

#: So much of both must be the same for one to be the other written anew; compared by their beginnings.
ALIKE, COMPARED = 0.5, 400


def rewritten(reads: Reads, form: Form, answers: Answers, words: str, now: datetime) -> dict[str, Value]:
    """The answers that these words put right; none where nothing is like them."""
    found = max(_said(form, answers), key=lambda said: _likeness(said[1], words), default=None)
    if found is None or _likeness(found[1], words) < ALIKE:
        return {}
    asked, old = found
    answer = answers[asked.id]
    value = kinds.read(asked, answer.replace(old, words, 1) if isinstance(answer, str) else words)
    if isinstance(value, Phrase):
        return {}
    if isinstance(answer, Place):
        return {asked.id: value}
    # What had been read from the old words is read from the new ones.
    stale = {key for key, read in fill(reads, form, {}, old, now).items() if answers.get(key) == read}
    others = {key: given for key, given in answers.items() if key not in stale}
    return {**fill(reads, form, others, words, now), asked.id: value}


def _said(form: Form, answers: Answers) -> Iterator[tuple[Field, str]]:
    """What was said in words: by field, each text whole and line by line."""
    for each in form.fields:
        answer = answers.get(each.id, SKIPPED)
        if each.kind == "text" and isinstance(answer, str):
            yield from ((each, said) for said in dict.fromkeys((answer, *answer.split("\n"))) if said)
        elif isinstance(answer, Place) and answer.text:
            yield each, answer.text


def _likeness(old: str, new: str) -> float:
    by_length = 2 * min(len(old), len(new)) / (len(old) + len(new)) if old or new else 0.0
    if by_length < ALIKE:
        return by_length
    return SequenceMatcher(None, old[:COMPARED], new[:COMPARED], autojunk=False).ratio()
