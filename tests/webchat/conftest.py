"""A chat over the fake service, and a client that has been let in."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.webchat.door import doors
from bot.webchat.messenger import WebChat
from tests.fixtures.words import wording
from tests.webchat.fake import FakeService

OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def chat(service: FakeService) -> WebChat:
    service.chat = WebChat(wording(), "http://testserver", doors(demo=True))
    return service.chat


@pytest.fixture
def app(chat: WebChat, service: FakeService) -> Starlette:
    return Starlette(routes=chat.routes(service))


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, headers={**OWN, "accept-language": "ko-KR"}) as client:
        yield client
