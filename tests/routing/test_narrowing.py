"""The inbox's words: typed in any language, pressed, and read back from a button."""

import pytest

from bot.acts import Tokens
from intake.messages import Look, Room
from routing.narrowing import STATES, Narrowing, narrowing
from tests.fixtures.words import office

DIRECTORY = office().directory


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Narrowing()),
        ("mine late", Narrowing(mine=True, late=True)),
        ("내것 늦은", Narrowing(mine=True, late=True)),
        ("교통 중랑", Narrowing(area="traffic", gu="중랑구")),
        ("Traffic Jungnang-gu", Narrowing(area="traffic", gu="중랑구")),
        ("jung", Narrowing(gu="중구")),
        ("asked 집회", Narrowing(state="asked", area="assembly")),
        ("감자", Narrowing(unknown=("감자",))),
        ("c", Narrowing(unknown=("c",))),
    ],
)
def test_words_narrow(typed: str, meant: Narrowing) -> None:
    assert narrowing(typed, DIRECTORY) == meant


def test_every_narrowing_is_read_back_from_its_words_and_fits_on_a_button() -> None:
    tokens, room = Tokens(b"a key of sixteen bytes"), Room("m", "b", "c")
    for mine in (True, False):
        for state in (None, *STATES):
            for area in (None, *DIRECTORY.areas):
                for gu in (None, *DIRECTORY.gus):
                    wanted = Narrowing(mine, not mine, state, area, gu)
                    words = wanted.words(DIRECTORY)
                    assert narrowing(words, DIRECTORY) == wanted
                    assert len(tokens.case(Look("inbox", page=99, hint=words or None), room).encode()) <= 64


def test_what_is_pressed_again_is_taken_back() -> None:
    assert Narrowing(area="traffic").other(area="traffic") == Narrowing()
    assert Narrowing(area="traffic").other(area="other") == Narrowing(area="other")
