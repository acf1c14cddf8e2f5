"""Keeps the demo on this machine. Its seats ask nobody who they are, so nobody from outside may sit down."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HERE = ("127.0.0.1", "localhost", "[::1]")
#: Whoever carries one of these came through a proxy, so perhaps from elsewhere.
_FORWARDED = ("forwarded", "via", "x-real-ip")
_FORWARDED_PREFIX = "x-forwarded-"


class OnlyHere:
    """Refuses what is not addressed to this machine, or was passed on by another; `said` is the refusal.

    A page elsewhere can make a browser call us under its own name (DNS rebinding): so the name counts.
    """

    def __init__(self, app: ASGIApp, port: int, said: str) -> None:
        self._app, self._said = app, said
        self._hosts = frozenset(f"{host}:{port}" for host in HERE) | (
            frozenset(HERE) if port == 80 else frozenset()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not self._is_from_here(Headers(scope=scope)):
            await PlainTextResponse(self._said, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_from_here(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        passed_on = any(name in _FORWARDED or name.startswith(_FORWARDED_PREFIX) for name in headers)
        return len(hosts) == 1 and hosts[0].lower() in self._hosts and not passed_on
