"""What an expression cannot do without: letters or pairs of letters, of which every match holds one.

Most expressions are so passed over by a look at the letters of a text, which is many times cheaper than to
search it. Only as much of an expression is understood as the rules write: letters, sets, groups, how often
each may stand, and what must stand around it. Of the rest nothing is asked, so it is always searched for.
"""

import re
from collections.abc import Iterable

#: Stands among what every text holds, and in what an expression needs of which nothing is known.
ALWAYS = ""
#: Stands in nearly every text, and so tells nothing.
_GAP = " "
_ANYTHING = frozenset({ALWAYS})
#: A single letter is met so much more often than a pair.
_SINGLE = 8
#: One piece of an expression and how often it stands there at least: groups are met by their brackets.
_PIECE = re.compile(
    r"(?P<open>\((?P<around>\?(?:<?[=!]))?(?:\?:)?)|(?P<set>\[\^?(?:\\.|[^\]])+\])"
    r"|(?P<any>[.^$]|\\.)|(?P<letter>[^*+?{\[\\])"
)
_OFTEN = re.compile(r"(?P<maybe>[*?]|\{0?,\d*\}|\{0\})\??|(?P<more>\+|\{\d+(?:,\d*)?\})\??")


def needs(expression: str) -> frozenset[str]:
    """What a text must hold one of for the expression to be found in it; re.error where it cannot be one."""
    found, end = _one_of(expression, 0)
    if end < len(expression):
        raise re.error("a bracket is closed that was not opened", expression, end)
    return found


def held(*forms: str) -> frozenset[str]:
    """What a text in these forms holds of what may be needed."""
    pairs = [form[at : at + 2] for form in forms for at in range(len(form) - 1)]
    return frozenset((*"".join(forms), *pairs, ALWAYS))


def _one_of(written: str, at: int) -> tuple[frozenset[str], int]:
    """Alternatives up to the end of their group: what each needs, together; and where they end."""
    each: list[frozenset[str]] = []
    while True:
        needed, at = _in_a_row(written, at)
        each.append(needed)
        if at >= len(written) or written[at] == ")":
            break
        at += 1
    together = frozenset[str]().union(*each)
    return (_ANYTHING if ALWAYS in together else together), at


def _in_a_row(written: str, at: int) -> tuple[frozenset[str], int]:
    """Pieces up to a bar or the end of a group: the one that the fewest texts serve; and where they end."""
    parts: list[frozenset[str]] = []
    row = ""
    while at < len(written) and written[at] not in "|)":
        piece = _PIECE.match(written, at)
        if piece is None:
            raise re.error("a sign is out of place", written, at)
        at, needed, letter = piece.end(), _ANYTHING, piece["letter"] or ""
        if piece["open"]:
            inside, end = _one_of(written, at)
            if end >= len(written):
                raise re.error("a bracket is not closed", written, at)
            needed, at = (_ANYTHING if piece["around"] else inside), end + 1
        elif piece["set"]:
            needed = _of_set(piece["set"])
        often = _OFTEN.match(written, at)
        at = often.end() if often else at
        maybe = often is not None and often["maybe"] is not None
        if letter and letter != _GAP and not maybe:
            row += letter
            if not often:
                continue
        elif not maybe:
            parts.append(needed)
        parts.append(_of_row(row))
        row = ""
    parts.append(_of_row(row))
    return _rarest(parts), at


def _of_row(letters: str) -> frozenset[str]:
    return frozenset({letters[:2]}) if letters else _ANYTHING


def _of_set(written: str) -> frozenset[str]:
    """The letters of a set of plain letters and ranges; of every other nothing is known."""
    inside = written[1:-1]
    if inside[0] == "^" or "\\" in inside or _GAP in inside:
        return _ANYTHING
    letters: set[str] = set()
    for first, last in re.findall(r"(.)(?:-(.))?", inside):
        letters |= {chr(code) for code in range(ord(first), ord(last or first) + 1)}
    return frozenset(letters)


def _rarest(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    known = [part for part in parts if ALWAYS not in part]
    return min(
        known, key=lambda part: sum(_SINGLE if len(each) == 1 else 1 for each in part), default=_ANYTHING
    )
