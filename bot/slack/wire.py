"""Slack's wire, pure both ways: a payload as acts, a card as Block Kit (`drawing`, `modal`).

A private room is named by its person (`U…`), as everywhere in the service, not by Slack's `D…`. A concern
is told in private wherever it is begun; what the desk does in a channel belongs to that channel.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

from bot.acts import is_form, looks, opens_form
from bot.card import Card
from bot.slack import drawing, naming, quoting
from bot.slack.drawing import Drawn, draw
from bot.slack.heard import GoingPrivate, Heard, Home, Opening, Quoting, Spot, What
from bot.slack.inputs import NAME, values
from bot.slack.modal import FORM, Memo, draw_home, draw_modal
from intake.messages import (
    Act,
    Address,
    Answer,
    Begin,
    Incoming,
    Look,
    Photo,
    Press,
    Room,
    Say,
    Surface,
    Unreadable,
)
from intake.wording import Wording, load_phrases

__all__ = ["NAME", "as_text", "draw", "draw_home", "draw_modal", "read", "spoken"]

Payload = Mapping[str, Any]

PHOTOS = "photos"
#: Shortcuts and the message action, by the name the manifest gives them.
NEW_CONCERN, FROM_MESSAGE = "report", "report_message"
LARGEST_PHOTO = 20 * 1024 * 1024

#: Kinds of message that somebody wrote.
_SAID = frozenset({None, "file_share", "thread_broadcast", "me_message"})
#: Slack's names: of people, channels and workspaces; of events and triggers; of messages, by their time.
_ID, _KEY, _TIME = (re.compile(each) for each in (r"[A-Z0-9]{2,32}", r"[!-~]{1,255}", r"[0-9.]{1,32}"))
_UNREADABLE = {"audio": "voice", "video": "video"}
_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^<>]*)?>")
#: Who is mentioned without a name.
NOBODY = "…"
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def read(payload: Payload) -> What | None:
    """What the payload says; None when nothing is to be done about it. May raise on one that is none."""
    match payload.get("type"):
        case "event_callback":
            return _event(payload, payload["event"])
        case "shortcut" if payload["callback_id"] == NEW_CONCERN:
            return _act(payload, Begin("concern"), _spot(payload), Surface.MODAL)
        case "message_action" if payload["callback_id"] == FROM_MESSAGE:
            user = _user(payload)
            asked = _incoming(_team(payload), user, "", Look("welcome"))
            return Quoting(asked, Spot(user, trigger=_trigger(payload)), _quoted(payload, user))
        case "block_actions":
            return _pressed(payload, payload["actions"][0])
        case "view_submission":
            return _submitted(payload)
        case _:
            return _command(payload) if "command" in payload else None


# --- who and where ------------------------------------------------------------------------------------


def _named(name: Any, pattern: re.Pattern[str] = _ID) -> str:
    """A name of Slack's own for something; ValueError for what is none."""
    if not isinstance(name, str) or not pattern.fullmatch(name):
        raise ValueError("no name of Slack's")
    return name


def _user(payload: Payload) -> str:
    return _named(payload.get("user_id") or payload["user"]["id"])


def _team(payload: Payload) -> str:
    team = payload.get("team_id") or (payload.get("team") or payload["user"].get("team_id"))
    return _named(team["id"] if isinstance(team, Mapping) else team)


def _channel(payload: Payload) -> str:
    """The channel something was done in; empty for a direct message."""
    channel = payload.get("channel_id") or (payload.get("channel") or {}).get("id")
    return "" if not channel or str(channel).startswith("D") else _named(channel)


def _trigger(payload: Payload) -> str:
    return _named(payload["trigger_id"], _KEY)


def _thread(given: Payload) -> str | None:
    return _named(given["thread_ts"], _TIME) if given.get("thread_ts") else None


def _spot(payload: Payload) -> Spot:
    thread = _thread(payload.get("container") or {})
    return Spot(_user(payload), _channel(payload), thread, trigger=_trigger(payload))


def _incoming(team: str, user: str, event: str, act: Act, surface: Surface = Surface.CHAT) -> Incoming:
    return Incoming(event, Address(NAME, team, user), Room(NAME, team, user), act, surface)


def _act(payload: Payload, act: Act, spot: Spot, surface: Surface) -> Heard:
    return Heard((_incoming(_team(payload), spot.user, spot.trigger, act, surface),), spot)


# --- events -------------------------------------------------------------------------------------------


def _quoted(payload: Payload, user: str) -> quoting.Quoted:
    return quoting.quoted(payload["message"], user)


