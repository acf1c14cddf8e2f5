"""Reads stations.csv: which station serves which dong, and how surely that is known."""

import csv
from collections.abc import Mapping
from pathlib import Path

from routing.directory.agencies import Dong, Gu, Station
from routing.gaps import Gap, Reader

FILE = "stations.csv"

_COLUMNS = ["gu", "dong", "kind", "station", "confidence", "basis"]

#: How surely a dong's station is known, explained in seoul.toml; the unsure decide nothing.
_SURE = ("high", "medium", "low")
_UNSURE = ("unverified", "split")


def read_dongs(
    folder: Path, gus: Mapping[str, Gu], stations: Mapping[str, Station], gaps: list[Gap]
) -> Mapping[tuple[str, str], Dong]:
    """Every dong by gu and name; gaps are added to `gaps`.

    A name may stand in the file twice, as an administrative and as a legal dong, which are not the same
    ground: their stations are put together, and both must be sure.
    """
    reader = Reader(FILE, gaps)
    lines = csv.reader(reader.text_of(folder).splitlines())
    if next(lines, None) != _COLUMNS:
        reader.gap("line 1", f"the columns must be: {', '.join(_COLUMNS)}.")
        return {}
    codes = {station.names["ko"]: code for code, station in stations.items()}
    dongs: dict[tuple[str, str], Dong] = {}
    seen = set()
    for number, line in enumerate(lines, 2):
        if len(line) != len(_COLUMNS) or not all(line):
            reader.gap(f"line {number}", f"it needs {len(_COLUMNS)} columns, none empty; mend it.")
            continue
        gu, name, kind, named, confidence, _ = line
        if (gu, name, kind) in seen:
            reader.gap(f"line {number}", f"{gu} {name} ({kind}) stands here twice; delete one of them.")
        seen.add((gu, name, kind))
        if confidence not in _SURE + _UNSURE:
            known = ", ".join(_SURE + _UNSURE)
            reader.gap(f"line {number}", f"the confidence is {confidence!r}; write one of: {known}.")
        serving = _serving(reader, number, gu, named.split(";"), codes, gus)
        dong = Dong(name, gu, serving, confidence in _SURE)
        dongs[gu, name] = _together(dongs.get((gu, name), dong), dong)
    for gu in gus.keys() - {gu for gu, _ in dongs}:
        reader.gap(gu, "no line names a dong of it; add its dongs.")
    return dongs


def _serving(
    reader: Reader, number: int, gu: str, named: list[str], codes: Mapping[str, str], gus: Mapping[str, Gu]
) -> tuple[str, ...]:
    if gu not in gus:
        reader.gap(f"line {number}", f"there is no gu {gu} in seoul.toml; add it there or correct it here.")
        return ()
    for name in named:
        if name not in codes:
            reader.gap(
                f"line {number}",
                f"there is no station {name} in seoul.toml; add it there or correct it here.",
            )
        elif codes[name] not in gus[gu].stations:
            reader.gap(f"line {number}", f"by seoul.toml {name} does not serve {gu}; correct one of them.")
    return tuple(codes[name] for name in named if name in codes)


def _together(one: Dong, other: Dong) -> Dong:
    stations = tuple(dict.fromkeys(one.stations + other.stations))
    return Dong(one.name, one.gu, stations, one.sure and other.sure)
