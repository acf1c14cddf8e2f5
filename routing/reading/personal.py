"""What in a text may belong to somebody: a phone, a resident number, a plate, a name. Found, never changed.

It is for a warning to whoever writes: it may find too much, and a warning that comes too often is not read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routing.reading.patterns import RuleError, check_keys, load

_FILE = "personal.toml"


@dataclass(frozen=True, slots=True)
class Personal:
    """What is looked for, by kind, and the words that only look alike."""

    find: Mapping[str, tuple[re.Pattern[str], ...]]
    but: Mapping[str, frozenset[str]]

    def found(self, text: str) -> tuple[str, ...]:
        """The kinds that stand in the text, in the order of the rules."""
        return tuple(kind for kind in self.find if self._stands(kind, text))

    def _stands(self, kind: str, text: str) -> bool:
        matches = (match[0] for each in self.find[kind] for match in each.finditer(text))
        return any(not any(word in match for word in self.but[kind]) for match in matches)


def load_personal() -> Personal:
    """The rules; RuleError when one cannot be used."""
    rules = load(_FILE)
    for kind, rule in rules.items():
        check_keys(rule, ("find", "but", "family"), f"{_FILE}: [{kind}]")
    try:
        find = {kind: tuple(_compiled(each, rule) for each in rule["find"]) for kind, rule in rules.items()}
    except (re.error, KeyError) as error:
        raise RuleError(f"{_FILE}: an expression cannot be used: {error}; mend it") from None
    return Personal(find, {kind: frozenset(rule.get("but", ())) for kind, rule in rules.items()})


def _compiled(expression: str, rule: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile(expression.replace("<family>", rule.get("family", "")))
