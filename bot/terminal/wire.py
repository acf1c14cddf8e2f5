"""The terminal's wire, pure both ways: a card as lines with numbered buttons, and a typed line as an act."""

from dataclasses import dataclass
from typing import Any

from bot.card import Card, Input
from intake.messages import Act, Place, Press, Say, Value


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as text, and the tokens of its buttons in the order they are numbered."""

    text: str
    tokens: tuple[str, ...]
    #: The inputs that are filled by typing before the button is pressed: field → kind.
    inputs: tuple[tuple[str, str], ...] = ()


def draw(card: Card) -> Drawn:
    """The card for a terminal: every button has a number, calling numbers stand as they are."""
    lines: list[str] = []
    tokens: list[str] = []
    for part in card.parts:
        lines += [line.text for line in part.lines]
        for each in part.inputs:
            lines += _input(each)
        for row in part.rows:
            shown = []
            for button in row:
                if button.url is not None:
                    shown.append(f"{button.label} <{button.url}>")
                    continue
                tokens.append(button.token)
                shown.append(f"[{len(tokens)}] {button.label}")
            lines.append("  ".join(shown))
    asked = tuple((each.field, each.kind) for each in card.inputs) if len(card.inputs) > 1 else ()
    return Drawn("\n".join(lines), tuple(tokens), asked)


def _input(each: Input) -> list[str]:
    head = f"  {each.label}" + (f"  ! {each.problem}" if each.problem else "")
    options = [f"    {index}. {option.label}" for index, option in enumerate(each.options, 1)]
    return [head, *options] if len(options) > 1 or each.problem else options


def to_json(drawn: Drawn) -> dict[str, Any]:
    """What travels to the terminal."""
    return {"text": drawn.text, "tokens": list(drawn.tokens), "inputs": [list(each) for each in drawn.inputs]}


def read(payload: dict[str, Any]) -> Act:
    """The act a terminal sent; ValueError when it is none of ours."""
    match payload:
        case {"say": str(text)}:
            return Say(text)
        case {"press": str(token), "values": dict(values)}:
            return Press(token, {str(key): _value(str(key), value) for key, value in values.items()})
        case {"press": str(token)}:
            return Press(token)
        case _:
            msg = "neither “say” nor “press”"
            raise ValueError(msg)


def _value(_key: str, value: Any) -> Value:
    match value:
        case str():
            return value
        case {"place": str(text)}:
            return Place(text)
        case list():
            return tuple(str(each) for each in value)
        case _:
            msg = "no such value"
            raise ValueError(msg)


def as_text(card: Card) -> str:
    """The card as a person at a terminal reads it."""
    return draw(card).text
