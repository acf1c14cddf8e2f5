"""The same spot or not: distances, names, and that a coarse mark never hides what is near."""

from math import acos, cos, degrees, radians, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intake.messages import Place
from routing.directory.nearness import EARTH, SAME, marks, metres, reach, same_spot
from tests.fixtures.words import office

DIRECTORY = office().directory
LAT = st.floats(37.40, 37.72)
LON = st.floats(126.75, 127.20)


def pin(lat: float, lon: float) -> Place:
    return Place(lat=lat, lon=lon)


def apart(one: Place, two: Place) -> float:
    found = metres(one, two)
    assert found is not None
    return found


def test_distances_known_from_elsewhere() -> None:
    """A degree of the meridian is 111.195 km; a parallel shrinks by the cosine."""
    assert apart(pin(37, 127), pin(38, 127)) == pytest.approx(111_195, abs=1)
    assert apart(pin(60, 0), pin(60, 0.001)) == pytest.approx(111.195 / 2, abs=0.01)
    assert apart(pin(37.5, 127), pin(37.5, 127)) == 0


@given(LAT, LON, LAT, LON)
def test_the_haversine_agrees_with_the_law_of_cosines(a: float, b: float, c: float, d: float) -> None:
    one, two = pin(a, b), pin(c, d)
    angle = sin(radians(a)) * sin(radians(c)) + cos(radians(a)) * cos(radians(c)) * cos(radians(d - b))
    assume(angle < 1 - 1e-12)  # nearer than that, the law of cosines has lost its digits

    assert apart(one, two) == pytest.approx(EARTH * acos(angle), rel=1e-3, abs=10)


@given(LAT, LON, st.floats(0, 360), st.floats(0, 0.999))
def test_whatever_is_within_reach_shares_a_mark(lat: float, lon: float, bearing: float, part: float) -> None:
    """The cells never hide what is near: a concern up to 80 m away is among the candidates."""
    north = degrees(part * SAME / EARTH)
    there = pin(
        lat + north * cos(radians(bearing)), lon + north * sin(radians(bearing)) / cos(radians(lat + 0.001))
    )
    here = pin(lat, lon)
    assume(apart(here, there) <= SAME)

    assert same_spot(here, there, DIRECTORY)
    assert marks("traffic", there, DIRECTORY) <= reach("traffic", here, DIRECTORY)


@pytest.mark.parametrize(("further", "same"), [(79.0, True), (81.0, False)])
def test_eighty_metres_are_the_line(further: float, same: bool) -> None:
    here = pin(37.59, 127.09)
    assert same_spot(here, pin(37.59 + degrees(further / EARTH), 127.09), DIRECTORY) is same


def test_a_mark_is_of_one_area() -> None:
    here = pin(37.59, 127.09)
    assert not reach("traffic", here, DIRECTORY) & marks("assembly", here, DIRECTORY)


SAME_NAMES = (
    ("면목동 면목초등학교 정문 앞", "면목동 면목초 정문"),
    ("중랑구 면목동 면목초 정문", "면목동 면목초 정문 옆"),
    ("면목동, 면목초 정문앞", "면목동 면목초정문"),
    ("강남구 개포네거리", "강남구 개포사거리 근처"),
)
OTHER_NAMES = (
    ("면목동 면목초 정문", "면목동 면목초 후문"),
    ("망우동 어린이공원", "면목동 어린이공원"),
    ("강남구 어린이공원", "중랑구 어린이공원"),
    ("어린이공원", "어린이공원"),  # whose gu nobody knows may be anywhere
    ("중랑구", "중랑구"),  # no name is left
)


@pytest.mark.parametrize(("one", "two"), SAME_NAMES)
def test_names_made_alike_name_the_same_spot(one: str, two: str) -> None:
    assert same_spot(Place(one), Place(two), DIRECTORY)
    assert marks("traffic", Place(one), DIRECTORY) & reach("traffic", Place(two), DIRECTORY)


@pytest.mark.parametrize(("one", "two"), OTHER_NAMES)
def test_other_names_name_other_spots(one: str, two: str) -> None:
    assert not same_spot(Place(one), Place(two), DIRECTORY)


def test_a_place_settled_by_a_map_needs_no_gu_in_its_text() -> None:
    assert same_spot(Place("면목초 앞", gu="중랑구"), Place("중랑구 면목초"), DIRECTORY)
