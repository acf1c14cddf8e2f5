"""What an expression cannot do without: letters of which every match holds at least one.

Most expressions are so passed over by a look at the letters of a text, which is many times cheaper than
to search it. Python's own parser of expressions says what each is made of; it has no public name.
"""

from collections.abc import Callable, Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Stands among the letters of every text, and in what an expression needs of which nothing is known.
ALWAYS = ""
#: Stands in nearly every text, and so tells nothing.
_GAP = " "
_ANYTHING = frozenset({ALWAYS})


def needs(expression: str) -> frozenset[str]:
    """The letters of which a text must hold one for the expression to be found in it."""
    return _of_all(parser.parse(expression))


def _of_all(parts: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """What stands one after the other: the part that the fewest letters serve."""
    told = [_OF[code](given) for code, given in parts if code in _OF]
    return min((each for each in told if ALWAYS not in each), key=len, default=_ANYTHING)


def _of_one(alternatives: Iterable[Any]) -> frozenset[str]:
    return frozenset[str]().union(*map(_of_all, alternatives))


def _of_set(members: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    letters: set[str] = set()
    for code, given in members:
        if code is codes.LITERAL:
            letters.add(chr(given))
        elif code is codes.RANGE:
            letters |= {chr(each) for each in range(given[0], given[1] + 1)}
        else:
            return _ANYTHING
    return frozenset(letters)


def _of_letter(code: int) -> frozenset[str]:
    return frozenset({chr(code)}) if chr(code) != _GAP else _ANYTHING


def _of_repeated(given: tuple[int, int, Any]) -> frozenset[str]:
    least, _, repeated = given
    return _of_all(repeated) if least else _ANYTHING


_OF: dict[Any, Callable[[Any], frozenset[str]]] = {
    codes.LITERAL: _of_letter,
    codes.IN: _of_set,
    codes.BRANCH: lambda given: _of_one(given[1]),
    codes.SUBPATTERN: lambda given: _of_all(given[3]),
    codes.MAX_REPEAT: _of_repeated,
    codes.MIN_REPEAT: _of_repeated,
}
