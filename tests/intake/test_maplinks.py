"""Positions in the links of maps: read out of the link, never fetched."""

import pytest

from intake import kinds
from intake.maplinks import position_in
from intake.messages import Place
from tests.fixtures.words import forms

SEEN = (37.5801, 127.0901)


@pytest.mark.parametrize(
    "link",
    [
        "https://map.kakao.com/link/map/면목초,37.5801,127.0901",
        "https://map.kakao.com/link/to/%EB%A9%B4%EB%AA%A9%EC%B4%88,37.5801,127.0901",
        "https://www.google.com/maps/place/X/@37.5801,127.0901,17z/data=!3m1",
        "https://www.google.com/maps/place/X/@1.5000,2.5000,17z/data=!3d37.5801!4d127.0901",
        "https://maps.google.com/?q=37.5801,127.0901",
        "https://maps.apple.com/?ll=37.5801,127.0901&q=x",
        "https://map.naver.com/p?lat=37.5801&lng=127.0901",
    ],
)
def test_a_position_is_read_out_of_the_link(link: str) -> None:
    assert position_in(f"여기예요 {link} 정문") == SEEN


@pytest.mark.parametrize(
    "text",
    [
        "면목초 정문",
        "37.5801,127.0901",
        "https://naver.me/xYz12",
        "https://maps.google.com/?q=99.5801,127.0901",
        "https://example.org/@abc",
        "https://map.naver.com/p?lat=nan&lng=inf",
    ],
)
def test_what_is_no_position_is_none(text: str) -> None:
    assert position_in(text) is None


def test_a_place_that_is_typed_as_a_link_has_its_position() -> None:
    asked = forms()["concern"].by_id["place"]
    link = "면목초 정문 https://map.kakao.com/link/map/x,37.5801,127.0901"
    assert kinds.read(asked, link) == Place(link, *SEEN)
    assert kinds.check(asked, Place(link)) == Place(link, *SEEN)
    assert kinds.check(asked, Place("면목초 정문")) == Place("면목초 정문")
