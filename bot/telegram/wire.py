"""Telegram's wire, pure both ways: an update as acts, a card as messages (`drawing`)."""

from dataclasses import dataclass

from telegram.constants import ChatType

from bot.acts import is_form
from bot.telegram import contents, ticks
from bot.telegram.contents import NAME
from bot.telegram.drawing import as_text, draw
from bot.telegram.keyboards import Json
from bot.telegram.updates import Message, Query, Update, User
from intake.formfile import LANGUAGES
from intake.messages import Act, Address, Incoming, Press, Room, Say

__all__ = ["NAME", "Anonymous", "Heard", "Moved", "Pressed", "Spot", "Ticked", "as_text", "draw", "read"]

#: The user that stands for an administrator who does not show who they are.
ANONYMOUS = 1087968824


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
    acts = contents.corrected(message) if update.edited_message is not None else contents.said(message)
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


# --- groups ---------------------------------------------------------------------------------------


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
    acts = _incoming(update.update_id, user, at, bot, (Say(contents.words_of(message)),))
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
    if ticks.is_tick(query.data):
        return Ticked(message.chat.id, pressed, ticks.turned(markup, query.data)) if markup else None
    act = Press(query.data, ticks.chosen(markup))
    at = Spot(message.chat.id)
    if message.chat.type != ChatType.PRIVATE and seen is not None:
        at = _spot(seen, user)
    acts = _incoming(update.update_id, user, at, bot, (act,))
    return Heard(update.update_id, at, acts, pressed)
