"""Landmarks, stations and stems of names say where it is; words that only look like one do not."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from intake.messages import Place
from routing.directory import landmarks
from routing.directory.assign import department_for
from routing.directory.loading import DirectoryError, load_directory
from routing.directory.places import Located, locate
from routing.gaps import DATA

DIRECTORY = load_directory()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("면목역 앞", Located("중랑구", None, "면목동")),
        ("어제 혜화역 4번 출구에서요", Located("종로구", None, "혜화동")),
        ("남대문시장 골목", Located("중구", None, "남창동")),
        ("대치역 3번 출구", Located("강남구", None, "대치동")),
        ("코엑스에서 봉은사 쪽으로", Located("강남구", None, "삼성동")),
        ("강남구 대치역", Located("강남구", None, "대치동")),
        ("금호동 재개발 빈집", Located("성동구")),
        ("을지로 지하상가", Located("중구")),
        ("이대목동병원 응급실", Located("양천구")),
        ("서울대병원 앞", Located("종로구", None, "연건동")),
        ("서울대 앞", Located("관악구")),
        ("신사동 가로수길", Located("강남구", "신사동")),
        ("홍대에서 코엑스까지", Located()),
        ("면목동에서 신림동까지", Located()),
        ("면목동이랑 사가정역 사이", Located("중랑구", "면목동")),
        ("신림초 앞", Located("관악구")),
    ],
)
def test_where_it_is(text: str, expected: Located) -> None:
    assert locate(text, DIRECTORY) == expected
    assert locate(unicodedata.normalize("NFD", text), DIRECTORY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "면목이 없습니다", "영화 개봉 날", "망원경으로 봐요", "오금이 저려요", "가락국수 집",
        "온수가 안 나와요", "이문앞에서", "회기 중에 처리", "공덕을 쌓아요", "상봉 행사",
        "신당에서 굿을 해요", "서울대공원 가는 길", "세종대로 집회", "강변북로", "한남 나들목 근처 쪽",
        "사당역", "신촌역 앞", "서울역", "충정로역", "아차산 등산로", "홍제천 산책로", "가산점", "중앙시장",
        "수서경찰서라며 전화가 왔어요", "우리 구청 앞", "천왕성", "법을 반포했어요",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_or_lies_in_two_gu(text: str) -> None:
    assert locate(text, DIRECTORY).gu is None


@pytest.mark.parametrize(
    ("text", "station", "reason"),
    [
        ("혜화역 4번 출구", "hyehwa", "place_in_station"),
        ("남대문시장", "namdaemun", "place_in_station"),
        ("대치역 앞", "suseo", "place_in_station"),
        ("홍대 놀이터", "mapo", "place_in_station"),
        ("을지로 지하상가", None, "split_gu"),
        ("사당역", None, "no_place"),
    ],
)
def test_a_concern_goes_to_the_station_of_its_landmark(text: str, station: str | None, reason: str) -> None:
    code, why = department_for("traffic", Place(text), DIRECTORY)

    assert why.code == reason
    if station:
        assert DIRECTORY.departments[code].station == station


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"중구" = [', '"중군" = [', "there is no gu 중군 in seoul.toml"),
        ('"혜화역" = "혜화동"', '"혜화역" = "혜와동"', "종로구 has no 혜와동 in stations.csv"),
        ('"혜화역" = "혜화동"', '"혜화열" = "혜화동"', "it is no landmark"),
        ('"홍대",', '"홍대", "코엑스",', "코엑스 stands in two gu"),
        ("checked_on = 2026-11-22", "", "the date is missing"),
    ],
)
def test_a_gap_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    for file in DATA.iterdir():
        shutil.copy(file, tmp_path)
    text = (tmp_path / landmarks.FILE).read_text("utf-8")
    assert old in text
    (tmp_path / landmarks.FILE).write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(DirectoryError, match=told):
        load_directory(tmp_path)
