"""Danger cards as data: for each kind of danger what is said, and which numbers stand on its buttons."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from intake.form import Words
from intake.wording import PhraseError

FILE = "alerts.toml"


@dataclass(frozen=True, slots=True)
class Line:
    """A button that calls or texts a number: its phrase and a tel: or sms: address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One danger card: phrases by id, and the numbers in the order they matter."""

    says: tuple[str, ...]
    lines: tuple[Line, ...]
    #: Views offered below: "I have reported it", "I am not in danger".
    views: tuple[tuple[str, str], ...]


def load_alerts(phrases: Mapping[str, Words], folder: Traversable | None = None) -> dict[str, AlertCard]:
    """All danger cards by kind; PhraseError when one names a phrase that does not exist."""
    data = tomllib.loads(((folder or resources.files("intake")) / FILE).read_text("utf-8"))
    cards = {}
    for kind, table in data.items():
        card = AlertCard(
            says=tuple(table["says"]),
            lines=tuple(Line(line["label"], line["url"]) for line in table["lines"]),
            views=tuple((view["label"], view["view"]) for view in table["views"]),
        )
        wanted = (*card.says, *(line.label for line in card.lines), *(label for label, _ in card.views))
        for phrase in wanted:
            if phrase not in phrases:
                raise PhraseError(f"{FILE}: {kind}: there is no phrase “{phrase}”; write it in phrases/")
        cards[kind] = card
    return cards
