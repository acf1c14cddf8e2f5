"""Reads a posted form within limits: small words, photos up to a size, nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from bot.webchat.wire import Malformed

#: All words of a form together; a text itself may have 20,000 characters.
MOST_WORDS = 64 * 1024
MOST_PHOTOS = 5
LARGEST_PHOTO = 20 * 1024 * 1024
#: More than are kept, so that "too many" can be said in the chat itself.
_MOST_FILES = 2 * MOST_PHOTOS
_MOST_FIELDS = 200
_MULTIPART = "multipart/form-data"
_PLAIN = "application/x-www-form-urlencoded"

Fields = list[tuple[str, str | UploadFile]]


class TooLarge(Exception):
    """More was sent than is taken; `photos` tells whether photos may be the reason."""

    def __init__(self, *, photos: bool) -> None:
        super().__init__()
        self.photos = photos


@asynccontextmanager
async def fields_of(request: Request) -> AsyncIterator[Fields]:
    """The fields in the order they stand; their files are gone when the block ends.

    Malformed when it is no form; TooLarge, before the whole is read, when it is too much.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_MULTIPART, _PLAIN):
        raise Malformed("content-type")
    multipart = kind == _MULTIPART
    limit = MOST_PHOTOS * LARGEST_PHOTO + MOST_WORDS if multipart else MOST_WORDS
    limited = Request(request.scope, _limited(request, limit, photos=multipart))
    try:
        form = await limited.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=MOST_WORDS)
    except (HTTPException, MultiPartException, FormParserError, ClientDisconnect, ValueError) as error:
        raise Malformed(type(error).__name__) from error
    try:
        _check(form.multi_items())
        yield form.multi_items()
    finally:
        await form.close()


def _limited(request: Request, limit: int, *, photos: bool) -> Receive:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise TooLarge(photos=photos)
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge(photos=photos)
        return message

    return receive


def _check(fields: Fields) -> None:
    words = sum(len(name) + len(value) for name, value in fields if isinstance(value, str))
    if words > MOST_WORDS:
        raise TooLarge(photos=False)
    if any(isinstance(value, UploadFile) and (value.size or 0) > LARGEST_PHOTO for _, value in fields):
        raise TooLarge(photos=True)
