"""The demo's page: a member, an officer and the coordinator beside each other, each in a frame."""

from collections.abc import Mapping, Sequence
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from intake.formfile import LANGUAGES
from intake.wording import Wording

#: Who sits where, by phrases: the seat's name and what is done there. Its chat is served at /seat/NAME/.
SEATS: Mapping[str, tuple[str, str]] = {
    "member": ("web.seat.member", "web.seat.member.does"),
    "officer": ("web.seat.officer", "web.seat.officer.does"),
    "coordinator": ("web.seat.coordinator", "web.seat.coordinator.does"),
}

_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; img-src 'self' data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def demo_routes(wording: Wording) -> Sequence[BaseRoute]:
    """The page at / and its style. The seats themselves are doors of the chat, mounted beside it."""
    templates = Environment(
        loader=PackageLoader("bot.demo", "files"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    style = (resources.files("bot.demo") / "files" / "demo.css").read_bytes()

    async def page(request: Request) -> Response:
        language = request.query_params.get("lang", LANGUAGES[0])
        if language not in LANGUAGES:
            language = LANGUAGES[0]
        # Chosen for the whole page, it is the seats' as well.
        asked = f"?lang={language}" if "lang" in request.query_params else ""

        def t(phrase: str) -> str:
            return wording.say(phrase, {}, language)

        html = templates.get_template("demo.html").render(
            t=t, say=wording.say, language=language, asked=asked, languages=LANGUAGES, seats=SEATS
        )
        return HTMLResponse(html, headers={**_HEADERS, "content-language": language})

    async def css(_: Request) -> Response:
        return Response(style, media_type="text/css", headers={**_HEADERS, "cache-control": "no-cache"})

    return (Route("/", page, methods=["GET"]), Route("/demo.css", css, methods=["GET"]))