def _event(payload: Payload, event: Payload) -> What | None:
    team, key = _team(payload), _named(payload["event_id"], _KEY)
    match event.get("type"):
        case "message" if event.get("channel_type") == "im":
            acts = _said(event)
            changed = event.get("subtype") == "message_changed"
            user = (event["message"] if changed else event).get("user")
            if not acts or not user:
                return None
            spot = Spot(_named(user))
            keys = (key if not number else f"{key}-{number + 1}" for number in range(len(acts)))
            return Heard(
                tuple(_incoming(team, spot.user, each, act) for each, act in zip(keys, acts, strict=True)),
                spot,
            )
        case "app_mention" if not event.get("bot_id"):
            return _mentioned(team, key, event)
        case "app_home_opened" if event.get("tab") == "home":
            return Home(_incoming(team, _named(event["user"]), key, Look("status")))
        case _:
            return None


def _mentioned(team: str, key: str, event: Payload) -> Heard:
    """Said in a channel, it is a talk of its own: what stands open elsewhere there is not answered by it.

    A command is given to the channel's talk, to which the buttons there belong.
    """
    user, channel = _named(event["user"]), _named(event["channel"])
    thread = _thread(event) or _named(event["ts"], _TIME)
    words = spoken(_MENTION.sub("", str(event.get("text") or ""), count=1)).strip()
    is_command = words.startswith("/")
    who, where = Address(NAME, team, user), Room(NAME, team, channel, None if is_command else thread)
    spot = Spot(user, channel, _thread(event), said="" if is_command else words)
    return Heard((Incoming(key, who, where, Say(words) if words else Look("help")),), spot)


def _said(event: Payload) -> tuple[Act, ...]:
    """Words are heard before their photo: of somebody in danger no photo is kept."""
    if event.get("subtype") == "message_changed":
        return _corrected(event["message"], event.get("previous_message") or {})
    if event.get("bot_id") or event.get("subtype") not in _SAID:
        return ()
    words = spoken(str(event.get("text") or ""))
    said: tuple[Act, ...] = (Say(words),) if words.strip() else ()
    files = event.get("files") or ()
    pictures = tuple(Photo(NAME, str(file["id"])) for file in files if _is_picture(file))
    if pictures:
        return (*said, Answer({PHOTOS: pictures}))
    if files:
        kind = str(files[0].get("mimetype") or "").partition("/")[0]
        return (*said, Unreadable(_UNREADABLE.get(kind, "file")))
    return said


def _corrected(message: Payload, before: Payload) -> tuple[Act, ...]:
    """What was written anew is said anew; a link that unfolds changes a message, too, but not its words."""
    words = spoken(str(message.get("text") or ""))
    if message.get("bot_id") or message.get("text") == before.get("text") or not words.strip():
        return ()
    return (Say(words, anew=True),) if not words.startswith("/") else ()


def _is_picture(file: Payload) -> bool:
    is_image = str(file.get("mimetype") or "").startswith("image/")
    return is_image and bool(file.get("id")) and int(file.get("size") or 0) <= LARGEST_PHOTO


def spoken(text: str) -> str:
    """What was typed, out of Slack's own markup: links by their address, mentions by their name.

    Of somebody whose name Slack did not send along, the id is nothing to write down.
    """
    return unescape(_LINK.sub(_unlinked, text))


