"""The webhook: who posts is checked first, then the size, then what it says; answered after the commit."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Update

from bot import posting
from bot.messenger import Unavailable
from bot.posting import Refused, body_of
from bot.telegram import wire
from bot.telegram.answering import NotAnswered, Payload

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
        update = parse(_json(await body_of(request, LARGEST_BODY)))
        if update is None:
            return Response(status_code=200)
        try:
            payload = await hear(update)
        except Unavailable:
            return Response(status_code=503, headers={"retry-after": str(RETRY_SECONDS)})
        except NotAnswered as later:
            return Response(status_code=503, headers={"retry-after": str(int(later.seconds) + 1)})
        return JSONResponse(payload) if payload is not None else Response(status_code=200)

    return posting.route(PATH, post)


def parse(data: dict[str, Any]) -> Update | None:
    """The update; None, told to the log, when it is one nobody could read, however often it came."""
    try:
        return wire.parse(data)
    except Exception as error:  # whatever is wrong with it, the chat's next updates must come through
        log.error("an update could not be read and was passed over: %s", type(error).__name__)
        return None


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400) from None
    known = isinstance(data, dict) and type(data.get("update_id")) is int
    if not known:
        raise Refused(400)
    return dict(data)
