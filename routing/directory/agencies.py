"""Who there is: areas, departments, stations, the gu and dong they serve, hotlines, groups, as values.

Nothing here is read from files; routing.directory.loading does that. Codes travel, names are looked up when
a card is drawn. `confidence` says how far a row may be trusted, in the words of
routing.clock.periods.CONFIDENCE.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from routing.directory.landmarks import Landmarks
from routing.directory.romanised import Romanised

#: A wording in every language, by its code.
Names = Mapping[str, str]

Org = Literal["hq", "station"]

#: The area that takes what fits nowhere; its department at the headquarters is the coordinator's office.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Area:
    """What a voice is about: traffic, assembly … ; "other" takes what fits nowhere."""

    code: str
    names: Names


@dataclass(frozen=True, slots=True)
class Department:
    """Who answers: a department of the headquarters or of one station, for some areas, in some years."""

    code: str
    names: Names
    org: Org
    #: The station's code; None at the headquarters.
    station: str | None
    areas: tuple[str, ...]
    confidence: str
    #: First and last day on which it exists; None: no such day is known.
    active_from: date | None = None
    active_to: date | None = None
    #: The code of the department that stands in for it.
    backup: str | None = None
    #: Whether a colleague confirms each of its replies before it is sent.
    approval: bool = False

    def is_active(self, day: date) -> bool:
        """Whether it exists on the day."""
        return (self.active_from or date.min) <= day <= (self.active_to or date.max)


@dataclass(frozen=True, slots=True)
class Station:
    """A police station, and the gu it serves, whole or in part."""

    code: str
    names: Names
    gu: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gu:
    """A gu by its Korean name, its stations' codes, and the one that takes what no dong decides."""

    code: str
    names: Names
    stations: tuple[str, ...]
    fallback: str


@dataclass(frozen=True, slots=True)
class Dong:
    """A dong of one gu, and its stations: several, or one that is not `sure`, decide nothing."""

    name: str
    gu: str
    stations: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call, what for, and the day on which it was last checked."""

    code: str
    names: Names
    what_for: Names
    confidence: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """A citizens' group appointed as partner; its name is shown only if it agreed or the press has it."""

    code: str
    names: Names
    name_public: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Poster:
    """A place where a poster hangs, whose code begins a concern there."""

    code: str
    names: Names
    gu: str
    dong: str | None


@dataclass(frozen=True, slots=True)
class Exit:
    """Another office's way in, offered where a matter is not ours: its name and a sentence about it."""

    code: str
    names: Names
    text: Names
    confidence: str


@dataclass(frozen=True, slots=True)
class Writing:
    """How places are written: what may stand glued before a gu, and words that only look like places."""

    city: tuple[str, ...]
    ordinary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What is never listed for others near, and how the names of places are compared."""

    #: Areas, and (area, issue) pairs, behind which a victim or a case may stand.
    never: frozenset[str | tuple[str, str]]
    #: Long forms of words in names, and what stands for them.
    short: Mapping[str, str]
    #: Words behind a place's name that do not make it another place.
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything above by code, free of gaps; the order is that of the files."""

    areas: Mapping[str, Area]
    departments: Mapping[str, Department]
    stations: Mapping[str, Station]
    gus: Mapping[str, Gu]
    #: By gu and dong, and the gu that have a dong of a name.
    dongs: Mapping[tuple[str, str], Dong]
    gus_of_dong: Mapping[str, tuple[str, ...]]
    #: Everything by which a place is named in full, by its first letter, the longest first.
    named: Mapping[str, tuple[str, ...]]
    landmarks: Landmarks
    #: Names in Latin letters.
    romanised: Romanised
    hotlines: Mapping[str, Hotline]
    groups: Mapping[str, Group]
    exits: Mapping[str, Exit]
    posters: Mapping[str, Poster]
    writing: Writing
    neighbourhood: Neighbourhood
    #: The department that receives an area's voices, at the headquarters (None) or at a station.
    desks: Mapping[tuple[str | None, str], str]
    #: Takes what nobody else does.
    coordinator: str
    #: Looks into what an officer did; for these (area, issue) pairs, instead of any other department.
    audit: str
    audited: frozenset[tuple[str, str]]

    def name(self, kind: str, code: str) -> Names:
        """The name of an area, department, station, gu, hotline, group or exit; KeyError if there is none.

        A dong's follows from its Korean one, whether or not there still is a dong of that name.
        """
        if kind == "dong":
            return {"ko": code, "en": self.romanised.spelled(code)}
        if kind not in _KINDS:
            raise KeyError(f"the directory names no {kind}; it names: {', '.join(_KINDS)}")
        table: Mapping[str, _Named] = getattr(self, _KINDS[kind])
        return table[code].names


_Named = Area | Department | Station | Gu | Hotline | Group | Exit

_KINDS = {
    "area": "areas",
    "department": "departments",
    "station": "stations",
    "gu": "gus",
    "hotline": "hotlines",
    "group": "groups",
    "exit": "exits",
}
