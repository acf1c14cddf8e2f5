"""An expression is passed over only in texts that it could not be found in."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.directory.loading import load_directory
from routing.reading import patterns as written
from routing.reading.areas import load_areas
from routing.reading.kinds import load_kinds
from routing.reading.needs import ALWAYS, held, needs
from routing.reading.patterns import Expression, Pattern, Stems, prepare
from routing.reading.reader import load_reader
from routing.reading.urgency import load_dangers


def expressions() -> list[Expression]:
    found: list[Expression] = []
    dangers, kinds = load_dangers(), load_kinds()
    patterns: list[Pattern | Stems | None] = [each for _, *both in kinds.rules for each in both]
    for rule in dangers.rules:
        patterns += [rule.pattern, rule.unless, rule.beside]
    for about in load_areas().rules:
        patterns += [about.pattern, about.unless, about.beside]
    for cue in dangers.cues:
        patterns += [cue.pattern, cue.unless]
    for each in patterns:
        if isinstance(each, Stems):
            found.append(each.expression)
        elif isinstance(each, Pattern):
            found += [*each.tight, *each.spaced]
    return found


EXPRESSIONS = expressions()


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        ("ab", {"ab"}),
        ("abc", {"ab"}),
        ("a?bc", {"bc"}),
        ("a+bc", {"bc"}),
        ("a{2}", {"a"}),
        ("a{0,2}", {ALWAYS}),
        ("a{,2}b", {"b"}),
        ("(?:ab|c)d", {"d"}),
        ("(?:ab|c).{0,3}", {"ab", "c"}),
        ("(?:ab|cd)+e", {"ab", "cd"}),
        ("[a-c]x?", {"a", "b", "c"}),
        ("[^ab]", {ALWAYS}),
        (r"[\d]", {ALWAYS}),
        ("(?:ab)?[cd]", {"c", "d"}),
        (" (?:a|b)", {"a", "b"}),
        ("a b", {"a"}),
        ("(?:a|b*)", {ALWAYS}),
        (r"\d+a", {"a"}),
        (r"\d+", {ALWAYS}),
        (".{2,}", {ALWAYS}),
        ("^(?!a)", {ALWAYS}),
        ("(?<!ab)c(?=de)", {"c"}),
        ("ab|", {ALWAYS}),
    ],
)
def test_what_an_expression_needs(expression: str, needed: set[str]) -> None:
    assert needs(expression) == needed


@pytest.mark.parametrize("broken", ["(?:ab|c", "ab)", "[ab", "*a", "a**", "a{2}{3}", "\\"])
def test_what_cannot_be_an_expression_is_refused(broken: str) -> None:
    with pytest.raises(re.error):
        needs(broken)


def test_every_expression_of_the_rules_is_one() -> None:
    """They are compiled when they are first looked for, so here for once all."""
    assert all(each.compiled.pattern == each.text for each in EXPRESSIONS)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_an_expression_of_the_rules_matches_has_what_it_needs(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from(EXPRESSIONS))
    said = data.draw(st.from_regex(each.compiled))
    assert not held(said).isdisjoint(each.needs)


def test_nothing_is_missed_by_passing_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all labelled sentences: each expression looked for in each text finds the same."""
    directory, now = load_directory(), datetime.fromisoformat("2026-01-20T10:00:00+09:00")
    quick = load_reader(directory)
    monkeypatch.setattr(written, "needs", lambda _: frozenset({ALWAYS}))
    thorough = load_reader(directory)
    files = sorted(Path(__file__).parent.glob("*.jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]

    missed = [text for text in texts if quick.read(text, now) != thorough.read(text, now)]
    assert len(texts) > 2000
    assert not missed


def test_most_expressions_are_passed_over() -> None:
    text = prepare("횡단보도 신호가 너무 짧아요")
    tried = [each for each in EXPRESSIONS if not text.held.isdisjoint(each.needs)]
    assert len(tried) < len(EXPRESSIONS) / 20
