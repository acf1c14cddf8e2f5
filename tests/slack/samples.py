"""Every card there can be, signed for somebody at Slack: the samples of all messengers, whole forms, long."""

from collections.abc import Iterator
from dataclasses import replace

from bot.acts import Tokens
from bot.card import Card, Line, Part
from bot.present import Presenter
from intake.messages import Address, Ask, Given, Phrase, Room
from tests.fixtures.words import alerts, forms, wording
from tests.webchat import samples

TEAM, USER, CHANNEL = "T0001", "U0011", "C0009"
WHO = Address("slack", TEAM, USER)
WHERE = Room("slack", TEAM, USER)
TOKENS = Tokens(b"for the tests alone, 32 bytes ...")
KINDS = samples.KINDS
NASTY = samples.NASTY


def cards(kind: str, language: str) -> list[Card]:
    """The cards of a form, or the "others"; each also with more words than a message takes."""
    made = [TOKENS.sign(card, WHO, WHERE) for card in samples.cards(kind, language)]
    return [*made, *whole(kind, language), *(_long(card) for card in made[:3])]


def whole(kind: str, language: str) -> list[Card]:
    """The form as a modal shows it: empty, filled in, with everything wrong, and each question alone."""
    if kind == "others":
        return []
    presenter = Presenter(wording(), forms(), alerts())
    return [TOKENS.sign(presenter.present(each, language), WHO, WHERE) for each in _asks(kind)]


def _asks(kind: str) -> Iterator[Ask]:
    form = forms()[kind]
    given: dict[str, Given] = {each.id: samples.given_to(each) for each in form.fields}
    refused = {each.id: Phrase("problem.too_short") for each in form.fields}
    fields = tuple(each.id for each in form.fields)
    yield Ask(kind, fields, 7, whole=True)
    yield Ask(kind, fields, 7, given, whole=True)
    yield Ask(kind, fields, 7, given, refused, whole=True)
    yield Ask(kind, fields, 7, filed=True, whole=True)
    for field in fields:
        yield Ask(kind, (field,), 7, given, whole=True, can_go_back=True)


def _long(card: Card) -> Card:
    words = tuple(Line(f"{number} 가😀 <!channel> & {NASTY} " * 9, "quote") for number in range(60))
    return replace(card, parts=(Part(words), *card.parts))
