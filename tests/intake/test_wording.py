"""Words: parameters, particles, dates; gaps refused with file, key and mend."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from intake.messages import Moment, Named, Photo, Phrase, Place
from intake.wording import PhraseError, Wording, load_phrases
from tests.fixtures.words import wording


@pytest.mark.parametrize(
    ("name", "pair", "joined"),
    [
        ("경찰서", "이/가", "경찰서가"),
        ("담당", "이/가", "담당이"),
        ("서울", "으로/로", "서울로"),
        ("집", "으로/로", "집으로"),
        ("3", "을/를", "3을"),
        ("K-17", "이/가", "K-17이"),
        ("112", "은/는", "112는"),
        ("○○", "을/를", "○○를"),
    ],
)
def test_particles_follow_the_last_sound(name: str, pair: str, joined: str) -> None:
    words = Wording({"p": {"ko": f"{{it|{pair}}}", "en": "{it}"}}, lambda _kind, _code: {})

    assert words.say("p", {"it": name}, "ko") == joined


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        (date(2026, 1, 28), "1월 28일(수)", "Wed 28 January"),
        (datetime(2026, 1, 28, 9, 0, tzinfo=UTC), "1월 28일(수) 18:00", "Wed 28 January, 18:00"),
        (Place("면목초 정문"), "면목초 정문", "면목초 정문"),
        (Place(lat=37.5, lon=127.0), "보내 주신 위치", "the position sent"),
        (Moment("다음 주"), "다음 주", "다음 주"),
        ((Photo("webchat", "a"), Photo("webchat", "b")), "사진 2장", "2 photo(s)"),
        (Named("area", "traffic"), "교통", "Traffic"),
        ((Named("choice", "concern.t_wish.camera"),), "카메라", "A camera"),
        (Phrase("kind.praise"), "칭찬", "Praise"),
    ],
)
def test_parameters_are_formatted_by_what_they_are(value: object, ko: str, en: str) -> None:
    assert wording().param(value, "ko") == ko  # type: ignore[arg-type]  # a table of all kinds
    assert wording().param(value, "en") == en  # type: ignore[arg-type]  # a table of all kinds


def test_what_people_type_is_never_read_as_a_template() -> None:
    assert "{due}" in wording().say("message.text", {"answer": "{due} {x|이/가}"}, "ko")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[a]\nko = "가"', "a.en: the wording is missing"),
        ('[a]\nko = "{x}"\nen = "y"', "a: the languages differ"),
        ("[a\n", "it is no TOML"),
    ],
)
def test_a_gap_is_refused_with_file_key_and_mend(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "words.toml").write_text(text, "utf-8")

    with pytest.raises(PhraseError, match=r"words\.toml") as refused:
        load_phrases(tmp_path)

    assert told in str(refused.value)


def test_a_phrase_that_stands_twice_is_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('[x]\nko = "가"\nen = "a"', "utf-8")

    with pytest.raises(PhraseError, match="stands twice"):
        load_phrases(tmp_path)
