"""How alike two texts are. Pure; grows with their length, not with its square."""

import unicodedata
from collections import Counter

#: Runs of so many letters are compared.
_RUN = 3


def alike(one: str, other: str) -> float:
    """0 for nothing in common, 1 for the same letters in the same runs; blanks, signs and case aside.

    The Dice coefficient of the runs of three letters, each counted as often as it stands.
    """
    left, right = _runs(one), _runs(other)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _runs(text: str) -> Counter[str]:
    letters = "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())
    return Counter(letters[at : at + _RUN] for at in range(max(len(letters) - _RUN + 1, 1)) if letters)
