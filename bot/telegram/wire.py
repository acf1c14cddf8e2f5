"""Telegram's wire, pure both ways: an update as acts, a card as messages (`drawing`).

Forms name a place `place` and photos `photos`: what a chat shows without being asked goes there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from telegram.constants import ChatType

from bot.acts import is_form
from bot.telegram.drawing import as_text, draw
from bot.telegram.keyboards import OFF, ON, TICK, Json
from bot.telegram.updates import Markup, Message, Query, Update, User
from intake.formfile import LANGUAGES
from intake.messages import Act, Address, Answer, Incoming, Photo, Place, Press, Room, Say, Unreadable, Value

__all__ = ["NAME", "Anonymous", "Heard", "Moved", "Pressed", "Spot", "Ticked", "as_text", "draw", "read"]

NAME = "telegram"
PLACE, PHOTOS = "place", "photos"
#: What bots may download.
LARGEST_PHOTO = 20 * 1024 * 1024
#: The user that stands for an administrator who does not show who they are.
ANONYMOUS = 1087968824

#: What a chat cannot take, by the message's attribute; the first that is set counts.
_UNREADABLE = {
    "sticker": "sticker",
    "animation": "video",
    "voice": "voice",
    "audio": "voice",
    "video_note": "video",
    "video": "video",
    "document": "file",
    "contact": "contact",
    "poll": "other",
    "dice": "other",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
}


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button that was pressed: the query to answer, and the message it stands on, if it can be edited."""

    query: str
    message: int | None = None
    #: It belongs to a form: its card gives way to the next one.
    form: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it was said, and where it is answered."""

    chat: int
    #: The topic of a group, where it has topics.
    thread: int | None = None
    #: In a group: the message that is answered.
    reply: int | None = None
    #: In a group: whom the answer is for, by id and name.
    reader: tuple[int, str] | None = None

    @property
    def is_group(self) -> bool:
        """Others read along."""
        return self.chat < 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody did, in order."""

    update: int
    at: Spot
    acts: tuple[Incoming, ...]
    pressed: Pressed | None = None
    #: Photos sent together share this.
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Ticked:
    """A choice was ticked or unticked: only the keyboard changes."""

    chat: int
    pressed: Pressed
    markup: Json


@dataclass(frozen=True, slots=True)
class Anonymous:
    """An administrator who does not show who they are spoke to us in a group."""

    at: Spot


@dataclass(frozen=True, slots=True)
class Moved:
    """A group has become a supergroup: it goes on under another number."""

    old: Room
    new: Room


def read(update: Update, bot: str, username: str = "") -> Heard | Ticked | Anonymous | Moved | None:
    """What the update says; None when nothing is to be done about it. May raise on one that is no update.

    `username` is the bot's: a command for another bot of a group is not ours.
    """
    if update.callback_query is not None:
        return _pressed(update, update.callback_query, bot)
    message = update.message or update.edited_message
    if message is not None and message.migrate_to_chat_id is not None:
        return Moved(*(Room(NAME, bot, str(chat)) for chat in (message.chat.id, message.migrate_to_chat_id)))
    if message is None or message.sender is None:
        return None
    if message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        return _in_group(update, message, bot, username) if update.edited_message is None else None
    if message.chat.type != ChatType.PRIVATE or message.sender.is_bot:
        return None
    acts = _corrected(message) if update.edited_message is not None else _said(message)
    if not acts:
        return None
    at = Spot(message.chat.id)
    return Heard(
        update.update_id,
        at,
        _incoming(update.update_id, message.sender, at, bot, acts),
        album=message.media_group_id if update.message is not None else None,
    )


def _incoming(update: int, user: User, at: Spot, bot: str, acts: tuple[Act, ...]) -> tuple[Incoming, ...]:
    thread = str(at.thread) if at.thread is not None else None
    who, where = Address(NAME, bot, str(user.id)), Room(NAME, bot, str(at.chat), thread)
    language = language_of(user)
    return tuple(
        Incoming(str(update) if not number else f"{update}-{number + 1}", who, where, act, language=language)
        for number, act in enumerate(acts)
    )


def language_of(user: User) -> str | None:
    """The language of somebody's phone, if we speak it."""
    code = (user.language_code or "").partition("-")[0]
    return code if code in LANGUAGES else None


# --- messages -------------------------------------------------------------------------------------


