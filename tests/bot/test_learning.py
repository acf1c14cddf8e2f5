"""Learning in the service and on the command line: labels in, another verdict out, and back."""

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.crew import Crew
from bot.labels import LabelError, listed, load_labels
from bot.learning import Pupil, learn
from routing.reading.areas import load_areas
from routing.reading.learner import Label
from routing.reading.letters import load_letters
from routing.reading.teaching import taught
from tests.bot.test_command_line import cheong
from tests.journeys.stage import Stage, stage

AREAS = ("children_women", "assembly", "traffic", "investigation_security", "crime_prevention", "other")
#: A word no rule knows, for an area no rule gives it.
ODD = "우물가 도롱뇽 {} 이야기"


def odd_labels(area: str = "assembly") -> list[Label]:
    return [Label(ODD.format(number), area, f"p{number % 6}") for number in range(24)]


def lines(labels: list[Label]) -> str:
    return "".join(
        json.dumps({"text": each.text, "area": each.area, "by": each.by}, ensure_ascii=False) + "\n"
        for each in labels
    )


def pupil(played: Stage) -> Pupil:
    return Pupil(played.knowledge.reader, played.memory.school)


def area(reader: Pupil) -> str:
    return reader.reader.read(ODD.format("x"), Stage.now).area.area


def test_the_job_learns_and_forgets(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played, Crew(1) as threads:
        one, other = pupil(played), pupil(played)
        clock = lambda: played.now  # noqa: E731

        assert asyncio.run(one.study_aside(threads, clock)) == 0
        batch = played.memory.school.append(odd_labels(), played.now)
        assert area(one) == "other"
        assert asyncio.run(one.study_aside(threads, clock)) == 1
        assert area(one) == "assembly"
        # Another replica takes it up and learns nothing anew.
        assert (area(other), other.due()) == ("other", None)
        assert asyncio.run(other.study_aside(threads, clock)) == 1
        assert area(other) == "assembly"

        played.memory.school.undo(batch)
        assert other.study(played.now) == 2
        assert area(other) == "other"


def test_weights_beside_other_rules_are_not_taken_up(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.memory.school.append(odd_labels(), played.now)
        pupil(played).study(played.now)
        rules = played.knowledge.reader
        later = Pupil(replace(rules, areas=replace(rules.areas, release="later")), played.memory.school)

        assert later.refresh() == 0
        assert later.study(played.now) == 2


def test_labels_are_learnt_looked_at_and_undone_by_command(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text(lines(odd_labels()), "utf-8")
    typed = ODD.format("y") + "\n"

    _, before = cheong(tmp_path, "read", typed=typed)
    assert not (tmp_path / "data").exists()
    code, learnt = cheong(tmp_path, "learn", "labels.jsonl")
    _, after = cheong(tmp_path, "read", typed=typed)
    _, listing = cheong(tmp_path, "learn", "--list")
    (tmp_path / "set.jsonl").write_text(
        json.dumps({"text": typed, "area": "assembly", "urgent": False, "district": None}), "utf-8"
    )
    _, measured = cheong(tmp_path, "read", "--evaluate", "set.jsonl")
    _, undone = cheong(tmp_path, "learn", "--undo", "p1")
    _, gone = cheong(tmp_path, "learn", "--list")

    assert (code, json.loads(before)["learnt"], json.loads(before)["area"]) == (0, None, "other")
    assert "24 labels by 6 people" in learnt
    assert "version 1, from 24 labels" in learnt
    assert (json.loads(after)["learnt"], json.loads(after)["area"]) == (1, "assembly")
    assert any(".learnt: " in reason for reason in json.loads(after)["reasons"])
    assert "by p1 · 4 labels: assembly 4 · 4 of theirs count" in listing
    assert "version 1, from 24 labels" in measured
    assert "accuracy 1.000" in measured
    assert "4 labels taken out" in undone
    assert "version 2, from 20 labels" in undone
    assert "by p1 " not in gone
    assert "by p2 " in gone


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"area": "traffic", "by": "p"}', "text"),
        ('{"text": "\\u200b", "area": "traffic", "by": "p"}', "text"),
        ('{"text": "x", "area": "weather", "by": "p"}', "area"),
        ('{"text": "x", "area": "traffic", "by": " "}', "by"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(tmp_path: Path, line: str, mend: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text('{"text": "x", "area": "traffic", "by": 7}\n\n' + line + "\n", "utf-8")

    with pytest.raises(LabelError, match=f"labels.jsonl: line 3: .*{mend}"):
        load_labels(file, AREAS)


def test_numbers_nobody_may_keep_are_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text('{"text": "제 번호는 900101-1234567 예요", "area": "traffic", "by": 7}', "utf-8")

    assert load_labels(file, AREAS) == [Label("제 번호는 ○○○○○○-○○○○○○○ 예요", "traffic", "7")]


def test_an_empty_list_says_so() -> None:
    assert list(listed([], load_areas())) == ["There are no labels."]


@dataclass(frozen=True)
class Row:
    """A kept label."""

    text: str
    area: str
    by: str
    batch: str = "260120"
    concern: str | None = None

    @property
    def mark(self) -> str:
        return self.by


def test_who_contradicts_all_others_is_named_by_their_mark() -> None:
    agreed = [Row(each.text, each.area, each.by) for each in odd_labels()]
    contrary = [Row(ODD.format(number), "other", "liar") for number in range(30, 40)]

    told = list(listed([*agreed, *contrary], load_areas()))

    assert [line for line in told if "left out" in line] == [line for line in told if "by liar" in line]
    assert not any("left out" in line for line in listed(agreed, load_areas()))


def test_the_service_learns_beside_the_rules_and_the_letters() -> None:
    given = odd_labels()
    beside_both = taught(load_areas(load_letters()), given).pack()

    assert learn(given)[0] == beside_both
    assert learn(given)[0] != taught(load_areas(), given).pack()
