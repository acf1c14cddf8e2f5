"""The network under slack_sdk's client: one session, each request once, nothing of it in a log."""

import logging
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

CONNECT_SECONDS, ANSWER_SECONDS = 5, 20
CONNECTIONS = 64
#: Shorter than servers keep an idle connection: one that dies under a request leaves its outcome unknown.
IDLE_SECONDS = 10.0
#: Where Slack keeps files; elsewhere no token is sent.
FILES_HOST = "files.slack.com"

#: slack_sdk and slack_bolt log texts and answers at the level "debug".
QUIET = logging.getLogger("cheong.slack.sdk")
QUIET.setLevel(logging.ERROR)


class TooLarge(Exception):
    """A file is larger than what is taken."""


def build_client(token: str, api_url: str) -> AsyncWebClient:
    """slack_sdk's client, which by itself would repeat a request that may have been taken."""
    return AsyncWebClient(
        token=token,
        base_url=f"{api_url.rstrip('/')}/",
        retry_handlers=[],
        logger=QUIET,
        timeout=ANSWER_SECONDS,
    )


class Line:
    """Opens the client's session with its first call, in the loop it runs in, and closes it."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    def open(self) -> AsyncWebClient:
        """The client, ready to call."""
        if self._client.session is None or self._client.session.closed:
            timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS, sock_connect=CONNECT_SECONDS)
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS)
            self._client.session = aiohttp.ClientSession(timeout=timeout, connector=connector)
        return self._client

    async def download(self, url: str, largest: int) -> bytes | None:
        """A file's bytes; None when it is gone, or lies where no token of ours is sent."""
        parts, own = urlsplit(url), urlsplit(self._client.base_url)
        at_slack = (parts.scheme, parts.hostname) == ("https", FILES_HOST)
        if not at_slack and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            return None
        headers = {"Authorization": f"Bearer {self._client.token}"}
        session: Any = self.open().session
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                if response.status >= 500 or response.status == 429:
                    response.raise_for_status()
                return None
            return await _read(response, largest)

    async def close(self) -> None:
        """Close all connections."""
        if self._client.session is not None:
            await self._client.session.close()


async def _read(response: aiohttp.ClientResponse, largest: int) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        data += chunk
        if len(data) > largest:
            raise TooLarge
    return bytes(data)