def _said(message: Message) -> tuple[Act, ...]:
    """Words are heard before their photo: of somebody in danger no photo is kept."""
    words: tuple[Act, ...] = (Say(_words(message)),) if message.words else ()
    if photo := _photo(message):
        return (*words, Answer({PHOTOS: (Photo(NAME, str(photo)),)}))
    if place := _place(message):
        return (Answer({PLACE: place}),)
    what = next((kind for name, kind in _UNREADABLE.items() if getattr(message, name) is not None), None)
    return (*words, Unreadable(what)) if what else words


def _corrected(message: Message) -> tuple[Act, ...]:
    """What was written anew is said anew. A place that moves is taken once; commands are given once."""
    words = message.words
    return (Say(_words(message), anew=True),) if words and not words.startswith("/") else ()


def _words(message: Message) -> str:
    """The words; in what was forwarded nobody gives us a command."""
    return message.words.lstrip("/ ") if message.forward_origin is not None else message.words


def _photo(message: Message) -> str | None:
    """A photo, or a file that is a picture: somebody who knows sends it uncompressed."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    file = message.document
    if file is not None and (file.mime_type or "").startswith("image/"):
        return file.file_id if (file.file_size or 0) <= LARGEST_PHOTO else None
    return None


def _place(message: Message) -> Place | None:
    if message.location is None:
        return None
    named = " ".join((message.venue.title, message.venue.address)) if message.venue else ""
    return Place(named.strip(), message.location.latitude, message.location.longitude)


def _in_group(update: Update, message: Message, bot: str, username: str) -> Heard | Anonymous | None:
    """Only who speaks to us is heard there: by a command, or by a reply to what we said."""
    user = message.sender
    if user is None or message.is_automatic_forward or not _is_for_us(message, bot, username):
        return None
    at = _spot(message, user)
    if user.id == ANONYMOUS or message.sender_chat is not None:
        return Anonymous(at)
    if user.is_bot:
        return None
    acts = _incoming(update.update_id, user, at, bot, (Say(_words(message)),))
    return Heard(update.update_id, at, acts)


def _is_for_us(message: Message, bot: str, username: str) -> bool:
    text = message.text or ""
    if text.startswith("/"):
        _, _, named = text.split(maxsplit=1)[0].partition("@")
        return not named or not username or named.casefold() == username.casefold()
    answered = message.reply_to_message
    # In a topic everything is a reply to the message that opened it.
    if not text or answered is None or answered.forum_topic_created is not None:
        return False
    return answered.sender is not None and str(answered.sender.id) == bot


def _spot(message: Message, user: User) -> Spot:
    """A reply outside of topics carries a thread as well, which is none."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Spot(message.chat.id, thread, message.message_id, (user.id, user.first_name))


# --- buttons --------------------------------------------------------------------------------------


def _pressed(update: Update, query: Query, bot: str) -> Heard | Ticked | None:
    message, user = query.message, query.sender
    if message is None or not query.data or message.chat.type == ChatType.CHANNEL:
        return None
    seen = message if message.date else None
    markup = seen.reply_markup if seen else None
    pressed = Pressed(query.id, seen.message_id if seen else None, is_form(query.data))
    if query.data.startswith(TICK):
        return Ticked(message.chat.id, pressed, _ticked(markup, query.data)) if markup else None
    act = Press(query.data, _chosen(markup))
    at = Spot(message.chat.id)
    if message.chat.type != ChatType.PRIVATE and seen is not None:
        at = _spot(seen, user)
    acts = _incoming(update.update_id, user, at, bot, (act,))
    return Heard(update.update_id, at, acts, pressed)


def _ticked(markup: Markup, data: str) -> Json:
    rows = [[b | _turned(b, data) for b in row] for row in markup.inline_keyboard]
    return {"inline_keyboard": rows}


def _turned(button: Json, data: str) -> Json:
    """What changes on a button when the one with that data is pressed."""
    if button.get("callback_data") != data:
        return {}
    label = button["text"]
    return {"text": (OFF if label.startswith(ON) else ON) + label.removeprefix(ON).removeprefix(OFF)}


def _chosen(markup: Markup | None) -> Mapping[str, Value]:
    """What is ticked on the card, read from the card itself: Telegram sends it along."""
    chosen: dict[str, tuple[str, ...]] = {}
    for button in (button for row in (markup.inline_keyboard if markup else ()) for button in row):
        data = button.get("callback_data")
        if isinstance(data, str) and data.startswith(TICK):
            field, _, code = data.removeprefix(TICK).partition("=")
            more = (code,) if button["text"].startswith(ON) else ()
            chosen[field] = chosen.get(field, ()) + more
    return chosen
