"""The webhook: who posts is checked first, then the size, then what it says; answered after the commit."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import posting
from bot.messenger import Unavailable
from bot.posting import Refused, body_of
from bot.telegram.answering import NotAnswered
from bot.telegram.riding import Payload
from bot.telegram.updates import Update

log = logging.getLogger("cheong.telegram")

PATH = "/telegram/webhook"
HEADER = "x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024
#: Telegram asks again after so many seconds when acts cannot be kept.
RETRY_SECONDS = 2

Hear = Callable[[Update], Awaitable[Payload | None]]


def route(secret: str, hear: Hear) -> Route:
    """The route that Telegram posts updates to. Without a secret of ours nobody may."""

    async def post(request: Request) -> Response:
        given = request.headers.get(HEADER, "")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        update = parse(await body_of(request, LARGEST_BODY))
        if update is None:
            return Response(status_code=200)
        try:
            payload = await hear(update)
        except Unavailable:
            return Response(status_code=503, headers={"retry-after": str(RETRY_SECONDS)})
        except NotAnswered as later:
            return Response(status_code=503, headers={"retry-after": str(int(later.seconds) + 1)})
        if payload is None:
            return Response(status_code=200)
        return Response(to_json(payload), media_type="application/json")

    return posting.route(PATH, post)


def parse(body: bytes) -> Update | None:
    """The update; Refused for what is none; None, told to the log, for one that nobody could read.

    However often that came, nobody could: the chat's next updates must come through.
    """
    try:
        return Update.model_validate_json(body)
    except ValidationError:
        _refuse_what_is_none(body)
        log.error("an update could not be read and was passed over")
        return None


def _refuse_what_is_none(body: bytes) -> None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400) from None
    if not (isinstance(data, dict) and type(data.get("update_id")) is int):
        raise Refused(400)
