"""The HTTP door: the size first, then the signature over the raw bytes; only then is anything read."""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import posting
from bot.posting import body_of

log = logging.getLogger("cheong.slack")

PATH = "/slack/events"
LARGEST_BODY = 1024 * 1024
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)

Dispatch = Callable[[AsyncBoltRequest], Awaitable[Any]]


def route(app: AsyncApp, signing_secret: str) -> Route:
    """The route that Slack posts events, commands and interactions to."""
    verifier = SignatureVerifier(signing_secret)

    async def post(request: Request) -> Response:
        body = verified(verifier, await body_of(request, LARGEST_BODY), request)
        if body is None:
            return Response(status_code=401)
        headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
        try:
            answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=headers))
        except Exception as error:  # signed, but nothing that slack-bolt can read, however often it came
            log.error("a payload could not be read and was passed over: %s", type(error).__name__)
            return Response(status_code=400)
        return Response(
            answer.body or "", answer.status, {name: values[0] for name, values in answer.headers.items()}
        )

    return posting.route(PATH, post)


def verified(verifier: SignatureVerifier, raw: bytes, request: Request) -> str | None:
    """The body, signed with our secret within five minutes; None for anything else."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return None
    try:
        body = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return body if verifier.is_valid(body, timestamp, signature) else None
