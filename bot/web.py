"""The HTTP server: messengers' routes, and whether the service lives and is ready."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route


def build(
    routes: Sequence[BaseRoute],
    ready: Callable[[], Awaitable[str | None]],
) -> Starlette:
    """The application. `ready` says what is wrong, or None when acts can be heard."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> JSONResponse:
        wrong = await ready()
        return JSONResponse({"ready": wrong is None, "wrong": wrong}, 200 if wrong is None else 503)

    health = [Route("/livez", livez), Route("/readyz", readyz)]
    return Starlette(routes=[*health, *routes], exception_handlers=_HANDLERS)


async def _server_error(_: Request, error: Exception) -> JSONResponse:
    """No trace, no text: the class alone is told, and only to the log."""
    return JSONResponse({"error": "internal"}, 500)


_HANDLERS: dict[Any, Any] = {500: _server_error}
