"""What a message holds, as the acts it stands for. Pure.

Forms name a place `place` and photos `photos`: what a chat shows without being asked goes there.
"""

from bot.telegram.updates import Message
from intake.messages import Act, Answer, Photo, Place, Say, Unreadable

NAME = "telegram"
PLACE, PHOTOS = "place", "photos"
#: What bots may download.
LARGEST_PHOTO = 20 * 1024 * 1024

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


def said(message: Message) -> tuple[Act, ...]:
    """Words are heard before their photo: of somebody in danger no photo is kept."""
    words: tuple[Act, ...] = (Say(words_of(message)),) if message.words else ()
    if photo := _photo(message):
        return (*words, Answer({PHOTOS: (Photo(NAME, str(photo)),)}))
    if place := _place(message):
        return (Answer({PLACE: place}),)
    what = next((kind for name, kind in _UNREADABLE.items() if getattr(message, name) is not None), None)
    return (*words, Unreadable(what)) if what else words


def corrected(message: Message) -> tuple[Act, ...]:
    """What was written anew is said anew. A place that moves is taken once; commands are given once."""
    words = message.words
    return (Say(words_of(message), anew=True),) if words and not words.startswith("/") else ()


def words_of(message: Message) -> str:
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
