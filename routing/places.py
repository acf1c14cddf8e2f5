"""Finds the gu and dong a text names, by their full names only; one that may mean two places means none."""

import unicodedata
from collections.abc import Iterator, Set

from routing.agencies import Directory

#: Three spellings of the dot in names of dong, brought to the one of the data.
_DOTS = str.maketrans({"\u318d": "·", "\u30fb": "·", "\u2027": "·"})


def find_place(text: str, directory: Directory) -> tuple[str | None, str | None]:
    """The gu and dong named in the text; (None, dong) when the dong stands in several gu and none is named.

    A name counts only where a word begins, or glued to the city's or a gu's name.
    What follows may be anything, for endings are glued on in Korean. Two dong of one gu give that gu alone.
    Texts that name several gu, or a dong outside the gu they name, give (None, None): a person should look.
    """
    found = list(_names(unicodedata.normalize("NFC", text).translate(_DOTS), directory))
    gus = {name for name in found if name in directory.gus}
    # A dong that is also an ordinary word counts only beside one of its gu.
    dongs = [
        name
        for name in dict.fromkeys(found)
        if name in directory.gus_of_dong
        and (name not in directory.writing.ordinary or gus.intersection(directory.gus_of_dong[name]))
    ]
    if not dongs:
        return (gus.pop() if len(gus) == 1 else None), None
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
    cities = frozenset(directory.writing.city)
    names: tuple[Set[str], ...] = (
        directory.gus.keys(),
        directory.gus_of_dong.keys(),
        directory.writing.ordinary,
        cities,
    )
    longest = max((len(name) for table in names for name in table), default=0)
    at, begins = 0, True
    while at < len(text):
        if begins:
            for end in range(min(at + longest, len(text)), at, -1):
                name = text[at:end]
                if any(name in table for table in names):
                    yield name
                    # Only behind a city or a gu may another name follow without a gap.
                    begins = name in cities or name in directory.gus
                    at = end
                    break
            else:
                begins = False
            if begins:
                continue
        begins = at < len(text) and not text[at].isalnum()
        at += 1
