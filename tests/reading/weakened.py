"""The rules with most of their words taken away: as they stand before texts whose words nobody thought of."""

import random
from dataclasses import replace
from typing import TypeVar

from routing.reading.areas import Areas, Rule
from routing.reading.patterns import Pattern

T = TypeVar("T")


def weakened(areas: Areas, missing: float, seed: int) -> Areas:
    """The rules without that share of their alternatives, the same for the same seed."""
    chance = random.Random(seed)

    def some(each: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(one for one in each if chance.random() > missing)

    def less(rule: Rule) -> Rule:
        was = rule.pattern
        left = Pattern(frozenset(some(tuple(sorted(was.words)))), some(was.tight), some(was.spaced))
        return replace(rule, pattern=left)

    return replace(areas, rules=tuple(less(rule) for rule in areas.rules))
