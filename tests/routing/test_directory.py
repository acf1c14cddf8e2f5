import shutil
from datetime import date
from pathlib import Path

import pytest

from routing.directory import boundaries, landmarks, romanised
from routing.directory.agencies import OTHER
from routing.directory.loading import FILE, DirectoryError, check_in_use, load_directory
from routing.gaps import DATA

DIRECTORY = load_directory()

TOML = (DATA / FILE).read_text(encoding="utf-8")
CSV = (DATA / boundaries.FILE).read_text(encoding="utf-8")


def test_all_of_seoul_is_there() -> None:
    assert len(DIRECTORY.stations) == 31
    assert len(DIRECTORY.gus) == 25
    several = {gu.code: len(gu.stations) for gu in DIRECTORY.gus.values() if len(gu.stations) > 1}
    assert several == dict.fromkeys(("강남구", "서초구", "성북구", "은평구", "종로구", "중구"), 2)
    assert {station for dong in DIRECTORY.dongs.values() for station in dong.stations} == set(
        DIRECTORY.stations
    )
    assert set(DIRECTORY.gus_of_dong["신사동"]) == {"강남구", "관악구", "은평구"}
    assert [dong.name for dong in DIRECTORY.dongs.values() if dong.gu == "서초구" and not dong.sure] == [
        "반포동", "반포1동", "반포2동", "반포3동", "반포4동", "반포본동",
    ]  # fmt: skip


def test_what_is_asked_for_is_there() -> None:
    assert set(DIRECTORY.areas) == {
        "traffic", "children_women", "crime_prevention", "assembly", "investigation_security", "other",
    }  # fmt: skip
    assert set(DIRECTORY.hotlines) == {
        "112",
        "119",
        "182",
        "117",
        "1366",
        "1388",
        "109",
        "1394",
        "110",
        "120",
    }
    assert len(DIRECTORY.groups) == 6
    assert {"safety_report", "city_120", "audit", "police_online"} <= set(DIRECTORY.exits)
    assert DIRECTORY.coordinator == "hq.coordination"
    assert DIRECTORY.audit == "hq.audit"


def test_names_in_both_languages() -> None:
    assert DIRECTORY.name("department", "jungnang.traffic") == {
        "ko": "서울중랑경찰서 교통과",
        "en": "Jungnang Police Station, Traffic Division",
    }
    assert DIRECTORY.name("gu", "중랑구") == {"ko": "중랑구", "en": "Jungnang-gu"}
    assert DIRECTORY.name("area", "traffic")["ko"] == "교통"
    assert DIRECTORY.name("hotline", "1366")["en"] == "Women's emergency line 1366"
    for kind, code in (("department", "jungnang.chess"), ("weather", "today")):
        with pytest.raises(KeyError):
            DIRECTORY.name(kind, code)


def test_every_area_has_one_desk_everywhere() -> None:
    for area in DIRECTORY.areas:
        for station in (None, *DIRECTORY.stations):
            desk = DIRECTORY.departments[DIRECTORY.desks[station, area]]
            assert area in desk.areas
            assert (desk.station, desk.org) == (station, "station" if station else "hq")


def test_nothing_claims_to_be_confirmed() -> None:
    tables = (DIRECTORY.departments, DIRECTORY.hotlines, DIRECTORY.groups, DIRECTORY.exits)
    said = {row.confidence for table in tables for row in table.values()}
    assert said == {"to be confirmed", "reported"}


