"""What is learnt: it helps with other texts, follows from the labels alone, nobody can turn it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import fmean
from time import thread_time
from typing import Any

import pytest

from bot.reading import load_rows
from routing.reading.areas import Areas, load_areas
from routing.reading.learner import EACH, FEWEST, NOTHING, Label, Weights, WeightsError, counted
from routing.reading.patterns import prepare
from routing.reading.spelling import SPELLING
from routing.reading.teaching import taught
from tests.reading.weakened import weakened

HERE = Path(__file__).parent
SETS = ("messages_dev.jsonl", "fresh.jsonl", "reports.jsonl", "reports_check.jsonl")
PEOPLE = 25
#: So many of the labelled texts are learnt from; the others measure.
LEARNT_FROM = 350


def rows(seed: int) -> list[dict[str, Any]]:
    found = [dict(row) for name in SETS for row in load_rows(HERE / name)]
    random.Random(seed).shuffle(found)
    return found


def labels(rows: Sequence[dict[str, Any]]) -> list[Label]:
    return [Label(row["text"], row["area"], f"p{number % PEOPLE}") for number, row in enumerate(rows)]


def macro_f1(areas: Areas, learnt: Weights, rows: Sequence[dict[str, Any]]) -> float:
    read = [(row["area"], areas.read(prepare(row["text"], SPELLING), learnt).area) for row in rows]
    scores: list[float] = []
    for area in areas.order:
        right = sum(one == other == area for one, other in read)
        scores.append(
            2 * right / (sum(one == area for one, _ in read) + sum(other == area for _, other in read))
        )
    return sum(scores) / len(scores)


@cache
def trial(missing: float, seed: int) -> tuple[Areas, list[Label], list[dict[str, Any]]]:
    """Rules that miss so many words, labels to learn from, and texts held out."""
    each = rows(seed)
    return weakened(load_areas(), missing, seed), labels(each[:LEARNT_FROM]), each[LEARNT_FROM:]


@cache
def learnt_in(missing: float, seed: int) -> Weights:
    areas, given, _ = trial(missing, seed)
    return taught(areas, given)


def test_labels_help_with_texts_nobody_labelled() -> None:
    gained = []
    for seed in (1, 2, 3):  # which words are missing makes a difference of some hundredths
        areas, _given, held_out = trial(0.75, seed)
        learnt = learnt_in(0.75, seed)
        gained.append(macro_f1(areas, learnt, held_out) - macro_f1(areas, NOTHING, held_out))
        # What is said to be sure stays so.
        sure = [(row["area"], areas.read(prepare(row["text"], SPELLING), learnt)) for row in held_out]
        right = [area == found.area for area, found in sure if found.confidence == "high"]
        assert sum(right) >= 0.9 * len(right)

    assert min(gained) >= 0.05
    assert fmean(gained) >= 0.08


def test_where_the_rules_know_the_words_little_is_lost() -> None:
    areas, _given, held_out = trial(0.0, 1)

    assert macro_f1(areas, learnt_in(0.0, 1), held_out) >= macro_f1(areas, NOTHING, held_out) - 0.02


@pytest.mark.parametrize(("missing", "seed"), [(0.75, 1), (0.75, 2), (0.75, 3), (0.6, 1), (0.85, 2)])
def test_one_person_s_wrong_labels_change_next_to_nothing(missing: float, seed: int) -> None:
    areas, given, held_out = trial(missing, seed)
    wrong = [Label(label.text, "other", "liar") for label in given if label.area != "other"][:200]
    before, after = learnt_in(missing, seed), taught(areas, [*given, *wrong])

    assert after.labels == before.labels + EACH
    assert abs(macro_f1(areas, after, held_out) - macro_f1(areas, before, held_out)) <= 0.02


def test_without_the_limit_they_would() -> None:
    areas, given, held_out = trial(0.75, 1)
    wrong = [
        Label(label.text, "other", f"liar {number}")
        for number, label in enumerate(each for each in given if each.area != "other")
    ]
    after = taught(areas, [*given, *wrong])

    assert macro_f1(areas, after, held_out) < macro_f1(areas, learnt_in(0.75, 1), held_out) - 0.05


def test_fewer_people_than_that_teach_nothing() -> None:
    areas, given, _ = trial(0.75, 1)
    few = [replace(label, by=f"p{number % (FEWEST - 1)}") for number, label in enumerate(given)]

    assert not taught(areas, few).rows
    assert taught(areas, [*few, replace(given[0], by="another")]).rows


def test_the_weights_follow_from_the_labels_alone() -> None:
    areas, given, _ = trial(0.75, 1)
    other_way = sorted(given, key=lambda label: label.text)

    assert taught(areas, other_way) == learnt_in(0.75, 1)
    assert taught(areas, given[:-1]) != learnt_in(0.75, 1)


def test_of_each_person_the_last_ones_count_and_of_each_text_the_last() -> None:
    many = [Label(f"text {number}", "other", "p") for number in range(EACH + 5)]
    again = Label("text 10", "traffic", "p")

    assert counted(many) == many[5:]
    assert counted([*many, again]) == [*many[5:10], *many[11:], again]


def test_nothing_learnt_changes_nothing() -> None:
    areas = load_areas()
    text = prepare("횡단보도 신호가 짧아서 무서워요", SPELLING)

    assert areas.read(text, taught(areas, [])) == areas.read(text)


def test_weights_are_kept_to_the_bit() -> None:
    areas = load_areas()
    learnt = replace(learnt_in(0.75, 1), version=7)
    packed = learnt.pack()

    assert Weights.unpack(7, packed, len(areas.order)) == learnt
    assert len(packed) < 2_000_000
    with pytest.raises(WeightsError):
        Weights.unpack(7, packed, len(areas.order) + 1)
    with pytest.raises(WeightsError):
        Weights.unpack(7, b"\x09" + packed[1:], len(areas.order))


def test_what_was_learnt_is_named_among_the_reasons() -> None:
    areas, _, held_out = trial(0.75, 1)
    learnt = learnt_in(0.75, 1)
    reasons = [areas.read(prepare(row["text"], SPELLING), learnt).reasons for row in held_out]

    assert any(".learnt: " in reason for each in reasons for reason in each)


def test_forty_thousand_characters_beside_what_was_learnt() -> None:
    areas, learnt = load_areas(), learnt_in(0.0, 1)
    text = ("횡단보도가 무서워요 " * 4000)[:40_000]
    took = []
    for _ in range(3):
        began = thread_time()
        areas.read(prepare(text, SPELLING), learnt)
        took.append(thread_time() - began)

    assert min(took) < 0.020
