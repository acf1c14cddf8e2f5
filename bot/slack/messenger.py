"""Slack as a messenger: fed by signed HTTP or Socket Mode, dispatched by slack-bolt."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from starlette.routing import BaseRoute

from bot.card import Card
from bot.messenger import Service, Topic, following
from bot.pace import Gaps, Pace
from bot.settings import SettingsError, Slack
from bot.slack import door
from bot.slack.answering import Talk
from bot.slack.calling import QUIET, Line, TooLarge, build_client
from bot.slack.casefiles import CaseFiles
from bot.slack.drawing import Whose, draw
from bot.slack.inputs import NAME
from bot.slack.outcomes import FAILURES, code_of, outcome_of
from bot.slack.sending import Sender
from bot.slack.showing import Display
from bot.slack.wire import LARGEST_PHOTO
from bot.slack.workspace import Workspace
from intake.messages import Address, Room
from intake.wording import Wording
from routing.delivery import Outcome, Result

log = logging.getLogger("cheong.slack")

#: About one message a second in a channel, whoever reads there; of the whole workspace Slack names no figure.
GAPS = Gaps(*(timedelta(seconds=each) for each in (0.02, 1.05, 1.05)))
#: A connection that could not be had is tried again, at first after so many seconds.
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
#: Certainly not there, or never to be had: everything else may be had later.
_NO_FILE = frozenset({"file_not_found", "file_deleted", "files_disabled_by_admin"})


def build(settings: Slack, wording: Wording, pace: Callable[[str, Gaps], Pace]) -> "SlackMessenger":
    """The messenger; SettingsError when its settings do not go together."""
    if not settings.app_token.get_secret_value() and not settings.signing_secret.get_secret_value():
        raise SettingsError(
            "CHEONG_SLACK__SIGNING_SECRET: without it nobody can tell Slack's requests from others'; copy it "
            "from the app's Basic Information, or set CHEONG_SLACK__APP_TOKEN for Socket Mode"
        )
    # Named by what nobody can guess the token from.
    name = sha256(settings.bot_token.get_secret_value().encode()).hexdigest()[:12]
    return SlackMessenger(settings, wording, pace(f"{NAME}|{name}", GAPS))


class Hearing(AsyncMiddleware):
    """Bolt's one middleware, which answers everything: its listeners acknowledge before they work."""

    def __init__(self, talk: Talk, service: Service) -> None:
        self._talk, self._service = talk, service

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  # Bolt's name
    ) -> BoltResponse:
        """Hear what was sent."""
        ack = await self._talk.hear(self._service, req.body)
        return BoltResponse(status=ack.status, body=dict(ack.body) if ack.body is not None else "")


async def _passed_over(error: Exception) -> BoltResponse:
    """What slack-bolt itself cannot read is not repeated for ever, and nothing of it is logged."""
    log.error("a payload could not be read and was passed over: %s", type(error).__name__)
    return BoltResponse(status=200, body="")


class SlackMessenger:
    """One app in one workspace."""

    name = NAME
    can_push = True

    def __init__(self, settings: Slack, wording: Wording, pace: Pace) -> None:
        self._settings, self._wording = settings, wording
        self.client = build_client(settings.bot_token.get_secret_value(), settings.api_url)
        self._line = Line(self.client)
        self._sender = Sender(self._line, pace)
        self._case_files = CaseFiles(self._sender)
        self._display = Display(self._sender, wording)
        self._workspace = Workspace(self._line)
        self._talk = Talk(self._display, wording, self._workspace)

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """The door that Slack posts to, unless we fetch what there is through a socket."""
        if self._settings.app_token.get_secret_value():
            return ()
        return (door.route(self._app(service), self._settings.signing_secret.get_secret_value()),)

    async def serve(self, service: Service) -> None:
        """Keep the socket open, where that is how payloads come."""
        try:
            await self._workspace.greet()
            if self._settings.app_token.get_secret_value():
                await self._through_a_socket(self._app(service))
            else:
                await asyncio.Event().wait()
        finally:
            await self.close()

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
        """One message of a delivery; a card that is too long goes as several."""
        try:
            if not await self._workspace.is_ours(to.bot):
                return Outcome(Result.UNREACHABLE, reason="another workspace")
        except FAILURES as error:  # nothing was sent
            outcome = outcome_of(error, self._sender.pace.clock())
            return replace(outcome, result=Result.TRY_LATER)
        whose: Whose = "own" if to.chat.startswith(("U", "W")) else "room"
        messages = [message for card in cards for message in draw(card, self._wording, whose)]
        message, rest = following(messages, done)
        its_key = f"{key}/{done}"
        if topic is None:
            outcome = await self._sender.push(to.chat, its_key, message, to.thread, unsure=unsure)
            if outcome.ref and not rest and cards[-1].tone == "ask" and whose == "own":
                await self._display.standing.asks(Address(NAME, to.bot, to.chat), outcome.ref, message)
        elif topic.head:
            # The head of a thread is one message, whatever does not fit into it.
            outcome, rest = await self._case_files.head(to, its_key, message, topic, unsure=unsure), 0
        else:
            outcome = await self._case_files.add(to, its_key, message, topic, unsure=unsure)
        return replace(outcome, rest=rest)

    async def fetch(self, ref: str) -> bytes | None:
        """A photo's bytes, from Slack alone; None when there are none to be had."""
        try:
            file = (await self._line.open().files_info(file=ref))["file"]
            return await self._line.download(str(file.get("url_private_download") or ""), LARGEST_PHOTO)
        except SlackApiError as error:
            if code_of(error) in _NO_FILE:
                return None
            raise
        except TooLarge:
            return None

    async def close(self) -> None:
        """End all connections; what is still sent opens new ones."""
        await self._talk.close()
        await self._line.close()

    # --- dispatch -------------------------------------------------------------------------------

    def _app(self, service: Service) -> AsyncApp:
        """Bolt with one middleware of ours."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            token = self._settings.bot_token.get_secret_value()
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

        app = AsyncApp(
            name="cheong",
            logger=QUIET,
            client=self.client,
            authorize=authorize,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
        )
        app.use(Hearing(self._talk, service))
        app.error(_passed_over)
        return app

    async def _through_a_socket(self, app: AsyncApp) -> None:
        token = self._settings.app_token.get_secret_value()
        wait = FIRST_WAIT
        while True:
            handler = AsyncSocketModeHandler(
                app, token, logger=QUIET, web_client=build_client(token, self._settings.api_url)
            )
            try:
                await handler.connect_async()  # type: ignore[no-untyped-call]
                log.info("connected to Slack by Socket Mode")
                await asyncio.Event().wait()
            except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
                log.warning("no socket to Slack: %s; trying again in %s s", code_of(error), wait)
            finally:
                await handler.close_async()  # type: ignore[no-untyped-call]
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