def folder(at: Path, old: str = "", new: str = "", file: str = FILE) -> Path:
    """A copy of the packaged folder with one thing broken."""
    for name in (FILE, boundaries.FILE, landmarks.FILE, romanised.FILE, romanised.DRAWN):
        shutil.copy(DATA / name, at)
    text = (at / file).read_text(encoding="utf-8")
    assert old in text
    (at / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return at


def refused(at: Path) -> str:
    with pytest.raises(DirectoryError) as error:
        load_directory(at)
    return str(error.value)


TRAFFIC_HQ = next(line for line in TOML.splitlines() if line.startswith('"hq.traffic"'))
AUDIT_HQ = next(line for line in TOML.splitlines() if line.startswith('"hq.audit"'))
OTHER_HQ = next(line for line in TOML.splitlines() if line.startswith('"hq.coordination"'))
OTHER_DIVISION = next(line for line in TOML.splitlines() if line.startswith("general ="))
DATED = "checked_on = 2026-11-22\n\n[hotline.119]"
AREA_OTHER = 'other = { ko = "기타·잘 모르겠어요"'


def ending(line: str, more: str) -> str:
    """The inline table with one more key."""
    return line.removesuffix("}") + f", {more} }}"


@pytest.mark.parametrize(
    ("old", "new", "key", "mend"),
    [
        ('ko = "교통", ', "", "area.traffic.ko", "it is missing or empty; write it as a text."),
        ('en = "Jungnang-gu"', 'en = ""', "gu.중랑구.en", "it is missing or empty; write it as a text."),
        (', en = "Traffic Division"', "", "division.traffic.en", "it is missing or empty; write it as a"),
        (TRAFFIC_HQ, "", "area.traffic", "no department of the headquarters has it; give it to one."),
        (OTHER_DIVISION, "", "area.other", "no department of bangbae has it; give it to a division."),
        (
            '"hq.audit"\nissues',
            '"hq.x"\nissues',
            "audit.department",
            "hq.x is no department of the headquarters",
        ),
        ("investigation_security.hurt", "hurt", "audit.issues", "hurt is no area and issue; write it as"),
        ('["traffic"]', '["trafic"]', "department.hq.traffic.areas", "there is no area trafic; name one of:"),
        (
            '["traffic"]',
            '"traffic"',
            "department.hq.traffic.areas",
            'it must be a list of texts, such as ["a",',
        ),
        (
            TRAFFIC_HQ,
            f"{TRAFFIC_HQ}\n{TRAFFIC_HQ}",
            "the file",
            "it cannot be read as TOML (Cannot overwrite",
        ),
        (
            TRAFFIC_HQ,
            ending(TRAFFIC_HQ, 'station = "seoul"'),
            "department.hq.traffic.station",
            "there is no station 'seoul'; name one by its code, or take it out.",
        ),
        (
            TRAFFIC_HQ,
            ending(TRAFFIC_HQ, 'backup = "hq.nobody"'),
            "department.hq.traffic.backup",
            "there is no department hq.nobody; name one there is.",
        ),
        (
            TRAFFIC_HQ,
            ending(TRAFFIC_HQ, 'active_to = "soon"'),
            "department.hq.traffic.active_to",
            "it is no date; write it as 2026-12-31, without quotes.",
        ),
        (
            TRAFFIC_HQ,
            ending(TRAFFIC_HQ, "active_from = 2026-02-01, active_to = 2026-01-01"),
            "department.hq.traffic.active_to",
            "it lies before active_from; correct one of them.",
        ),
        (
            OTHER_HQ,
            ending(OTHER_HQ, "active_to = 2026-12-31"),
            "department.hq.coordination",
            "it takes what nobody else does, so it must never end; take active_from and active_to out.",
        ),
        (
            AUDIT_HQ,
            AUDIT_HQ + "\n" + AUDIT_HQ.replace("hq.audit", "mapo.traffic"),
            "department.mapo.traffic.station",
            'write station = "mapo"; this code belongs to a department of that station.',
        ),
        (
            'confidence = "to be',
            'confidence = "sure',
            "department.hq.traffic.confidence",
            "it is 'sure confirmed'; write one of: verified",
        ),
        (
            '"jongno" }',
            '"mapo" }',
            "gu.종로구.fallback",
            "it is 'mapo'; name the station that takes what no dong",
        ),
        (
            ', fallback = "jongno"',
            "",
            "gu.종로구.fallback",
            "it is None; name the station that takes what no",
        ),
        ('["마포구"]', "[]", "station.mapo.gu", "it serves no gu; list those it serves."),
        ('["마포구"]', '["마표구"]', "station.mapo.gu", "there is no gu 마표구; add it under [gu]."),
        ('["마포구"]', '["마표구"]', "gu.마포구", "no station serves it; add it to the `gu` of one."),
        (
            "서울마포경찰서",
            "서울중부경찰서",
            "station.mapo.ko",
            "station.jungbu has the same name; correct one",
        ),
        (
            "mapo = {",
            "hq = {",
            "station.hq",
            "this code stands for the headquarters; give the station another",
        ),
        (DATED, "\n[hotline.119]", "hotline.112.checked_on", "the date is missing; write it as 2026-12-31,"),
        (DATED, DATED.replace("22", "22T09:00:00"), "hotline.112.checked_on", "it is no date; write it as"),
        (
            "[hotline.117]",
            "[hotline.school]",
            "hotline.school",
            "a hotline is named by its number; write only",
        ),
        ("for = {", "four = {", "hotline.112.for.ko", "it is missing or empty; write it as a text."),
        ("name_public = true", "", "group.momsholic.name_public", "it is missing; write true or false."),
        ("text = { ko", "text = { kr", "exit.safety_report.text.ko", "it is missing or empty; write it as a"),
        ("[area]\n", "[area]\nbad = 1\n", "area.bad", "it must be a table; write it as { … }."),
        ("[station]\n", "[stations]\n", "station", "the table is missing or empty; add [station.…]."),
        (
            AREA_OTHER,
            AREA_OTHER.replace("other", "rest"),
            f"area.{OTHER}",
            "it is missing; what fits nowhere",
        ),
        ("[area]\n", "[area\n", "the file", "it cannot be read as TOML (Expected ']' at the end of a table"),
    ],
)
def test_each_gap_of_the_toml_is_named(tmp_path: Path, old: str, new: str, key: str, mend: str) -> None:
    assert f"{FILE}: {key}: {mend}" in refused(folder(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "line", "mend"),
    [
        ("gu,dong", "dong,gu", 1, "the columns must be: gu, dong, kind, station, confidence, basis."),
        ("강남구,개포동,법정동", "강남구,개포동", 2, "it needs 6 columns, none empty; mend it."),
        ("강남구,개포동,법정동", "강남구,,법정동", 2, "it needs 6 columns, none empty; mend it."),
        ("강남구,개포동", "강낭구,개포동", 2, "there is no gu 강낭구 in seoul.toml; add it there or correct"),
        ("서울수서", "서울수소", 2, "there is no station 서울수소경찰서 in seoul.toml; add it there or"),
        (
            "서울수서",
            "서울마포",
            2,
            "by seoul.toml 서울마포경찰서 does not serve 강남구; correct one of them.",
        ),
        (
            "medium",
            "sure",
            2,
            "the confidence is 'sure'; write one of: high, medium, low, unverified, split.",
        ),
        (
            "강남구,논현동",
            "강남구,개포동",
            3,
            "강남구 개포동 (법정동) stands here twice; delete one of them.",
        ),
    ],
)
def test_each_gap_of_the_list_is_named(tmp_path: Path, old: str, new: str, line: int, mend: str) -> None:
    found = refused(folder(tmp_path, old, new, boundaries.FILE))
    assert f"{boundaries.FILE}: line {line}: {mend}" in found


def test_a_gu_without_any_dong_is_named(tmp_path: Path) -> None:
    at = folder(tmp_path)
    lines = [line for line in CSV.splitlines() if not line.startswith("마포구")]
    (at / boundaries.FILE).write_text("\n".join(lines), encoding="utf-8")
    assert refused(at) == "stations.csv: 마포구: no line names a dong of it; add its dongs."


def test_all_gaps_are_told_at_once(tmp_path: Path) -> None:
    at = folder(tmp_path, 'ko = "교통", ', "")
    folder_text = CSV.replace("medium", "sure", 1)
    (at / boundaries.FILE).write_text(folder_text, encoding="utf-8")
    with pytest.raises(DirectoryError) as error:
        load_directory(at)
    assert [(gap.file, gap.key) for gap in error.value.gaps] == [
        (FILE, "area.traffic.ko"),
        (boundaries.FILE, "line 2"),
    ]
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize("file", [FILE, boundaries.FILE, landmarks.FILE, romanised.FILE, romanised.DRAWN])
def test_a_file_that_is_missing_or_in_another_encoding_is_named(tmp_path: Path, file: str) -> None:
    at = folder(tmp_path)
    (at / file).write_bytes("중구".encode("cp949"))
    assert refused(at) == f"{file}: the file: it is not written in UTF-8; save it in that encoding."
    (at / file).unlink()
    assert refused(at) == f"{file}: the file: it is not in {at} or cannot be read; put it there."


def test_a_spreadsheets_mark_at_the_beginning_does_no_harm(tmp_path: Path) -> None:
    at = folder(tmp_path)
    (at / boundaries.FILE).write_text(CSV, encoding="utf-8-sig")
    assert load_directory(at) == DIRECTORY


def test_one_station_may_differ_from_the_pattern(tmp_path: Path) -> None:
    row = TRAFFIC_HQ.replace("hq.traffic", "mapo.traffic").replace("서울경찰청 교통 담당", "마포 교통안전과")
    row = ending(row, 'station = "mapo", active_to = 2027-01-31, backup = "hq.traffic"')
    found = load_directory(folder(tmp_path, TRAFFIC_HQ, f"{TRAFFIC_HQ}\n{row}"))
    mapo = found.departments["mapo.traffic"]
    assert mapo.names["ko"] == "마포 교통안전과"
    assert found.desks["mapo", "traffic"] == "mapo.traffic"
    assert mapo.is_active(date(2027, 1, 31))
    assert not mapo.is_active(date(2027, 2, 1))


def test_what_concerns_stand_under_cannot_be_dropped() -> None:
    check_in_use(DIRECTORY, {"department": frozenset({"jungnang.traffic"}), "group": frozenset()})
    with pytest.raises(DirectoryError) as refused:
        check_in_use(DIRECTORY, {"department": frozenset({"gone.traffic"}), "area": frozenset({"fishing"})})
    assert [gap.key for gap in refused.value.gaps] == ["department.gone.traffic", "area.fishing"]
    assert "active_to" in refused.value.gaps[0].mend
