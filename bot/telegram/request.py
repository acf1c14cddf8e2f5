"""The network under python-telegram-bot's Bot: aiohttp, each request once, errors that tell no address.

The token stands in every URL. So no error of aiohttp's leaves this file: its class is told, nothing else.
"""

import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
CONNECTIONS = 64
#: Shorter than servers keep an idle connection: one that dies under a request leaves its outcome unknown.
IDLE_SECONDS = 10.0

_FORM = {"content-type": "application/x-www-form-urlencoded"}


class NotSent(NetworkError):
    """No connection was made: nothing has reached Telegram."""


class TooLarge(TelegramError):
    """A file is larger than what is taken."""


class Request(BaseRequest):
    """HTTP as the Bot wants it. Redirects, proxies of the environment and repeats are off."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Nothing: the session is opened by the first request, in its loop."""

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What the server answered; an answer that is no JSON is not repeated in the log."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            raise TelegramError("the answer is no JSON") from None
        if not isinstance(parsed, dict):
            raise TelegramError("the answer is no object")
        return parsed

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request, once."""
        seconds = read_timeout if isinstance(read_timeout, int | float) else ANSWER_SECONDS
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=seconds)
        body, headers = _body(request_data)
        try:
            async with self._open().request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NetworkError(type(error).__name__) from None

    async def download(self, url: str, most: int) -> bytes | None:
        """A file's bytes, up to a size; None when there is no such file."""
        timeout = aiohttp.ClientTimeout(total=60, connect=CONNECT_SECONDS)
        try:
            async with self._open().get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status in (400, 403, 404, 410):
                    return None
                if response.status != 200:
                    raise NetworkError(f"HTTP {response.status}")
                data = bytearray()
                async for chunk in response.content.iter_chunked(65536):
                    data += chunk
                    if len(data) > most:
                        raise TooLarge("the file is too large")
                return bytes(data)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NetworkError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=False)
        return self._session


def _body(given: RequestData | None) -> tuple[Any, dict[str, str]]:
    """The body and its headers: a form, encoded here, for aiohttp would prepare for files first."""
    if given is None:
        return None, {}
    if not given.contains_files:
        return urlencode(given.json_parameters).encode(), _FORM
    form = aiohttp.FormData(given.json_parameters)
    for name, (filename, data, kind) in (given.multipart_data or {}).items():
        form.add_field(name, data, filename=filename, content_type=kind)
    return form, {}
