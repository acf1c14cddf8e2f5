from dataclasses import replace
from datetime import date

import pytest

from intake.messages import Named, Param, Place
from routing.directory.agencies import Directory
from routing.directory.assign import Reason, department_for
from routing.directory.loading import load_directory

DIRECTORY = load_directory()

TODAY = date(2026, 11, 22)


def at(station: str, gu: str, dong: str | None = None) -> dict[str, Param]:
    params: dict[str, Param] = {"gu": Named("gu", gu), "station": Named("station", station)}
    return params | ({"dong": Named("dong", dong)} if dong else {})


IN = "place_in_station"
HYEHWA = Reason(IN, at("hyehwa", "종로구", "혜화동"))


@pytest.mark.parametrize(
    ("area", "place", "expected", "reason"),
    [
        ("traffic", "면목동 사가정역 앞", "jungnang.traffic", Reason(IN, at("jungnang", "중랑구", "면목동"))),
        ("assembly", "노원구청 앞", "nowon.assembly", Reason(IN, at("nowon", "노원구"))),
        ("crime_prevention", "혜화동 골목", "hyehwa.crime_prevention", HYEHWA),
        ("children_women", "개포동", "suseo.children_women", Reason(IN, at("suseo", "강남구", "개포동"))),
        # One station in the gu: a dong nobody knows changes nothing.
        ("traffic", "마포구 ○○초 정문", "mapo.traffic", Reason(IN, at("mapo", "마포구"))),
        # Two stations in the gu.
        ("traffic", "종로구 어딘가", "jongno.traffic", Reason("split_gu", at("jongno", "종로구"))),
        ("traffic", "종로3가", "jongno.traffic", Reason("split_dong", at("jongno", "종로구", "종로3가"))),
        ("traffic", "반포동", "seocho.traffic", Reason("split_dong", at("seocho", "서초구", "반포동"))),
        ("traffic", "개포3동", "gangnam.traffic", Reason("split_dong", at("gangnam", "강남구", "개포3동"))),
        # The place decides nothing.
        ("traffic", "신사동", "hq.traffic", Reason("dong_in_several_gu", {"dong": Named("dong", "신사동")})),
        ("traffic", "우리 동네", "hq.traffic", Reason("no_place")),
        ("assembly", None, "hq.assembly", Reason("no_place")),
        # What fits nowhere.
        ("other", "면목동", "hq.coordination", Reason("unsorted")),
        ("fishing", "면목동", "hq.coordination", Reason("unsorted")),
    ],
)  # fmt: skip
def test_who_answers(area: str, place: str | None, expected: str, reason: Reason) -> None:
    found = department_for(area, None if place is None else Place(place), DIRECTORY)
    assert found == (expected, reason)


@pytest.mark.parametrize(
    ("kind", "scope", "expected"),
    [
        ("opinion", None, "jungnang.traffic"),
        ("opinion", "seoul", "hq.traffic"),
        ("inquiry", None, "jungnang.traffic"),
        ("proposal", None, "hq.traffic"),
        ("proposal", "seoul", "hq.traffic"),
        ("proposal", "local", "jungnang.traffic"),
    ],
)
def test_policy_goes_to_the_headquarters(kind: str, scope: str | None, expected: str) -> None:
    code, reason = department_for("traffic", Place("면목동"), DIRECTORY, kind=kind, scope=scope)
    assert code == expected
    assert (reason.code == "policy") == (expected == "hq.traffic")


@pytest.mark.parametrize("kind", ["opinion", "proposal", "inquiry", "praise"])
@pytest.mark.parametrize("place", [None, Place("면목동"), Place("", gu="중랑구")])
def test_what_an_officer_did_never_goes_to_a_station(kind: str, place: Place | None) -> None:
    found = department_for("investigation_security", place, DIRECTORY, issue="hurt", kind=kind)
    assert found == ("hq.audit", Reason("conduct"))
    # In other areas "hurt" is somebody hurt in an accident.
    assert department_for("traffic", place, DIRECTORY, issue="hurt", kind=kind)[0] != "hq.audit"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("○○초 정문", gu="중랑구", dong="면목동"), "jungnang.traffic"),
        (Place("○○초 정문", gu="종로구", dong="혜화동"), "hyehwa.traffic"),
        (Place("혜화동 ○○초", gu="종로구"), "hyehwa.traffic"),
        (Place("○○초 정문", gu="종로구", dong="없는동"), "jongno.traffic"),
        (Place("면목동", gu="수원시"), "jungnang.traffic"),
        (Place("○○초", dong="면목동"), "jungnang.traffic"),
        (Place("", lat=37.58, lon=127.09), "hq.traffic"),
    ],
)
def test_what_a_map_settled_is_taken(place: Place, expected: str) -> None:
    assert department_for("traffic", place, DIRECTORY)[0] == expected


PLACES: list[Place | None] = [
    None,
    *(Place(gu) for gu in DIRECTORY.gus),
    *(Place(f"{gu} {dong}") for gu, dong in DIRECTORY.dongs),
    *(Place(dong) for dong in DIRECTORY.gus_of_dong),
]


@pytest.mark.parametrize("area", DIRECTORY.areas)
def test_there_is_always_an_active_department_of_the_area_and_a_reason(area: str) -> None:
    for place in PLACES:
        code, reason = department_for(area, place, DIRECTORY, on=TODAY)
        department = DIRECTORY.departments[code]
        assert department.is_active(TODAY)
        assert area in department.areas
        assert reason.code
        assert (department.org == "station") == ("station" in reason.params)


def ended(directory: Directory, code: str, backup: str | None = None) -> Directory:
    department = replace(directory.departments[code], active_to=date(2026, 1, 31), backup=backup)
    return replace(directory, departments={**directory.departments, code: department})


def test_a_department_that_ended_is_passed_over() -> None:
    place = Place("면목동")
    passed = {**at("jungnang", "중랑구", "면목동"), "instead_of": Named("department", "jungnang.traffic")}
    gone = ended(DIRECTORY, "jungnang.traffic")
    assert department_for("traffic", place, gone, on=TODAY) == ("hq.traffic", Reason(IN, passed))
    assert department_for("traffic", place, gone, on=date(2026, 1, 31))[0] == "jungnang.traffic"
    assert department_for("traffic", place, gone)[0] == "jungnang.traffic"
    replaced = ended(DIRECTORY, "jungnang.traffic", "jungnang.general")
    assert department_for("traffic", place, replaced, on=TODAY)[0] == "jungnang.general"
    nobody = ended(gone, "hq.traffic")
    assert department_for("traffic", place, nobody, on=TODAY)[0] == "hq.coordination"
    circle = ended(ended(gone, "hq.traffic", "jungnang.traffic"), "jungnang.traffic", "hq.traffic")
    assert department_for("traffic", place, circle, on=TODAY)[0] == "hq.coordination"
