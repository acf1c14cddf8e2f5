"""The HTTP server: messengers' routes, and whether the service lives and is ready."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.posting import Posted


class Direct:
    """Leads what platforms post straight to its route, by its path; all else goes through Starlette."""

    def __init__(self, posted: Mapping[str, Route], others: ASGIApp) -> None:
        self._posted, self._others = posted, others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._posted.get(scope["path"]) if scope["type"] == "http" else None
        await (self._others if route is None else route.handle)(scope, receive, send)


def build(
    routes: Sequence[BaseRoute],
    ready: Callable[[], Awaitable[str | None]],
) -> ASGIApp:
    """The application. `ready` says what is wrong, or None when acts can be heard."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> JSONResponse:
        wrong = await ready()
        return JSONResponse({"ready": wrong is None, "wrong": wrong}, 200 if wrong is None else 503)

    health = [Route("/livez", livez), Route("/readyz", readyz)]
    posted = {each.path: each for each in routes if isinstance(each, Route) and isinstance(each.app, Posted)}
    return Direct(posted, Starlette(routes=[*health, *routes], exception_handlers=_HANDLERS))


async def _server_error(_: Request, error: Exception) -> JSONResponse:
    """No trace, no text: the class alone is told, and only to the log."""
    return JSONResponse({"error": "internal"}, 500)


_HANDLERS: dict[Any, Any] = {500: _server_error}
