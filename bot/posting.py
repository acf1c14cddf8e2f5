"""What a platform posts to us: a route of its own, straight to whoever answers it."""

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Answer = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """What was posted is not taken; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Posted:
    """Answers what is posted. An ASGI application, for Starlette wraps functions in layers of its own."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(Request(scope, receive))
        except Refused as refused:
            response = Response(status_code=refused.status)
        await response(scope, receive, send)


def route(path: str, answer: Answer) -> Route:
    """The route that is posted to; `answer` may raise Refused."""
    return Route(path, Posted(answer), methods=["POST"])


async def body_of(request: Request, largest: int) -> bytes:
    """The body of at most so many bytes; Refused before more than that is read."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > largest:
        raise Refused(413)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                raise Refused(413)
    except ClientDisconnect:
        raise Refused(400) from None
    return bytes(body)
