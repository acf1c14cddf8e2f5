"""What Telegram posts: of the Bot API's types, those that are read, with the fields that are read.

python-telegram-bot makes an object of everything in an update, which takes twenty times as long. Types are
strict: what the Bot API does not send is no update.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

#: A part of an update of which only matters that it is there, or which travels on as it came.
Json = dict[str, Any]
Content = Json | None


class _Type(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, hide_input_in_errors=True)


class User(_Type):
    """Who writes or presses."""

    id: int
    is_bot: bool = False
    first_name: str = ""
    language_code: str | None = None


class Chat(_Type):
    """Where: `type` is private, group, supergroup or channel."""

    id: int
    type: str


class PhotoSize(_Type):
    """A photo in one of its sizes."""

    file_id: str
    width: int
    height: int


class Document(_Type):
    """A file."""

    file_id: str
    mime_type: str | None = None
    file_size: int | None = None


class Location(_Type):
    """A position in degrees."""

    latitude: float
    longitude: float


class Venue(_Type):
    """A place with a name."""

    title: str
    address: str


class Markup(_Type):
    """The keyboard below a message; its buttons as they travel."""

    inline_keyboard: list[list[Json]]


class Message(_Type):
    """A message. One whose `date` is 0 is out of the bot's reach: nothing is known of it but where it is."""

    message_id: int
    date: int
    chat: Chat
    sender: User | None = Field(None, alias="from")
    sender_chat: Content = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    forward_origin: Content = None
    reply_to_message: "Message | None" = None
    media_group_id: str | None = None
    text: str | None = None
    caption: str | None = None
    photo: list[PhotoSize] | None = None
    document: Document | None = None
    location: Location | None = None
    venue: Venue | None = None
    reply_markup: Markup | None = None
    migrate_to_chat_id: int | None = None
    forum_topic_created: Content = None
    sticker: Content = None
    animation: Content = None
    voice: Content = None
    audio: Content = None
    video_note: Content = None
    video: Content = None
    contact: Content = None
    poll: Content = None
    dice: Content = None
    game: Content = None
    story: Content = None
    paid_media: Content = None
    checklist: Content = None

    @property
    def words(self) -> str:
        """What is written, beside a picture as well."""
        return self.text or self.caption or ""


class Query(_Type):
    """A button was pressed."""

    id: str
    sender: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class Update(_Type):
    """Something that happened; at most one of its parts is there."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Query | None = None

    @property
    def chat(self) -> int:
        """Where it happened; 0 when nothing says so."""
        query = self.callback_query
        message = self.message or self.edited_message or (query.message if query else None)
        return message.chat.id if message else 0
