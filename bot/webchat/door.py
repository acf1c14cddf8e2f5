"""Doors: where the chat is entered, and who somebody is who comes in there."""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

from intake.formfile import LANGUAGES
from intake.messages import Address, Room

NAME = "webchat"
BOT = "web"

#: A year: the answer to a concern is still found when it comes.
_COOKIE_SECONDS = 365 * 24 * 3600
_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is there, and the cookie by which they are known; None where the door itself says who it is."""

    user: str
    cookie: str | None = None
    #: What their browser asks for; somebody new is spoken to in it.
    language: str | None = None

    @property
    def who(self) -> Address:
        return Address(NAME, BOT, self.user)

    @property
    def where(self) -> Room:
        return Room(NAME, BOT, self.user)


@dataclass(frozen=True, slots=True)
class Door:
    """One entrance. `user` is a fixed identity, as a demo's seats have; else a cookie tells people apart."""

    prefix: str = "/chat"
    user: str | None = None
    #: The phrase of a line below the heading.
    note: str | None = None
    #: May be shown in a frame of a page of this same site.
    framed: bool = False

    def visitor(self, request: HTTPConnection, *, secure: bool) -> Visitor | None:
        """Who asks; None when they carry no cookie of ours."""
        if self.user is not None:
            return Visitor(self.user)
        cookie = request.cookies.get(cookie_name(secure=secure), "")
        return _known_by(cookie, spoken(request)) if _COOKIE.fullmatch(cookie) else None


#: The demo's seats, and the phrase below the heading of some.
SEATS: dict[str, str | None] = {"member": None, "officer": "web.seat.officer.note", "coordinator": None}


def doors(*, demo: bool) -> tuple[Door, ...]:
    """The public door, and in a demo its seats."""
    return (Door(), *(seat(name, note) for name, note in SEATS.items())) if demo else (Door(),)


def seat(name: str, note: str | None = None) -> Door:
    """A demo's seat: its own path, a fixed identity, shown in a frame."""
    return Door(f"/seat/{name}", f"demo-{name}", note, framed=True)


def stranger(request: HTTPConnection) -> Visitor:
    """Somebody not seen before, with the cookie to know them by."""
    return _known_by(secrets.token_urlsafe(32), spoken(request))


def spoken(request: HTTPConnection) -> str:
    """The language the address names; else English for those whose browser asks for it first, else Korean."""
    if (named := request.query_params.get("lang", "")) in LANGUAGES:
        return named
    wanted = request.headers.get("accept-language", "").strip().lower()
    return "en" if wanted.startswith("en") else "ko"


def cookie_name(*, secure: bool) -> str:
    """With the prefix browsers accept only over https, for the whole host, from the host itself."""
    return "__Host-cheong" if secure else "cheong"


def remember(response: Response, visitor: Visitor, *, secure: bool) -> None:
    """Give the visitor their cookie, or renew it."""
    if visitor.cookie is not None:
        response.set_cookie(
            cookie_name(secure=secure),
            visitor.cookie,
            max_age=_COOKIE_SECONDS,
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )


def forget(response: Response, *, secure: bool) -> None:
    """Take the cookie back, with whatever else the browser keeps of us but its history."""
    response.delete_cookie(cookie_name(secure=secure), "/", secure=secure, httponly=True, samesite="lax")
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'


def _known_by(cookie: str, language: str) -> Visitor:
    """The cookie itself is kept nowhere: what is stored cannot be used to come in."""
    return Visitor(sha256(cookie.encode()).hexdigest()[:32], cookie, language)
