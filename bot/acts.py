"""Acts ↔ signed button tokens of at most 64 bytes. No row is kept for a button.

A form's button is bound to its person, room and the conversation's revision: pressed from an old
card it is known to be old. A case's button is bound to its room and concern: whether it may be
pressed, and what it does then, is judged at the press.
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from bot.card import Button, Card, Part
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
    """Signs and checks tokens with a key of 16 to 64 bytes."""

    key: bytes = field(repr=False)

    def form(self, act: Act, who: Address, where: Room, revision: int) -> str:
        """The token of a form's button."""
        return self._pack(_form_head(revision), _code(act), _form_scope(who, where))

    def case(self, act: Begin | Look | Resume, where: Room) -> str:
        """The token of a button that concerns a case, or nothing but its room."""
        return self._pack(_case_head(act), _code(act), _room_scope(where))

    def sign(self, card: Card, who: Address | None, where: Room) -> Card:
        """The card with a token on every button; buttons of a form need to know whose they are."""
        form = _form_scope(who, where) if who is not None else None
        room = _room_scope(where)
        parts = tuple(self._signed_part(part, form, room) if part.rows else part for part in card.parts)
        return Card(parts, card.tone, card.language, card.typed)

    def _signed_part(self, part: Part, form: bytes | None, room: bytes) -> Part:
        rows = tuple(tuple([self._signed(each, form, room) for each in row]) for row in part.rows)
        return Part(part.lines, part.inputs, rows, part.photos)

    def _signed(self, button: Button, form: bytes | None, room: bytes) -> Button:
        match button.act:
            case None | InPrivate():
                return button
            case Begin() | Look() | Resume() as act:
                return button.signed(self._pack(_case_head(act), _code(act), room))
            case act if form is not None and button.revision is not None:
                return button.signed(self._pack(_form_head(button.revision), _code(act), form))
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
        scope = _form_scope(who, where) if len(head) == REVISION else _room_scope(where)
        if len(raw) not in (MAC, MAC + REVISION, MAC + SUBJECT) or not hmac.compare_digest(
            mac, self._mac(head, code, scope)
        ):
            return None
        subject = head.hex() if len(head) == SUBJECT else None
        act = _act(code, subject)
        if act is None:
            return None
        return Pressed(act, int.from_bytes(head, "big") if len(head) == REVISION else None)

    def _pack(self, head: bytes, code: str, scope: bytes) -> str:
        raw = self._mac(head, code, scope) + head
        token = f"{base64.urlsafe_b64encode(raw).decode().rstrip('=')}.{code}"
        if len(token) > LONGEST:
            msg = f"the button “{code}” needs {len(token)} bytes; shorten its field's or choice's id"
            raise ValueError(msg)
        return token

    def _mac(self, head: bytes, code: str, scope: bytes) -> bytes:
        """Keyed BLAKE2b: as good as an HMAC, in a third of the time, and every card has half a dozen."""
        message = b"\x00".join((head, code.encode(), scope))
        return blake2b(message, digest_size=MAC, key=self.key).digest()


def is_form(token: str) -> bool:
    """Whether the token looks like a form's: its card is done with once it is pressed. Nothing is checked."""
    packed = token.partition(".")[0]
    return len(packed) * 3 // 4 == MAC + REVISION


def opens_form(token: str) -> bool:
    """Whether the token looks like one that begins or takes up a form. Nothing is checked."""
    return token.partition(".")[2][:1] in ("B", "R")


def looks(token: str) -> bool:
    """Whether the token looks like one that only shows something. Nothing is checked."""
    return token.partition(".")[2][:1] == "L"


def _form_head(revision: int) -> bytes:
    return (revision & 0xFFFFFFFF).to_bytes(REVISION, "big")


def _case_head(act: Begin | Look | Resume) -> bytes:
    return bytes.fromhex(act.subject) if act.subject else b""


def _form_scope(who: Address, where: Room) -> bytes:
    return "\x1f".join(("form", who.messenger, who.bot, who.user, where.chat)).encode()


def _room_scope(where: Room) -> bytes:
    return "\x1f".join(("room", where.messenger, where.bot, where.chat)).encode()


# --- what stands in a token: one letter, and what the act needs ---------------------------------------


def _code(act: Act) -> str:
    return _SPELL[type(act)](act)


def _spell_answer(act: Answer) -> str:
    return "a:" + "".join(f"{key}={value}" for key, value in act.values.items()) if act.values else "n"


def _spell_begin(act: Begin) -> str:
    return f"B:{act.form}" + "".join(f":{key}={value}" for key, value in act.given.items())


def _spell_look(act: Look) -> str:
    page = f":{act.page}" if act.page or act.hint else ""
    return f"L:{act.view}{page}" + (f":{act.hint}" if act.hint else "")


_SPELL: dict[type[Act], Callable[[Any], str]] = {
    Answer: _spell_answer,
    Back: lambda act: f"r:{act.field}" if act.field else "b",
    Begin: _spell_begin,
    Cancel: lambda _: "x",
    Confirm: lambda _: "c",
    Danger: lambda act: f"d:{act.kind}",
    Look: _spell_look,
    Resume: lambda act: f"R:{act.form}:{act.then}",
    Skip: lambda act: "S" if act.rest else "s",
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