def _unlinked(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith("@"):
        return f"@{label or NOBODY}".replace("@@", "@")
    if target.startswith(("#", "!")):
        return f"{target[0].replace('!', '@')}{label or target[1:]}"
    return target if target.startswith(("http://", "https://")) else label or target


# --- commands, buttons, modals ----------------------------------------------------------------------


def _command(payload: Payload) -> Heard | None:
    words = unescape(str(payload.get("text") or "")).strip()
    spot = _spot(payload)
    match payload["command"]:
        case naming.REPORT:
            return _act(payload, Say(f"{naming.REPORT} {words}".strip()), spot, Surface.MODAL)
        case naming.CHEONG:
            heard = _act(payload, Say(f"/{words or 'help'}"), spot, Surface.MODAL)
            where = Room(NAME, _team(payload), spot.channel or spot.user)
            return replace(heard, acts=tuple(replace(each, where=where) for each in heard.acts))
        case _:
            return None


def _pressed(payload: Payload, action: Payload) -> What | None:
    kind = str(action["action_id"]).partition(":")[0]
    view = payload.get("view") or {}
    if view.get("type") == "modal":
        return _in_modal(payload, view, action, kind)
    spot = replace(_spot(payload), home=view.get("type") == "home")
    who = Address(NAME, _team(payload), spot.user)
    own = Room(NAME, who.bot, spot.user)
    where = _room_of(action, own, spot)
    if kind == drawing.OPEN:
        return Opening(Incoming("", who, where, Look("welcome"), Surface.MODAL), spot)
    if kind == drawing.REPORT:
        return _act(payload, Begin("concern"), spot, Surface.MODAL)
    if kind == drawing.PRIVATE:
        return GoingPrivate(_told_in_private(payload, action, own), spot)
    if kind != drawing.PRESS:
        return None
    token = str(action["value"])
    beside = spot.home or (bool(spot.channel) and looks(token))
    surface = Surface.MODAL if opens_form(token) or beside else Surface.CHAT
    act = Press(token, values((payload.get("state") or {}).get("values") or {}, {}))
    return Heard(
        (Incoming(spot.trigger, who, where, act, surface),),
        replace(spot, message=_message_of(payload), gives_way=is_form(token), drawn=_drawn(payload)),
    )


def _told_in_private(payload: Payload, action: Payload, own: Room) -> Incoming:
    """What was said in the channel goes along, once, however often the button is pressed."""
    words, container = str(action.get("value") or ""), payload.get("container") or {}
    at = container.get("message_ts")
    key = f"private-{own.chat}-{container.get('channel_id')}-{at}" if at else _trigger(payload)
    return _incoming(own.bot, own.chat, key, Say(words) if words else Look("welcome"))


def _room_of(action: Payload, own: Room, spot: Spot) -> Room:
    """Whose talk the button belongs to, as it was drawn; the token proves it."""
    whose = str(action.get("block_id", "")).partition(":")[0]
    return replace(own, chat=spot.channel) if whose == "room" and spot.channel else own


def _message_of(payload: Payload) -> tuple[str, str] | None:
    container = payload.get("container") or {}
    if container.get("is_ephemeral") or "message_ts" not in container:
        return None
    return str(container["channel_id"]), str(container["message_ts"])


def _drawn(payload: Payload) -> Drawn | None:
    message = payload.get("message") or {}
    blocks = message.get("blocks")
    return Drawn(str(message.get("text") or NOBODY), tuple(blocks)) if blocks else None


def _in_modal(payload: Payload, view: Payload, action: Payload, kind: str) -> Heard | None:
    memo = Memo.unpacked(view["private_metadata"])
    filled = values((view.get("state") or {}).get("values") or {}, memo.places)
    if kind == drawing.PRESS:
        act = Press(str(action["value"]))
    elif kind in ("choice", "choices"):
        act = Press(memo.token, filled, so_far=True)
    else:
        return None
    return _done_in(payload, view, memo, act)


def _submitted(payload: Payload) -> Heard | None:
    view = payload["view"]
    if view["callback_id"] == quoting.CALLBACK:
        text = quoting.text_of(view)
        spot = replace(_spot(payload), view=str(view["id"]), submitted=True)
        return _act(payload, Begin("concern", given={"text": text} if text else {}), spot, Surface.MODAL)
    if view["callback_id"] != FORM:
        return None
    memo = Memo.unpacked(view["private_metadata"])
    filled = values(view["state"]["values"], memo.places)
    return _done_in(payload, view, memo, Press(memo.token, filled), submitted=True)


def _done_in(payload: Payload, view: Payload, memo: Memo, act: Press, *, submitted: bool = False) -> Heard:
    team, user = _team(payload), _user(payload)
    spot = Spot(
        user,
        "" if memo.chat == user else memo.chat,
        memo.thread,
        trigger=_trigger(payload),
        view=str(view["id"]),
        fields=frozenset(str(b["block_id"]) for b in view.get("blocks") or () if b.get("type") == "input"),
        submitted=submitted,
    )
    where = Room(NAME, team, memo.chat, memo.thread)
    who = Address(NAME, team, user)
    incoming = Incoming(spot.trigger, who, where, act, Surface.MODAL, window=spot.view)
    return Heard((incoming,), spot)


def as_text(card: Card) -> str:
    """The card as a person reads it in a direct message, buttons in brackets."""
    return "\n".join(line for message in draw(card, _wording()) for line in _read_aloud(message.blocks))


@cache
def _wording() -> Wording:
    return Wording(load_phrases(), lambda _kind, code: {"ko": code, "en": code})


def _read_aloud(blocks: tuple[dict[str, Any], ...]) -> list[str]:
    lines = []
    for block in blocks:
        match block["type"]:
            case "section":
                lines.append(unescape(block["text"]["text"]))
            case "context":
                lines.append(unescape(block["elements"][0]["text"]))
            case "input":
                lines += [f"☐ {option['text']['text']}" for option in block["element"]["options"]]
            case _:
                lines.append("  ".join(f"[{each['text']['text']}]" for each in block["elements"]))
    return lines
