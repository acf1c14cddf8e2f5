"""Which department must answer a voice, and why: always one, always with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.messages import Named, Param, Place
from routing.directory.agencies import OTHER, Department, Directory
from routing.directory.places import Located, locate


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a department was chosen: a code, and what fills its wording.

    place_in_station    the station of the place (gu, station; dong if known)
    split_gu            the gu has several stations and no dong is known: its fallback (gu, station)
    split_dong          the dong has several, or it is not sure which: its gu's fallback (gu, dong, station)
    dong_in_several_gu  several gu have a dong of that name, so the headquarters (dong)
    no_place            no gu was found, so the headquarters
    policy              it is about the whole city or a change of policy, so the headquarters
    conduct             it is about what an officer said or did, so the auditors, never a station
    unsorted            it fits no area, or one nobody knows, so the coordinator's office

    Where a department that has ended was passed over, `instead_of` names it as well.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


def department_for(
    area: str,
    place: Place | None,
    directory: Directory,
    *,
    issue: str | None = None,
    scope: str | None = None,
    kind: str = "opinion",
    on: date | None = None,
) -> tuple[str, Reason]:
    """The code of the department, and the reason. Never fails: the coordinator's office is the last resort.

    `issue` is the option chosen in the area's form, `scope` local or seoul if it was asked, `kind` that of
    the voice, `on` the day for which departments that have ended or not begun are passed over.
    """
    station, reason = _station(area, place, directory, issue, scope, kind)
    code = directory.audit if reason.code == "conduct" else directory.desks.get((station, area))
    found = directory.departments[code or directory.coordinator]
    serving = _standing_in(found, directory, on) or _headquarters(area, directory, on)
    if serving is not found:
        reason = Reason(reason.code, {**reason.params, "instead_of": Named("department", found.code)})
    return serving.code, reason


def _station(
    area: str, place: Place | None, directory: Directory, issue: str | None, scope: str | None, kind: str
) -> tuple[str | None, Reason]:
    """The station's code, or None for the headquarters."""
    if issue is not None and (area, issue) in directory.audited:
        return None, Reason("conduct")
    if area == OTHER or area not in directory.areas:
        return None, Reason("unsorted")
    # A proposal is about policy unless its author says that it is about the neighbourhood.
    if scope == "seoul" or (kind == "proposal" and scope != "local"):
        return None, Reason("policy")
    found = _located(place, directory)
    if found.gu is None:
        return None, Reason(
            "dong_in_several_gu", {"dong": Named("dong", found.dong)}
        ) if found.dong else Reason("no_place")
    gu, dong = found.gu, found.dong or found.near
    served = directory.gus[gu]
    known = directory.dongs.get((gu, dong)) if dong else None
    params: dict[str, Param] = {"gu": Named("gu", gu)}
    # A landmark's dong may decide the station, but nobody has said that it is the place's own.
    if known and found.dong:
        params["dong"] = Named("dong", known.name)
    if len(served.stations) == 1:
        code, station = "place_in_station", served.stations[0]
    elif known and known.sure and len(known.stations) == 1:
        code, station = "place_in_station", known.stations[0]
    else:
        code, station = ("split_dong" if "dong" in params else "split_gu"), served.fallback
    return station, Reason(code, params | {"station": Named("station", station)})


def _located(place: Place | None, directory: Directory) -> Located:
    if place is None:
        return Located()
    if place.gu not in directory.gus:
        return locate(f"{place.dong or ''} {place.text}", directory)
    # The gu a map or a person has settled stands; only a dong that is missing is read from the text.
    found = locate(f"{place.gu} {place.text}", directory)
    return Located(place.gu, place.dong or found.dong, found.near)


def _standing_in(department: Department, directory: Directory, on: date | None) -> Department | None:
    """The department itself if it is active, else the first active one of those that stand in for it."""
    seen = set()
    found: Department | None = department
    while found and found.code not in seen:
        if on is None or found.is_active(on):
            return found
        seen.add(found.code)
        found = directory.departments.get(found.backup or "")
    return None


def _headquarters(area: str, directory: Directory, on: date | None) -> Department:
    last = directory.departments[directory.coordinator]
    found = directory.departments[directory.desks.get((None, area), directory.coordinator)]
    return _standing_in(found, directory, on) or last


def handed_to(department: str, area: str, answers: Mapping[str, object], directory: Directory) -> str | None:
    """The department an officer chose: where, at which station, for which area; None where there is none."""
    where, chosen = answers.get("where"), answers.get("area") or area
    station = {
        "hq": None,
        "here": directory.departments[department].station,
        "station": answers.get("station"),
    }
    if where == "audit":
        return directory.audit
    if where not in station or (where == "here" and station["here"] is None):
        return None
    at = station[str(where)]
    return directory.desks.get((at if isinstance(at, str) else None, str(chosen)))
