"""Reads the directory from the files of a folder, seoul.toml before all; refuses gaps, naming them all."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from routing.clock.periods import CONFIDENCE
from routing.directory.agencies import (
    OTHER,
    Area,
    Department,
    Directory,
    Exit,
    Group,
    Gu,
    Hotline,
    Names,
    Neighbourhood,
    Org,
    Poster,
    Station,
    Writing,
)
from routing.directory.boundaries import read_dongs
from routing.directory.landmarks import read_landmarks
from routing.directory.romanised import read_romanised
from routing.gaps import DATA, DirectoryError, Reader, Table

__all__ = ["Directory", "DirectoryError", "load_directory"]

FILE = "seoul.toml"

_HQ: Final = "hq"
#: What stands in a link, behind the two letters that say what it is.
_LINK = re.compile("[A-Za-z0-9_]{1,62}")


def load_directory(folder: Path | None = None) -> Directory:
    """The directory of `folder` (the packaged one by default); DirectoryError naming every gap in it."""
    folder = folder or DATA
    reader = Reader(FILE)
    data = reader.parse(folder)
    reader.day(data, "checked_on", "")
    areas = {code: Area(code, reader.names(row, f"area.{code}")) for code, row in reader.rows(data, "area")}
    stations = _stations(reader, data)
    gus = _gus(reader, data, stations)
    departments = _departments(reader, data, areas, stations)
    desks = _desks(reader, departments, areas, stations)
    audit, audited = _audit(reader, data, departments, areas)
    dongs = read_dongs(folder, gus, stations, reader.gaps)
    writing = _writing(reader, data)
    landmarks = read_landmarks(folder, gus, dongs, reader.gaps)
    directory = Directory(
        areas=areas,
        departments=departments,
        stations=stations,
        gus=gus,
        dongs=dongs,
        gus_of_dong=_by_dong(dongs),
        hotlines={code: _hotline(reader, code, row) for code, row in reader.rows(data, "hotline")},
        groups={code: _group(reader, code, row) for code, row in reader.rows(data, "group")},
        posters={code: _poster(reader, code, row, gus) for code, row in reader.rows(data, "poster")},
        exits={code: _exit(reader, code, row) for code, row in reader.rows(data, "exit")},
        named=_named((*gus, *(dong for _, dong in dongs), *writing.ordinary, *writing.city)),
        landmarks=landmarks,
        romanised=read_romanised(folder, reader.gaps),
        writing=writing,
        neighbourhood=_neighbourhood(reader, data, areas),
        desks=desks,
        coordinator=desks.get((None, OTHER), ""),
        audit=audit,
        audited=audited,
    )
    reader.refuse()
    return directory


def _stations(reader: Reader, data: Table) -> Mapping[str, Station]:
    stations: dict[str, Station] = {}
    for code, row in reader.rows(data, "station"):
        key = f"station.{code}"
        station = Station(code, reader.names(row, key), reader.texts(row, "gu", key))
        if not station.gu:
            reader.gap(f"{key}.gu", "it serves no gu; list those it serves.")
        if code == _HQ:
            reader.gap(key, "this code stands for the headquarters; give the station another one.")
        for other in stations.values():
            if other.names["ko"] == station.names["ko"] != "":
                reader.gap(f"{key}.ko", f"station.{other.code} has the same name; correct one of them.")
        stations[code] = station
    return stations


def _gus(reader: Reader, data: Table, stations: Mapping[str, Station]) -> Mapping[str, Gu]:
    gus = {}
    for name, row in reader.rows(data, "gu"):
        key = f"gu.{name}"
        serving = tuple(code for code, station in stations.items() if name in station.gu)
        fallback = row.get("fallback", serving[0] if len(serving) == 1 else None)
        if not serving:
            reader.gap(key, "no station serves it; add it to the `gu` of one.")
        elif fallback not in serving:
            mend = f"it is {fallback!r}; name the station that takes what no dong decides, one of: "
            reader.gap(f"{key}.fallback", f"{mend}{', '.join(serving)}.")
        names = {"ko": name, "en": reader.text(row, "en", key)}
        gus[name] = Gu(name, names, serving, str(fallback))
    for station in stations.values():
        for name in station.gu:
            if name not in gus:
                reader.gap(f"station.{station.code}.gu", f"there is no gu {name}; add it under [gu].")
    return gus


def _departments(
    reader: Reader, data: Table, areas: Mapping[str, Area], stations: Mapping[str, Station]
) -> Mapping[str, Department]:
    departments: dict[str, Department] = {}
    for code, row in reader.rows(data, "department"):
        departments[code] = _department(reader, code, row, f"department.{code}", areas, stations)
    for division, row in reader.rows(data, "division"):
        pattern = _department(reader, division, row, f"division.{division}", areas, stations)
        for station in stations.values():
            code = f"{station.code}.{division}"
            names = {
                "ko": f"{station.names['ko']} {pattern.names['ko']}",
                "en": f"{station.names['en']}, {pattern.names['en']}",
            }
            made = Department(
                code, names, "station", station.code, pattern.areas, pattern.confidence,
                approval=pattern.approval,
            )  # fmt: skip
            # A row of its own wins over the pattern: one station may differ from the others.
            if departments.setdefault(code, made).station != station.code:
                mend = f'write station = "{station.code}"; this code belongs to a department of that station.'
                reader.gap(f"department.{code}.station", mend)
    for department in departments.values():
        key = f"department.{department.code}"
        if department.backup is not None and department.backup not in departments:
            reader.gap(f"{key}.backup", f"there is no department {department.backup}; name one there is.")
        if (
            department.active_from and department.active_to
        ) and department.active_from > department.active_to:
            reader.gap(f"{key}.active_to", "it lies before active_from; correct one of them.")
    return departments


def _department(
    reader: Reader,
    code: str,
    row: Table,
    key: str,
    areas: Mapping[str, Area],
    stations: Mapping[str, Station],
) -> Department:
    station = row.get("station")
    org: Org = _HQ if station is None else "station"
    if station is not None and station not in stations:
        reader.gap(
            f"{key}.station", f"there is no station {station!r}; name one by its code, or take it out."
        )
    handled = reader.texts(row, "areas", key)
    for area in handled:
        if area not in areas:
            reader.gap(f"{key}.areas", f"there is no area {area}; name one of: {', '.join(areas)}.")
    backup = row.get("backup")
    return Department(
        code=code,
        names=reader.names(row, key),
        org=org,
        station=station,
        areas=handled,
        confidence=reader.one_of(row, "confidence", CONFIDENCE, key),
        active_from=reader.day_or_none(row, "active_from", key),
        active_to=reader.day_or_none(row, "active_to", key),
        backup=None if backup is None else str(backup),
        approval="approval" in row and reader.flag(row, "approval", key),
    )


def _desks(
    reader: Reader,
    departments: Mapping[str, Department],
    areas: Mapping[str, Area],
    stations: Mapping[str, Station],
) -> Mapping[tuple[str | None, str], str]:
    desks: dict[tuple[str | None, str], str] = {}
    for department in departments.values():
        for area in department.areas:
            desks.setdefault((department.station, area), department.code)
    if OTHER not in areas:
        reader.gap(f"area.{OTHER}", "it is missing; what fits nowhere needs it.")
    for area in areas:
        if (None, area) not in desks:
            reader.gap(f"area.{area}", "no department of the headquarters has it; give it to one.")
        for station in stations:
            if (station, area) not in desks:
                reader.gap(f"area.{area}", f"no department of {station} has it; give it to a division.")
    coordinator = departments.get(desks.get((None, OTHER), ""))
    if coordinator and (coordinator.active_from or coordinator.active_to):
        mend = "it takes what nobody else does, so it must never end; take active_from and active_to out."
        reader.gap(f"department.{coordinator.code}", mend)
    return desks


def _audit(
    reader: Reader, data: Table, departments: Mapping[str, Department], areas: Mapping[str, Area]
) -> tuple[str, frozenset[tuple[str, str]]]:
    found = data.get("audit")
    row = found if isinstance(found, dict) else {}
    code = reader.text(row, "department", "audit")
    if code and (code not in departments or departments[code].station is not None):
        reader.gap("audit.department", f"{code} is no department of the headquarters; name one that is.")
    audited = set()
    for issue in reader.texts(row, "issues", "audit"):
        area, _, name = issue.partition(".")
        if area not in areas or not name:
            reader.gap("audit.issues", f"{issue} is no area and issue; write it as area.issue.")
        audited.add((area, name))
    return code, frozenset(audited)


def _by_dong(dongs: Mapping[tuple[str, str], object]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for gu, dong in dongs:
        found[dong] = (*found.get(dong, ()), gu)
    return found


def _wording(reader: Reader, row: Table, name: str, key: str) -> Names:
    found = row.get(name)
    return reader.names(found if isinstance(found, dict) else {}, f"{key}.{name}")


def _hotline(reader: Reader, code: str, row: Table) -> Hotline:
    key = f"hotline.{code}"
    if not code.isdecimal():
        reader.gap(key, "a hotline is named by its number; write only digits.")
    return Hotline(
        code=code,
        names=reader.names(row, key),
        what_for=_wording(reader, row, "for", key),
        confidence=reader.one_of(row, "confidence", CONFIDENCE, key),
        checked_on=reader.day(row, "checked_on", key),
    )


def _group(reader: Reader, code: str, row: Table) -> Group:
    key = f"group.{code}"
    public = reader.flag(row, "name_public", key)
    return Group(code, reader.names(row, key), public, reader.one_of(row, "confidence", CONFIDENCE, key))


def _poster(reader: Reader, code: str, row: Table, gus: Mapping[str, Gu]) -> Poster:
    key = f"poster.{code}"
    gu, dong = reader.text(row, "gu", key), row.get("dong")
    if gu not in gus:
        reader.gap(f"{key}.gu", f"there is no gu {gu}; correct it.")
    if not _LINK.fullmatch(code):
        reader.gap(key, "a link takes up to 62 letters, digits and underscores; give it another code.")
    return Poster(code, reader.names(row, key), gu, dong if isinstance(dong, str) else None)


def _exit(reader: Reader, code: str, row: Table) -> Exit:
    key = f"exit.{code}"
    text = _wording(reader, row, "text", key)
    return Exit(code, reader.names(row, key), text, reader.one_of(row, "confidence", CONFIDENCE, key))


def _named(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        found.setdefault(name[0], []).append(name)
    return {letter: tuple(each) for letter, each in found.items()}


def _writing(reader: Reader, data: Table) -> Writing:
    found = data.get("writing")
    row = found if isinstance(found, dict) else {}
    return Writing(reader.texts(row, "city", "writing"), frozenset(reader.texts(row, "ordinary", "writing")))


def _neighbourhood(reader: Reader, data: Table, areas: Mapping[str, Area]) -> Neighbourhood:
    found = data.get("neighbourhood")
    row = found if isinstance(found, dict) else {}
    never: set[str | tuple[str, str]] = set()
    for each in reader.texts(row, "never", "neighbourhood"):
        area, _, issue = each.partition(".")
        if area not in areas:
            mend = f"{each} is no area; write an area, or an area and an issue as area.issue."
            reader.gap("neighbourhood.never", mend)
        never.add((area, issue) if issue else area)
    short = row.get("short", {})
    if not isinstance(short, dict) or not all(isinstance(each, str) for each in short.values()):
        reader.gap("neighbourhood.short", 'it must be a table of texts, such as { "high school" = "high" }.')
        short = {}
    return Neighbourhood(frozenset(never), short, frozenset(reader.texts(row, "around", "neighbourhood")))


def check_in_use(directory: Directory, in_use: Mapping[str, frozenset[str]]) -> None:
    """DirectoryError when concerns stand under what the directory names no more; codes in use by their kind.

    Nobody would answer them, and nothing that names it could be shown.
    """
    reader = Reader(FILE)
    for kind, codes in in_use.items():
        for code in sorted(codes):
            try:
                directory.name(kind, code)
            except KeyError:
                ends = "; with active_to it takes nothing new" if kind == "department" else ""
                reader.gap(f"{kind}.{code}", f"concerns stand under it; bring it back{ends}.")
    reader.refuse()
