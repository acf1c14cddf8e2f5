"""What every answer of the chat carries, and which requests are refused before they are read."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def headers(*, framed: bool) -> Mapping[str, str]:
    """The security headers of a chat page; framed, pages of this same site may show it in a frame."""
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'" if framed else "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return {
        "cache-control": "no-store",
        "content-security-policy": "; ".join(policy),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


class Headed:
    """Puts headers on every answer that does not set them itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    own.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, headed if scope["type"] == "http" else send)


class SameOrigin:
    """Refuses acts that another site made the browser send. Our cookie alone proves no intention."""

    def __init__(self, app: ASGIApp, host: str, refuse: Callable[[Request], Response]) -> None:
        self._app, self._host, self._refuse = app, host, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            request = Request(scope)
            if not self._is_own(request):
                await self._refuse(request)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_own(self, request: Request) -> bool:
        """By what browsers say of the request; old ones say only where it comes from. Silence is refused."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = urlsplit(request.headers.get("origin", "")).netloc
        return bool(origin) and origin in (request.headers.get("host"), self._host)
