"""Finds the gu and dong a text names, by their names or by landmarks; what may mean two places means none.

Names in Latin letters are put into Korean first (routing.directory.romanised) and read like those.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from routing.directory.agencies import Directory

#: Three spellings of the dot in names of dong, brought to the one of the data.
_DOTS = str.maketrans({"\u318d": "·", "\u30fb": "·", "\u2027": "·"})


@dataclass(frozen=True, slots=True)
class Located:
    """The gu and dong that are named, and the dong in which a landmark lies that named the gu."""

    gu: str | None = None
    dong: str | None = None
    near: str | None = None
    #: The names of landmarks by which.
    by: tuple[str, ...] = field(default=(), compare=False)


def locate(text: str, directory: Directory) -> Located:
    """The place that a text names, by full names first, then by stems of names, stations and landmarks.

    Landmarks in two gu, or a gu named beside one of another, give none. They settle as well which gu a dong
    is in whose name stands in several.
    """
    text = directory.romanised.korean(unicodedata.normalize("NFC", text))
    named, dongs = _named(text, directory)
    gu, dong = _settled(named, dongs, directory)
    marks = list(directory.landmarks.find(text)) if gu is None or dong is None else []
    if gu is not None:
        return Located(gu, dong, _near([mark.dong for mark in marks if mark.gu == gu]) if not dong else None)
    gus, names = {mark.gu for mark in marks}, tuple(mark.name.strip() for mark in marks)
    if dong is not None:
        shared = gus & set(directory.gus_of_dong[dong])
        return Located(shared.pop() if len(shared) == 1 else None, dong, by=names)
    if len(gus) != 1 or sum(name in text for name in directory.gus) > 1:
        return Located()
    if not all(gus.intersection(directory.gus_of_dong[name]) for name in dongs):
        return Located()
    return Located(gus.pop(), None, _near([mark.dong for mark in marks]), names)


def _near(dongs: list[str | None]) -> str | None:
    """The one dong that they all lie in."""
    return dongs[0] if dongs and len(set(dongs)) == 1 else None


def find_place(text: str, directory: Directory) -> tuple[str | None, str | None]:
    """The gu and dong named in the text; (None, dong) when the dong stands in several gu and none is named.

    A name counts only where a word begins, or glued to the city's or a gu's name.
    What follows may be anything, for endings are glued on in Korean. Two dong of one gu give that gu alone.
    Texts that name several gu, or a dong outside the gu they name, give (None, None): a person should look.
    """
    named = _named(directory.romanised.korean(unicodedata.normalize("NFC", text)), directory)
    return _settled(*named, directory)


def _named(text: str, directory: Directory) -> tuple[set[str], list[str]]:
    """The gu and the dong that are named, whether or not they go together."""
    found = list(_names(text.translate(_DOTS), directory))
    gus = {name for name in found if name in directory.gus}
    # A dong that is also an ordinary word counts only beside one of its gu.
    dongs = [
        name
        for name in dict.fromkeys(found)
        if name in directory.gus_of_dong
        and (name not in directory.writing.ordinary or gus.intersection(directory.gus_of_dong[name]))
    ]
    return gus, dongs


def _settled(gus: set[str], dongs: list[str], directory: Directory) -> tuple[str | None, str | None]:
    if not dongs:
        return (next(iter(gus)) if len(gus) == 1 else None), None
    shared = [
        gu
        for gu in directory.gus_of_dong[dongs[0]]
        if (not gus or gu in gus) and all(gu in directory.gus_of_dong[dong] for dong in dongs)
    ]
    only = dongs[0] if len(dongs) == 1 else None
    if len(shared) == 1:
        return shared[0], only
    return None, (only if shared else None)


def _names(text: str, directory: Directory) -> Iterator[str]:
    """The longest name at each place where one may begin, ordinary words swallowing what they contain."""
    at, begins = 0, True
    while at < len(text):
        if begins:
            name = next((each for each in directory.named.get(text[at], ()) if text.startswith(each, at)), "")
            if name:
                yield name
                # Only behind a city or a gu may another name follow without a gap.
                begins = name in directory.writing.city or name in directory.gus
                at += len(name)
                continue
        begins = not text[at].isalnum()
        at += 1
