"""One door, open: what is answered to whoever looks at the page, sends a form, or listens to the stream."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from hashlib import sha256

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from bot.card import Card
from bot.messenger import PushedCard, Service, Unavailable
from bot.webchat.body import Fields, TooLarge, fields_of
from bot.webchat.door import NAME, Door, Visitor, forget, remember, spoken, stranger
from bot.webchat.doorbell import Doorbell
from bot.webchat.hardening import Headed, SameOrigin, headers
from bot.webchat.paper import ASSETS, Paper, Sheet, fresh_event
from bot.webchat.past import settled
from bot.webchat.stream import by_letter, letters
from bot.webchat.wire import Field, Malformed, Posted, read
from intake.formfile import LANGUAGES
from intake.messages import Act, Incoming, Look, Photo, Say, Surface

#: The page's script asks for cards alone by this type.
FRAGMENT = "text/vnd.cheong.fragment"
PING_SECONDS = 15
#: How soon a browser connects again after a lost stream.
RETRY_MS = 2000
#: A server that stops lets streams end by themselves for so long.
GRACE_SECONDS = 1
#: Without a script nothing wakes the page: the courier is given so long to bring a receipt.
WAITS_FOR_A_LETTER = (0.1, 0.1, 0.2)
_LONGEST_SEQ = 18


class Entrance:
    """Serves one door."""

    def __init__(
        self, door: Door, service: Service, paper: Paper, doorbell: Doorbell, *, secure: bool
    ) -> None:
        self._door, self._service, self._paper = door, service, paper
        self._doorbell, self._secure = doorbell, secure

    def mount(self, host: str) -> Mount:
        """The door's routes; `host` is the one people know us by, beside that of the request."""
        routes = [
            Route("/", self.page, methods=["GET"]),
            Route("/", self.post, methods=["POST"]),
            Route("/leave", self.leaving, methods=["GET"]),
            Route("/leave", self.leave, methods=["POST"]),
            Route("/stream", self.stream, methods=["GET"]),
            Route("/photo/{photo_id}", self.photo, methods=["GET"]),
            Route("/static/{name}", self.asset, methods=["GET"]),
            Route("/{nothing:path}", self.nothing, methods=["GET"]),
        ]
        middleware = [
            Middleware(Headed, headers(framed=self._door.framed)),
            Middleware(SameOrigin, host, lambda request: self._refusal(request, "web.refused", 403)),
        ]
        return Mount(self._door.prefix, routes=routes, middleware=middleware)

    # --- looking ----------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """What came so far, and the question that stands open."""
        visitor = self._visitor(request)
        try:
            if self._door.framed and (wanted := request.query_params.get("lang", "")) in LANGUAGES:
                asked = Incoming(fresh_event(), visitor.who, visitor.where, Say(f"/lang {wanted}"))
                await self._service.receive(asked)
            pushed = await self._service.mailbox(visitor.who, visitor.where, 0)
            cards = await self._service.current(_incoming(visitor, "", Look("welcome")))
        except Unavailable:
            return self._unavailable(request, visitor, [])
        return self._whole(request, visitor, pushed, cards)

    async def photo(self, request: Request) -> Response:
        """A photo, to whoever may see its concern; to others there is no such thing."""
        visitor = self._door.visitor(request, secure=self._secure)
        if visitor is None:
            return Response(status_code=404)
        try:
            data = await self._service.photo(visitor.who, visitor.where, request.path_params["photo_id"])
        except Unavailable:
            return Response(status_code=503)
        return Response(data, media_type="image/jpeg") if data else Response(status_code=404)

    async def asset(self, request: Request) -> Response:
        """The page's own style, script and sign."""
        asset = ASSETS.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        return Response(
            asset.data,
            media_type=asset.type,
            headers={"cache-control": "public, max-age=31536000, immutable"},
        )

    async def leaving(self, request: Request) -> Response:
        """What it means to leave on this device, and the button that does."""
        return HTMLResponse(self._paper.notice("web.leave.what", _language(request, ()), leaving=True))

    async def leave(self, request: Request) -> Response:
        """The browser forgets who they are: on a device that others use, nobody reads on."""
        response = HTMLResponse(self._paper.notice("web.left", _language(request, ())))
        forget(response, secure=self._secure)
        return response

    async def nothing(self, request: Request) -> Response:
        """There is no such page here; the way to the chat is shown."""
        return self._refusal(request, "web.nothing", 404)

    # --- listening --------------------------------------------------------------------------------

    async def stream(self, request: Request) -> Response:
        """Letters as they come, after the last one seen."""
        visitor = self._door.visitor(request, secure=self._secure)
        if visitor is None:
            return Response(status_code=204)
        seen = (request.query_params.get("after", "0"), request.headers.get("last-event-id", "0"))
        if not all(each.isascii() and each.isdecimal() and len(each) <= _LONGEST_SEQ for each in seen):
            return self._refusal(request, "web.unreadable", 400)
        if self._doorbell.is_full(visitor.where.chat):
            return self._refusal(request, "web.busy", 429)
        leaving = anyio.Event()
        return EventSourceResponse(
            self._events(visitor, max(map(int, seen)), leaving),
            ping=PING_SECONDS,
            shutdown_event=leaving,
            shutdown_grace_period=GRACE_SECONDS,
        )

    async def _events(
        self, visitor: Visitor, after: int, leaving: anyio.Event
    ) -> AsyncIterator[ServerSentEvent]:
        with self._doorbell.listening(visitor.where.chat) as bell:
            watching = asyncio.create_task(bell.close_when(leaving))
            try:
                yield ServerSentEvent(comment="open", retry=RETRY_MS)
                async with aclosing(letters(self._service, visitor, after, bell)) as coming:
                    async for seq, cards in coming:
                        yield ServerSentEvent(self._paper.cards(cards), id=str(seq))
            finally:
                watching.cancel()

    # --- acting -----------------------------------------------------------------------------------

    async def post(self, request: Request) -> Response:
        """Hear an act; answer with its cards alone, or with the whole page where no script asks."""
        try:
            async with fields_of(request) as fields:
                return await self._post(request, fields)
        except Malformed:
            return self._refusal(request, "web.unreadable", 400)
        except TooLarge as too:
            return self._refusal(request, "web.photo.too_large" if too.photos else "web.too_long", 413)

    async def _post(self, request: Request, fields: Fields) -> Response:
        visitor = self._visitor(request)
        words = [(name, value) for name, value in fields if isinstance(value, str)]
        posted = read(words)
        try:
            if FRAGMENT in request.headers.get("accept", ""):
                return self._fragment(visitor, await self._hear(visitor, posted, fields))
            before = await self._service.mailbox(visitor.who, visitor.where, 0)
            cards = await self._hear(visitor, posted, fields)
            heard = posted.act is not None or bool(_uploads(fields))
            pushed = await self._letters_since(visitor, before, patient=heard and not cards)
            now = cards or await self._service.current(_incoming(visitor, "", Look("welcome")))
        except Unavailable:
            return self._unavailable(request, visitor, words)
        said = "" if _is_alert(cards) or dict(words).get("press") else dict(words).get("say", "").strip()
        return self._whole(request, visitor, pushed, now, said)

    async def _hear(self, visitor: Visitor, posted: Posted, fields: Fields) -> tuple[Card, ...]:
        """Words are heard before their photos are kept: of somebody in danger nothing is."""
        words: list[Field] = [(name, value) for name, value in fields if isinstance(value, str)]
        pressed = any(name == "press" and value for name, value in words)
        cards: tuple[Card, ...] = ()
        event = posted.event
        if not pressed and posted.act is not None:
            cards = await self._service.receive(_incoming(visitor, event, posted.act))
            if _is_alert(cards):
                return cards
            words, event = [], f"{event[:60]}-2"
        photos = [await self._held(visitor, *upload) for upload in _uploads(fields)]
        act = read([*words, *photos, ("event", event)]).act
        if act is None:
            return cards
        more = await self._service.receive(_incoming(visitor, event, act))
        return (*filter(None, map(settled, cards)), *more) if more else cards

    async def _held(self, visitor: Visitor, name: str, upload: UploadFile) -> Field:
        """A photo kept for the act to come; an input left empty comes as a file without a byte."""
        data = await upload.read()
        return (name, Photo(NAME, await self._service.hold(visitor.who, data)) if data else "")

    async def _letters_since(
        self, visitor: Visitor, before: Sequence[PushedCard], *, patient: bool
    ) -> Sequence[PushedCard]:
        pushed = await self._service.mailbox(visitor.who, visitor.where, 0)
        for seconds in WAITS_FOR_A_LETTER if patient else ():
            if _last(pushed) > _last(before):
                break
            await asyncio.sleep(seconds)
            pushed = await self._service.mailbox(visitor.who, visitor.where, 0)
        return pushed

    # --- answering --------------------------------------------------------------------------------

    def _visitor(self, request: Request) -> Visitor:
        return self._door.visitor(request, secure=self._secure) or stranger(request)

    def _fragment(self, visitor: Visitor, cards: Sequence[Card]) -> Response:
        return self._answer(visitor, self._paper.cards(cards), cards[-1].language if cards else "")

    def _whole(
        self,
        request: Request,
        visitor: Visitor,
        pushed: Sequence[PushedCard],
        cards: Sequence[Card],
        mine: str = "",
    ) -> Response:
        history = [card for _, group in by_letter(pushed) for card in map(settled, group) if card]
        language = _language(request, cards or history)
        sheet = Sheet(language, history, _last(pushed), mine, cards)
        return self._answer(visitor, self._paper.page(sheet), language)

    def _answer(self, visitor: Visitor, html: str, language: str, status: int = 200) -> Response:
        response = HTMLResponse(html, status, {"vary": "accept, cookie"})
        if language:
            response.headers["content-language"] = language
        remember(response, visitor, secure=self._secure)
        return response

    def _unavailable(self, request: Request, visitor: Visitor, words: Sequence[tuple[str, str]]) -> Response:
        """Nothing was kept. What was typed stays in the person's hands, as the same event."""
        language = _language(request, ())
        note = self._paper.wording.say("web.unavailable", {}, language)
        if FRAGMENT in request.headers.get("accept", ""):
            return PlainTextResponse(note, 503, {"retry-after": "5"})
        given = dict(words)
        pressed = bool(given.get("press"))
        sheet = Sheet(
            language,
            note=note,
            words="" if pressed else given.get("say", ""),
            event=fresh_event() if pressed else given.get("event", ""),
            again=words if pressed else (),
        )
        return self._answer(visitor, self._paper.page(sheet), language, 503)

    def _refusal(self, request: Request, phrase: str, status: int) -> Response:
        language = _language(request, ())
        if FRAGMENT in request.headers.get("accept", ""):
            return PlainTextResponse(self._paper.wording.say(phrase, {}, language), status)
        return HTMLResponse(self._paper.notice(phrase, language), status)


def _incoming(visitor: Visitor, event: str, act: Act) -> Incoming:
    """Events of different people never meet; and their ids tell nothing of the person."""
    event_id = sha256(f"{visitor.user}|{event}".encode()).hexdigest()[:40]
    return Incoming(event_id, visitor.who, visitor.where, act, Surface.PAGE, visitor.language)


def _uploads(fields: Fields) -> list[tuple[str, UploadFile]]:
    return [
        (name, value)
        for name, value in fields
        if isinstance(value, UploadFile) and name.startswith(("photo:", "photo?:"))
    ]


def _is_alert(cards: Sequence[Card]) -> bool:
    return any(card.tone == "alert" for card in cards)


def _last(pushed: Sequence[PushedCard]) -> int:
    return max((each.seq for each in pushed), default=0)


def _language(request: Request, cards: Sequence[Card]) -> str:
    """The language of the cards; before there are any, that of the browser."""
    return cards[-1].language if cards else spoken(request)
