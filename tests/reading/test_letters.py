"""What runs of letters say beside the rules: danger in words that no rule knows; nothing of the unknown."""

from dataclasses import replace
from datetime import datetime

import pytest

from routing.reading.letters import FEWEST, SILENT, load_letters, runs
from routing.reading.patterns import prepare
from routing.reading.urgency import KINDS, URGENT
from scripts.teach_letters import machine, sentences, taught_from
from tests.fixtures.known import knowledge

READER = knowledge().reader
RULES = replace(READER, letters=SILENT)
NOW = datetime.fromisoformat("2026-01-20T10:00:00+09:00")

#: In words of nobody's rules and of none of the sentences.
UNHEARD = [
    "아저씨가 우리 조카를 번쩍 안아서 트럭 짐칸에 올렸어요 조카가 발버둥쳐요",
    "윗층 할아버지가 욕조에 엎드려 계시는데 불러도 꿈쩍도 안하세요",
    "술 냄새 풀풀 나는 남자가 우리 가게 계산대 뒤로 들어와서 안 나가고 제 팔을 잡아요",
]
CALM = [
    "작년 여름에 계곡에서 애가 미끄러졌던 이야기예요 지금은 웃으면서 말해요",
    "놀이터 그네가 삐걱거려서 기름칠 좀 해주시면 좋겠어요",
]


@pytest.mark.parametrize("text", UNHEARD)
def test_danger_in_words_that_no_rule_knows(text: str) -> None:
    assert READER.read(text, NOW).urgency.tier is not None
    # Without them it would be missed.
    assert RULES.read(text, NOW).urgency.tier is None


@pytest.mark.parametrize("text", CALM)
def test_calm_talk_stays_calm(text: str) -> None:
    assert READER.read(text, NOW).urgency.tier != "hard"


def test_of_a_text_with_hardly_a_known_run_nothing_is_said() -> None:
    text = prepare("ъыь ъыь")

    assert len(runs(text) & READER.letters.rows.keys()) < FEWEST
    assert READER.letters.hear(text).of(URGENT) is None


def test_people_are_told_which_runs_spoke() -> None:
    reasons = READER.read(UNHEARD[0], NOW).reasons

    assert any(each.startswith("danger.letters (+") for each in reasons)
    assert not any("letters" in each for each in RULES.read(UNHEARD[0], NOW).reasons)


def test_each_kind_and_each_area_is_asked_for() -> None:
    asked = {URGENT, *(f"{URGENT}.{kind}" for kind in KINDS), *READER.areas.order}

    assert READER.letters.questions.keys() == asked


def test_the_file_is_taught_from_the_sentences_there_are() -> None:
    """Otherwise: `python -m scripts.teach_letters`."""
    rows = sentences()

    assert load_letters().taught == taught_from(rows)
    assert taught_from(rows[1:]) != taught_from(rows)


def test_the_same_sentences_teach_the_same() -> None:
    rows = [[(at % 3, 1.0), (3 + at % 2, 0.5)] for at in range(30)]
    yes = [at % 3 == 0 for at in range(30)]
    once, again = (machine(rows, yes, 5, 1.0) for _ in range(2))

    assert once == again
    assert all(
        (sum(once[key] * value for key, value in row) > 0) == side
        for row, side in zip(rows, yes, strict=True)
    )
