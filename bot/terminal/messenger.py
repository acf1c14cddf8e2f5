"""The terminal messenger, on the server: two routes for whoever holds the sealing key."""

import hmac
import json
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.card import Card
from bot.messenger import Service, Topic, Unavailable
from bot.terminal.wire import draw, read, to_json
from intake.messages import Act, Address, Incoming, Look, Room
from routing.delivery import Outcome, Result

NAME = "terminal"
BOT = "local"
#: Requests carry this header, a secret both sides derive from the key file.
HEADER = "x-cheong-terminal"
MOST_BYTES = 64 * 1024


class Terminal:
    """Serves `cheong chat`."""

    name = NAME
    can_push = True

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """POST /terminal/act and GET /terminal/mailbox."""

        async def act(request: Request) -> Response:
            if refused := self._refuse(request):
                return refused
            body = await request.body()
            try:
                payload = json.loads(body[:MOST_BYTES])
                incoming = _incoming(payload["user"], payload["event"], read(payload))
            except (ValueError, KeyError, TypeError):
                return JSONResponse({"error": "not understood"}, 400)
            try:
                cards = await service.receive(incoming)
            except Unavailable:
                return JSONResponse({"error": "not kept; send it again"}, 503)
            return JSONResponse({"cards": [to_json(draw(card)) for card in cards]})

        async def mailbox(request: Request) -> Response:
            if refused := self._refuse(request):
                return refused
            user = request.query_params.get("user", "me")
            after = request.query_params.get("after", "0")
            if not after.isdecimal():
                return JSONResponse({"error": "not understood"}, 400)
            incoming = _incoming(user, "", Look("welcome"))
            letters = await service.mailbox(incoming.who, incoming.where, int(after))
            now = await service.current(incoming) if request.query_params.get("current") else ()
            return JSONResponse(
                {
                    "letters": [{"seq": letter.seq, **to_json(draw(letter.card))} for letter in letters],
                    "cards": [to_json(draw(card)) for card in now],
                }
            )

        return (
            Route("/terminal/act", act, methods=["POST"]),
            Route("/terminal/mailbox", mailbox, methods=["GET"]),
        )

    async def serve(self, service: Service) -> None:
        """Nothing to keep running: terminals ask."""

    async def push(
        self,
        to: Room,
        key: str,
        cards: Sequence[Card],
        topic: Topic | None = None,
        *,
        done: int = 0,
        unsure: bool = False,
    ) -> Outcome:
        """The mailbox is the delivery; a terminal looks into it."""
        return Outcome(Result.DELIVERED)

    async def fetch(self, ref: str) -> bytes | None:
        """A terminal sends no photos."""
        return None

    def _refuse(self, request: Request) -> Response | None:
        given = request.headers.get(HEADER, "")
        if hmac.compare_digest(given.encode(), self._secret.encode()):
            return None
        return JSONResponse({"error": "no"}, 404)


def _incoming(user: object, event: object, act: Act) -> Incoming:
    name = str(user)[:64]
    return Incoming(str(event)[:64], Address(NAME, BOT, name), Room(NAME, BOT, name), act)
