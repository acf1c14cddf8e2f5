"""Draws romanised.csv, names in Latin letters, from the Korean ones: `python -m scripts.romanise`.

By the Revised Romanization of 2000 for what is spoken, as on signs: sounds change where syllables meet
(Jongno, Sillim, Wangsimni). Where they do, the name letter by letter stands behind it: people write that too.
A Hangul syllable is its initial, vowel and final by number; the tables below are in that order.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator

from routing.directory.agencies import Directory
from routing.directory.loading import load_directory
from routing.directory.romanised import COLUMNS, DRAWN
from routing.gaps import DATA

INITIALS = (
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
)  # fmt: skip
VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
    "eu", "ui", "i",
)  # fmt: skip
#: What of a final is spoken before another consonant: k, n, t, l, m, p, ng; of clusters one of the two.
FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
#: A final that moves over to a vowel becomes its initial; a cluster (spelled so in no name) stays.
MOVED = {"k": "g", "t": "d", "l": "r", "p": "b"}
MOVED_AS_WRITTEN = {2: "kk", 19: "s", 20: "ss", 22: "j", 23: "ch", 24: "k", 25: "t", 26: "p"}
#: Final and initial that change each other.
MEETING = {
    ("k", "n"): "ngn", ("k", "m"): "ngm", ("k", "r"): "ngn",
    ("t", "n"): "nn", ("t", "m"): "nm", ("t", "r"): "nn",
    ("p", "n"): "mn", ("p", "m"): "mm", ("p", "r"): "mn",
    ("n", "r"): "ll", ("l", "n"): "ll", ("l", "r"): "ll",
    ("m", "r"): "mn", ("ng", "r"): "ngn",
}  # fmt: skip
#: The initial, vowel and final of "ro", a street: behind n it is spoken "no" (Sinmunno), not "llo".
STREET = (5, 8, 0)

_FIRST, _PER_INITIAL, _PER_VOWEL = 0xAC00, 588, 28


def _parts(name: str) -> list[tuple[int, int, int]]:
    codes = [ord(each) - _FIRST for each in unicodedata.normalize("NFC", name)]
    return [(code // _PER_INITIAL, code % _PER_INITIAL // _PER_VOWEL, code % _PER_VOWEL) for code in codes]


def romanised(name: str) -> str:
    """A name of Hangul syllables alone, as signs spell it."""
    parts = _parts(name)
    spelled = []
    for at, (initial, vowel, final) in enumerate(parts):
        onset = INITIALS[initial] if at == 0 else ""
        behind = parts[at + 1] if at + 1 < len(parts) else None
        last = at + 2 == len(parts)
        spelled.append(onset + VOWELS[vowel] + (_meeting(final, behind, last) if behind else FINALS[final]))
    return "".join(spelled).capitalize()


def _meeting(final: int, behind: tuple[int, int, int], last: bool) -> str:
    """A final and the initial behind it, as they are spoken together."""
    spoken, initial = FINALS[final], INITIALS[behind[0]]
    if last and behind == STREET and spoken == "n":
        return "nn"
    if not initial and spoken != "ng":
        return MOVED_AS_WRITTEN.get(final) or MOVED.get(spoken, spoken)
    return MEETING.get((spoken, initial), spoken + initial)


def letter_by_letter(name: str) -> str:
    """The same without the changes of sound."""
    return "".join(
        INITIALS[one] + VOWELS[two] + FINALS[three] for one, two, three in _parts(name)
    ).capitalize()


def stems(directory: Directory) -> Iterator[str]:
    """What names of gu, dong, stations and those that stand alone begin with: no number, no suffix."""
    behind = directory.romanised.behind
    dong, gu, station = behind["dong"], behind["gu"], behind["station"]
    for name in directory.gus:
        yield name.removesuffix(gu)
    for _, name in directory.dongs:
        stem = re.split(r"\d", name)[0]
        yield stem if stem == name and not name.endswith(dong) else stem.removesuffix(dong)
    for listed in directory.landmarks.by_beginning.values():
        yield from (
            each.name.removesuffix(station) for each in listed if each.gu and each.name.endswith(station)
        )
    yield from directory.romanised.alone


def page(names: Iterable[str]) -> str:
    """The file's text."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(COLUMNS)
    for name in sorted({name for name in names if re.fullmatch("[\uac00-\ud7a3]+", name)}):
        signs, letters = romanised(name), letter_by_letter(name)
        lines.writerow([name, signs, letters if letters != signs else ""])
    return file.getvalue()


def main() -> None:
    (DATA / DRAWN).write_text(page(stems(load_directory())), "utf-8")


if __name__ == "__main__":
    main()
