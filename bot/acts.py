"""Acts ↔ signed button tokens of at most 64 bytes. No row is kept for a button.

A form's button is bound to its person, room and the conversation's revision: pressed from an old
card it is known to be old. A case's button is bound to its room and concern: whether it may be
pressed, and what it does then, is judged at the press.
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.card import Button, Card
from intake.messages import (
    Act,
    Address,
    Answer,
    Back,
    Begin,
    Cancel,
    Confirm,
    Danger,
    InPrivate,
    Look,
    Resume,
    Room,
    Skip,
)

MAC = 8
SUBJECT = 16
REVISION = 4
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a token stands for; `revision` is the conversation's when its card was drawn, None for a case."""

    act: Act
    revision: int | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signs and checks tokens with a key of at least 16 bytes."""

    key: bytes

    def form(self, act: Act, who: Address, where: Room, revision: int) -> str:
        """The token of a form's button."""
        code = _code(act)
        head = (revision & 0xFFFFFFFF).to_bytes(4, "big")
        return self._pack(head, code, _form_scope(who, where))

    def case(self, act: Begin | Look | Resume, where: Room) -> str:
        """The token of a button that concerns a case, or nothing but its room."""
        head = bytes.fromhex(act.subject) if act.subject else b""
        return self._pack(head, _code(act), _room_scope(where))

    def sign(self, card: Card, who: Address | None, where: Room) -> Card:
        """The card with a token on every button; buttons of a form need to know whose they are."""
        parts = tuple(
            replace(part, rows=tuple(tuple(self._signed(b, who, where) for b in row) for row in part.rows))
            for part in card.parts
        )
        return replace(card, parts=parts)

    def _signed(self, button: Button, who: Address | None, where: Room) -> Button:
        match button.act:
            case None:
                return button
            case InPrivate():
                return button
            case Begin() | Look() | Resume() as act:
                return replace(button, token=self.case(act, where))
            case act if who is not None and button.revision is not None:
                return replace(button, token=self.form(act, who, where, button.revision))
            case _:
                msg = f"the button “{button.label}” belongs to a form and has no person or revision"
                raise ValueError(msg)

    def resolve(self, token: str, who: Address, where: Room) -> Pressed | None:
        """The act behind the token; None when it is not ours, or was made for somebody else or elsewhere."""
        packed, _, code = token.partition(".")
        try:
            raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        except ValueError:
            return None
        mac, head = raw[:MAC], raw[MAC:]
        scope = _form_scope(who, where) if len(head) == 4 else _room_scope(where)
        if len(raw) not in (MAC, MAC + 4, MAC + SUBJECT) or not hmac.compare_digest(
            mac, self._mac(head, code, scope)
        ):
            return None
        subject = head.hex() if len(head) == SUBJECT else None
        act = _act(code, subject)
        if act is None:
            return None
        return Pressed(act, int.from_bytes(head, "big") if len(head) == 4 else None)

    def _pack(self, head: bytes, code: str, scope: str) -> str:
        raw = self._mac(head, code, scope) + head
        token = f"{base64.urlsafe_b64encode(raw).decode().rstrip('=')}.{code}"
        if len(token) > LONGEST:
            msg = f"the button “{code}” needs {len(token)} bytes; shorten its field's or choice's id"
            raise ValueError(msg)
        return token

    def _mac(self, head: bytes, code: str, scope: str) -> bytes:
        message = b"\x00".join((head, code.encode(), scope.encode()))
        return hmac.digest(self.key, message, sha256)[:MAC]


def is_form(token: str) -> bool:
    """Whether the token looks like a form's: its card is done with once it is pressed. Nothing is checked."""
    packed = token.partition(".")[0]
    return len(packed) * 3 // 4 == MAC + REVISION


def newest(token: str, other: str) -> str:
    """Of two tokens the one that looks made for the later revision of a form. Nothing is checked."""
    return max(token, other, key=_revision)


def _revision(token: str) -> int:
    try:
        raw = base64.urlsafe_b64decode(token.partition(".")[0])
    except ValueError:
        return -1
    return int.from_bytes(raw[MAC:], "big") if len(raw) == MAC + REVISION else -1


def opens_form(token: str) -> bool:
    """Whether the token looks like one that begins or takes up a form. Nothing is checked."""
    return token.partition(".")[2][:1] in ("B", "R")


def _form_scope(who: Address, where: Room) -> str:
    return "\x1f".join(("form", who.messenger, who.bot, who.user, where.chat))


def _room_scope(where: Room) -> str:
    return "\x1f".join(("room", where.messenger, where.bot, where.chat))


# --- what stands in a token: one letter, and what the act needs ---------------------------------------


def _code(act: Act) -> str:
    plain = next((letter for letter, known in _PLAIN.items() if known == act), None)
    return plain or _SPELL[type(act)](act)


def _spell_begin(act: Begin) -> str:
    return f"B:{act.form}" + "".join(f":{key}={value}" for key, value in act.given.items())


def _spell_look(act: Look) -> str:
    page = f":{act.page}" if act.page or act.hint else ""
    return f"L:{act.view}{page}" + (f":{act.hint}" if act.hint else "")


_SPELL: dict[type[Act], Callable[[Any], str]] = {
    Answer: lambda act: "a:" + "".join(f"{key}={value}" for key, value in act.values.items()),
    Back: lambda act: f"r:{act.field}",
    Begin: _spell_begin,
    Look: _spell_look,
    Resume: lambda act: f"R:{act.form}:{act.then}",
    Danger: lambda act: f"d:{act.kind}",
}

_PLAIN: dict[str, Act] = {
    "n": Answer(),
    "b": Back(),
    "c": Confirm(),
    "s": Skip(),
    "S": Skip(rest=True),
    "x": Cancel(),
}


def _act(code: str, subject: str | None) -> Act | None:
    letter, _, rest = code.partition(":")
    if letter in _PLAIN:
        return _PLAIN[letter]
    build = _BUILD.get(letter)
    return build(rest, subject) if build else None


def _begin(rest: str, subject: str | None) -> Act:
    form, *given = rest.split(":")
    return Begin(form, subject, dict(each.split("=", 1) for each in given if "=" in each))


def _look(rest: str, subject: str | None) -> Act:
    view, _, more = rest.partition(":")
    page, _, hint = more.partition(":")
    return Look(view, subject, int(page or 0), hint or None)


def _resume(rest: str, subject: str | None) -> Act | None:
    form, _, then = rest.partition(":")
    return Resume(form, subject, then) if then in ("go_on", "rest", "drop") else None


def _answer(rest: str, _: str | None) -> Act:
    key, _, value = rest.partition("=")
    return Answer({key: value})


_BUILD: dict[str, Callable[[str, str | None], Act | None]] = {
    "a": _answer,
    "r": lambda rest, _subject: Back(rest),
    "B": _begin,
    "L": _look,
    "R": _resume,
    "d": lambda rest, _subject: Danger(rest),
}
