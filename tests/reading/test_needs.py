"""An expression is passed over only in texts that it could not be found in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.reading.needs import ALWAYS, needs
from routing.reading.patterns import Expression, Pattern, Stems, prepare
from routing.reading.urgency import load_dangers


def expressions() -> list[Expression]:
    found: list[Expression] = []
    dangers = load_dangers()
    patterns = [each for rule in dangers.rules for each in (rule.pattern, rule.unless, rule.beside)]
    for each in [*patterns, *(cue.pattern for cue in dangers.cues)]:
        if isinstance(each, Stems):
            found.append(each.expression)
        elif isinstance(each, Pattern):
            found += [*each.tight, *each.spaced]
    return found


EXPRESSIONS = expressions()


@pytest.mark.parametrize(
    ("expression", "letters"),
    [
        ("ab", "a"),
        ("(?:ab|c)d", "d"),
        ("(?:ab|c).{0,3}", "ac"),
        ("[a-c]x?", "abc"),
        ("(?:ab)?[cd]", "cd"),
        (" (?:a|b)", "ab"),
        ("(?:a|b*)", ALWAYS),
        (r"\d+a", "a"),
        (r"\d+", ALWAYS),
        (".{2,}", ALWAYS),
        ("^(?!a)", ALWAYS),
    ],
)
def test_what_an_expression_needs(expression: str, letters: str) -> None:
    assert needs(expression) == frozenset(letters or {ALWAYS})


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_an_expression_of_the_rules_matches_has_what_it_needs(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from(EXPRESSIONS))
    said = data.draw(st.from_regex(each.compiled))
    assert not frozenset((*said, ALWAYS)).isdisjoint(each.needs)


def test_most_expressions_are_passed_over() -> None:
    letters = prepare("횡단보도 신호가 너무 짧아요").letters
    tried = [each for each in EXPRESSIONS if not letters.isdisjoint(each.needs)]
    assert len(tried) < len(EXPRESSIONS) / 4
