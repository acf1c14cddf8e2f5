"""What is refused, what every answer carries, and that no body makes the server stumble."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.webchat import body
from bot.webchat.entrance import FRAGMENT
from bot.webchat.messenger import WebChat
from tests.fixtures.words import wording
from tests.webchat.fake import FakeService
from tests.webchat.forms import Page

WORDS = {"event": "event-0001", "say": "안녕"}
PLAIN = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://chat.example"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_may_act(service: FakeService, headers: dict[str, str], status: int) -> None:
    chat = WebChat(wording(), "https://chat.example")
    with TestClient(Starlette(routes=chat.routes(service))) as client:
        answer = client.post("/chat/", data=WORDS, headers=headers)
    assert answer.status_code == status
    assert len(service.received) == (status == 200)
    if status == 403:
        assert Page(answer.text).links() == ["tel:112", "/chat/"]
        assert "다른 곳에서 온 요청" in answer.text


@pytest.mark.parametrize(
    "path", ["/chat/", "/chat/nothing", "/chat/photo/1", "/chat/static/chat.js", "/seat/officer/"]
)
def test_every_answer_is_hardened(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
    ):
        assert part in policy
    framed = "'self'" if path.startswith("/seat/") else "'none'"
    assert f"frame-ancestors {framed}" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["permissions-policy"].startswith("geolocation=(self)")
    assert (answer.headers["cache-control"] == "no-store") == ("/static/" not in path)


def test_nothing_in_the_page_is_inline(client: TestClient) -> None:
    page = Page(client.get("/chat/").text)
    for tag, given_ in page.tags:
        assert tag != "style"
        assert tag != "script" or given_["src"].startswith("/chat/static/")
        assert not [name for name in given_ if name == "style" or name.startswith("on")]


def test_over_https_the_cookie_is_bound_to_the_host(service: FakeService) -> None:
    chat = WebChat(wording(), "https://chat.example/police")
    with TestClient(Starlette(routes=chat.routes(service)), base_url="https://chat.example") as client:
        answer = client.get("/chat/")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-cheong=")
        assert "; Secure" in cookie
        assert "; Path=/;" in cookie
        assert 'action="/police/chat/"' in answer.text
        renewed = client.get("/chat/").headers["set-cookie"]
        assert renewed.partition(";")[0] == cookie.partition(";")[0]


@pytest.mark.parametrize("cookie", ["short", "x" * 42 + "!", "x" * 44, "가" * 43])
def test_a_cookie_that_is_none_of_ours_makes_a_stranger(client: TestClient, cookie: str) -> None:
    headers = {b"cookie": f"cheong={cookie}".encode()}
    assert "set-cookie" in client.get("/chat/", headers=headers).headers
    client.cookies.clear()
    assert client.get("/chat/stream", headers=headers).status_code == 204


def test_words_have_a_limit(client: TestClient, service: FakeService) -> None:
    long = {**WORDS, "say": "가" * body.MOST_WORDS}
    for headers in ({}, {"accept": FRAGMENT}):
        answer = client.post("/chat/", data=long, headers=headers)
        assert answer.status_code == 413
        assert "나눠서 보내 주세요" in answer.text
    answer = client.post("/chat/", data=long, files=[("photo?:photos", ("a.jpg", b"1"))])
    assert answer.status_code in (400, 413)
    assert service.received == []


def test_photos_have_a_limit(
    client: TestClient, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "LARGEST_PHOTO", 1000)
    small, large = [("photo?:photos", ("a.jpg", b"x" * size)) for size in (1000, 1001)]
    assert client.post("/chat/", data=WORDS, files=[large]).status_code == 413
    assert client.post("/chat/", data=WORDS, files=[small] * 75).status_code == 413
    assert service.received == []
    assert client.post("/chat/", data=WORDS, files=[small]).status_code == 200


def test_a_body_without_a_length_is_cut_off_as_well(client: TestClient) -> None:
    def endless() -> "list[bytes]":
        return [b"say=" + b"x" * 4096 for _ in range(40)]

    answer = client.post("/chat/", content=iter(endless()), headers={"content-type": PLAIN})
    assert answer.status_code == 413


MALFORMED = [
    (PLAIN, b""),
    (PLAIN, b"say=hello"),
    (PLAIN, b"event=%00&say=x"),
    (PLAIN, b"event=event-0001&lat:p=x&place:p=x"),
    (PLAIN, b"event=event-0001&press=" + b"x" * 65),
    (PLAIN, b"&".join(b"a=b" for _ in range(500))),
    ("application/json", b"{}"),
    ("text/plain", b"event=event-0001&say=x"),
    ("", b"event=event-0001&say=x"),
    ("multipart/form-data", b"--x--"),
    ("multipart/form-data; boundary=x", b"nonsense"),
    ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data\r\n\r\n1\r\n--x--"),
]


@pytest.mark.parametrize(("kind", "content"), MALFORMED)
def test_a_malformed_body_is_refused(
    client: TestClient, service: FakeService, kind: str, content: bytes
) -> None:
    answer = client.post("/chat/", content=content, headers={"content-type": kind, "accept": FRAGMENT})
    assert answer.status_code == 400
    assert answer.text == wording().say("web.unreadable", {}, "ko")
    assert service.received == []


PIECES = [b"--x\r\n", b"--x--", b"content-disposition: form-data; name=", b'"say"', b'"event"', b"\r\n\r\n"]
PIECES += [b"event-0001", b"; filename=a", b"%zz", b"event=event-0001&", b"say=", b"\xed\xa0\x80", b"\x00"]
bodies = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES)).map(b"".join))
kinds = st.sampled_from([PLAIN, "multipart/form-data; boundary=x", "multipart/form-data; boundary=\xff"])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=kinds, content=bodies)
def test_no_body_makes_the_server_stumble(client: TestClient, kind: str, content: bytes) -> None:
    answer = client.post("/chat/", content=content, headers={b"content-type": kind.encode("latin-1")})
    assert answer.status_code in (200, 400)


def test_text_with_hidden_and_broken_characters_is_taken(client: TestClient, service: FakeService) -> None:
    content = b"event=event-0001&say=%00%ED%A0%80%E2%80%AE" + "한".encode()
    answer = client.post("/chat/", content=content, headers={"content-type": PLAIN})
    assert answer.status_code == 200
    assert len(service.received) == 1
