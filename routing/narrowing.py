"""The inbox narrowed by words: whose, late, which state, area, gu. Typed or pressed, they are the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from intake.messages import Named, Param, Phrase
from routing.directory.agencies import Directory
from routing.model import OPEN, Status
from routing.reading.patterns import load

#: The states one looks for, by the word on a button.
STATES: Mapping[str, frozenset[Status]] = {
    "new": frozenset({Status.RECEIVED, Status.TRIAGED, Status.ASSIGNED, Status.REOPENED}),
    "working": frozenset({Status.REVIEWING}),
    "asked": frozenset({Status.NEEDS_INFO}),
    "out": frozenset({Status.REFERRED_OUT}),
}
_WORDS: Mapping[str, str] = {
    written: meant for meant, words in load("filters.toml")["words"].items() for written in words
}
#: So many letters of an area's code stand in a button.
_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the inbox shows; None and False do not narrow."""

    mine: bool = False
    late: bool = False
    state: str | None = None
    area: str | None = None
    gu: str | None = None
    #: What nobody understood.
    unknown: tuple[str, ...] = field(default=())

    @property
    def statuses(self) -> frozenset[Status]:
        """The statuses it leaves."""
        return STATES[self.state] if self.state else OPEN

    def words(self, directory: Directory) -> str:
        """The same as words, short enough for a button; read back, they mean the same."""
        gu = _folded(directory.gus[self.gu].names["en"]).removesuffix("gu") if self.gu else None
        area = self.area[:_LETTERS] if self.area else None
        said = ("mine" if self.mine else None, "late" if self.late else None, self.state, area, gu)
        return "+".join(word for word in said if word)

    def named(self) -> tuple[Phrase, ...]:
        """What narrows, each as a phrase."""
        said: tuple[tuple[str, Param | None], ...] = (
            ("filter.mine", "" if self.mine else None),
            ("filter.late", "" if self.late else None),
            ("filter.named", Phrase(f"filter.{self.state}") if self.state else None),
            ("filter.named", Named("area", self.area) if self.area else None),
            ("filter.named", Named("gu", self.gu) if self.gu else None),
        )
        return tuple(Phrase(phrase, {"it": it}) for phrase, it in said if it is not None)

    def other(self, **changed: Any) -> "Narrowing":
        """The same narrowed otherwise; what stands so already is taken back."""
        turned: dict[str, Any] = {
            key: None if getattr(self, key) == value else value for key, value in changed.items()
        }
        return replace(self, **turned)


def narrowing(hint: str | None, directory: Directory) -> Narrowing:
    """What the words mean: names of areas and gu in any language, their beginnings, and words of the data."""
    found: dict[str, Any] = {}
    unknown: list[str] = []
    for word in (hint or "").replace("+", " ").split():
        meant = dict(_meant(_folded(word), directory))
        found |= meant
        unknown += [] if meant else [word]
    known = {each.name for each in fields(Narrowing)}
    return Narrowing(**{key: value for key, value in found.items() if key in known}, unknown=tuple(unknown))


def _meant(word: str, directory: Directory) -> Iterator[tuple[str, Any]]:
    plain = _WORDS.get(word, word)
    if plain in STATES:
        yield "state", plain
    elif plain in ("mine", "late"):
        yield plain, True
    elif gu := next((g for g in directory.gus.values() if word in _written(g.names)), None):
        yield "gu", gu.code
    elif len(word) > 1:
        areas = [
            area.code
            for area in directory.areas.values()
            if any(_folded(name).startswith(word) for name in (area.code, *area.names.values()))
        ]
        if len(areas) == 1:
            yield "area", areas[0]


def _written(names: Mapping[str, str]) -> set[str]:
    """A gu's name, with and without the word for it."""
    korean, english = _folded(names["ko"]), _folded(names["en"])
    return {korean, korean[:-1], english, english.removesuffix("gu")}


def _folded(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())
