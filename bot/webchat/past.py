"""What remains of a card once its question is past: what it said, and what stays open to be pressed."""

from dataclasses import replace

from bot.card import Card, Part


def settled(card: Card) -> Card | None:
    """The card without its question; None when it was nothing else.

    A letter from the mailbox may carry the question that followed it. In the history it would stand
    there twice, or old; the question that is open now is asked below.
    """
    parts = tuple(part for part in card.parts if not _asks(part))
    return replace(card, parts=parts, tone="say", typed=False) if parts else None


def _asks(part: Part) -> bool:
    return bool(part.inputs) or any(button.revision is not None for row in part.rows for button in row)
