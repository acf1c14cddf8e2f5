"""Every card there can be, signed for somebody at Telegram: the samples of all messengers, and long ones."""

from dataclasses import replace

from bot.acts import Tokens
from bot.card import Card, Line, Part
from intake.messages import Address, Room
from tests.webchat import samples

WHO = Address("telegram", "123456", "11")
WHERE = Room("telegram", "123456", "11")
TOKENS = Tokens(b"for the tests alone, 32 bytes ...")
KINDS = samples.KINDS
NASTY = samples.NASTY


def cards(kind: str, language: str) -> list[Card]:
    """The cards of a form, or the "others"; each also with more words than a message takes."""
    made = [TOKENS.sign(card, WHO, WHERE) for card in samples.cards(kind, language)]
    return [*made, *(_long(card) for card in made[:3])]


def _long(card: Card) -> Card:
    words = tuple(Line(f"{number} 가😀 {NASTY} " * 9, "quote") for number in range(60))
    return replace(card, parts=(Part(words), *card.parts))
