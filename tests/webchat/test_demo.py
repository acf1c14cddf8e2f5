"""The demo: three seats on one page, and nobody from outside."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.demo import SEATS, OnlyHere, demo_routes
from bot.webchat.door import Door, doors
from tests.fixtures.words import wording
from tests.webchat.forms import Page

HERE = "http://127.0.0.1:8080"


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = OnlyHere(Starlette(routes=demo_routes(wording())), 8080, "only here")
    with TestClient(app, base_url=HERE) as client:
        yield client


@pytest.mark.parametrize("language", ["ko", "en"])
def test_three_seats_side_by_side(client: TestClient, language: str) -> None:
    answer = client.get(f"/?lang={language}")
    page = Page(answer.text)
    assert [given["src"] for tag, given in page.tags if tag == "iframe"] == [
        f"/seat/{seat}/?lang={language}" for seat in SEATS
    ]
    for seat in SEATS:
        assert all(wording().say(phrase, {}, language) in page.text for phrase in SEATS[seat])
    assert page.links() == ["/?lang=ko", "/?lang=en"]
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert "script" not in {tag for tag, _ in page.tags}


def test_each_seat_is_a_door() -> None:
    """The page names the seats, the chat has their doors: neither knows the other."""
    seats = [door for door in doors(demo=True) if door.framed]
    assert [(door.prefix, door.user) for door in seats] == [(f"/seat/{s}", f"demo-{s}") for s in SEATS]
    assert doors(demo=False) == (Door(),)


def test_an_unknown_language_is_korean(client: TestClient) -> None:
    assert client.get("/?lang=<b>").headers["content-language"] == "ko"
    assert client.get("/demo.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"])
def test_this_machine_is_let_in(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["", "127.0.0.1", "127.0.0.1:80", "192.168.0.7:8080", "chat.example:8080", "localhost.evil.example:8080"],
)
def test_any_other_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert (answer.status_code, answer.text) == (403, "only here")


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "x-forwarded-proto", "X-Real-IP", "Via"]
)
def test_what_came_through_a_proxy_is_refused(client: TestClient, header: str) -> None:
    assert client.get("/", headers={header: "127.0.0.1"}).status_code == 403
