"""The page without a script, and the fragments for the one with: what a visitor gets for what they do."""

import re
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.card import Card
from bot.webchat.entrance import FRAGMENT
from bot.webchat.messenger import WebChat
from intake.messages import Answer, Look, Photo, Place, Press, Room, Say, Surface, Tell
from routing.delivery import Outcome, Result
from tests.fixtures.words import wording
from tests.webchat.fake import DANGER, PHOTO, FakeService
from tests.webchat.forms import Page

AS_SCRIPT = {"accept": FRAGMENT}


def fields(page: Page, label: str) -> dict[str, str]:
    return dict(page.form(label).labelled(label))


def say(client: TestClient, words: str, event: str = "event-0001", **headers: str) -> Page:
    answer = client.post("/chat/", data={"event": event, "say": words}, headers=headers)
    assert answer.status_code == 200
    return Page(answer.text)


def start(client: TestClient) -> Page:
    """The first question."""
    welcome = Page(client.get("/chat/").text)
    return Page(client.post("/chat/", data=fields(welcome, "동의하고 시작")).text)


def test_a_stranger_is_welcomed_and_given_a_cookie(client: TestClient, service: FakeService) -> None:
    answer = client.get("/chat/")
    assert "치안파트너스예요" in answer.text
    assert answer.headers["content-language"] == "ko"
    cookie = re.fullmatch(
        r"cheong=([\w-]{43}); HttpOnly; Max-Age=31536000; Path=/; SameSite=lax", answer.headers["set-cookie"]
    )
    assert cookie
    assert service.received == []
    say(client, "안녕하세요")
    user = sha256(cookie[1].encode()).hexdigest()[:32]
    (incoming,) = service.received
    assert (incoming.who.messenger, incoming.who.bot, incoming.who.user) == ("webchat", "web", user)
    assert incoming.where.chat == user
    assert incoming.surface is Surface.PAGE


def test_the_path_without_its_slash_leads_to_the_page(client: TestClient) -> None:
    assert client.get("/chat", follow_redirects=False).headers["location"].endswith("/chat/")


def test_a_whole_concern_without_a_script(client: TestClient, service: FakeService) -> None:
    page = start(client)
    for label in ("교통", "건너기 무서워요"):
        page = Page(client.post("/chat/", data=fields(page, label)).text)
    page = say(client, "초등학교 정문", event="event-0002")
    assert "이렇게 보낼게요" in page.text
    assert page.text.count("초등학교 정문") == 2  # their own words, and the review
    page = Page(client.post("/chat/", data=dict(page.form("그만두기").labelled("보내기"))).text)
    assert page.text.count("접수됐어요") == 1
    assert page.text.count("무슨 일인지 한두 줄로") == 2  # the question, and the message box's label
    assert "내용" not in page.text


def test_a_page_shows_letters_then_what_is_open(client: TestClient, service: FakeService) -> None:
    start(client)
    (user,) = {incoming.who.user for incoming in service.received}
    service.letters[user] += [(Tell("going_on"),), (Tell("noted"),)]
    page = Page(client.get("/chat/").text)
    order = [page.text.index(words) for words in ("이어서 쓸게요", "적어 두었어요", "무슨 일인지 편하게")]
    assert order == sorted(order)
    assert next(given["data-seq"] for _, given in page.tags if "data-seq" in given) == "2"


def test_a_receipt_that_takes_a_moment_is_waited_for(client: TestClient, service: FakeService) -> None:
    service.courier = 0.15
    page = start(client)
    for label in ("교통", "건너기 무서워요", "건너뛰기"):
        page = Page(client.post("/chat/", data=fields(page, label)).text)
    page = Page(client.post("/chat/", data=dict(page.form("그만두기").labelled("보내기"))).text)
    assert "접수됐어요" in page.text


def test_reloading_a_posted_page_is_the_same_event(client: TestClient, service: FakeService) -> None:
    first, again = say(client, "건너기 무서워요"), say(client, "건너기 무서워요")
    assert len(service.received) == 1
    assert first.text == again.text


def test_events_of_two_people_never_meet(client: TestClient, service: FakeService) -> None:
    say(client, "건너기 무서워요")
    client.cookies.clear()
    say(client, "신호가 짧아요")
    assert [act for act in service.acts() if isinstance(act, Say)] == [
        Say("건너기 무서워요"),
        Say("신호가 짧아요"),
    ]
    assert len({incoming.event_id for incoming in service.received}) == 2
    assert all(incoming.who.user not in incoming.event_id for incoming in service.received)


def test_a_script_gets_the_cards_alone(client: TestClient, service: FakeService) -> None:
    answer = client.post("/chat/", data={"event": "event-0001", "say": "건너기 무서워요"}, headers=AS_SCRIPT)
    assert answer.text.startswith("<article")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "accept" in answer.headers["vary"]
    nothing = client.post("/chat/", data={"event": "event-0002", "say": " "}, headers=AS_SCRIPT)
    assert (nothing.status_code, nothing.text) == (200, "")
    assert "content-language" not in nothing.headers  # or the page would think its language had changed
    assert len(service.received) == 1


@pytest.mark.parametrize("headers", [{}, AS_SCRIPT])
def test_of_somebody_in_danger_the_page_keeps_no_word(client: TestClient, headers: dict[str, str]) -> None:
    page = say(client, f"{DANGER}주세요 여기 혼자 있어요", **headers)
    assert "지금 112에 전화해 주세요" in page.text
    assert set(page.links()) >= {"tel:112", "sms:112"}
    assert any(given.get("role") == "alert" for _, given in page.tags)
    html = str(page.tags) + page.text + str(page.forms)
    assert DANGER not in html
    assert "혼자 있어요" not in html


def test_what_was_not_kept_stays_in_the_box(client: TestClient, service: FakeService) -> None:
    client.get("/chat/")
    service.down = True
    answer = client.post("/chat/", data={"event": "event-0001", "say": "긴 이야기\n두 줄"})
    page = Page(answer.text)
    assert answer.status_code == 503
    assert "지금 접수가 잠시 멈췄어요" in page.text
    kept = fields(page, "")
    assert (kept["event"], kept["say"]) == ("event-0001", "긴 이야기\r\n두 줄")
    service.down = False
    client.post("/chat/", data=kept)
    assert service.acts() == [Say("긴 이야기\n두 줄")]


def test_a_button_that_was_not_heard_can_be_sent_again(client: TestClient, service: FakeService) -> None:
    posted = fields(Page(client.get("/chat/").text), "동의하고 시작")
    service.down = True
    assert client.get("/chat/").status_code == 503
    told = client.post("/chat/", data=posted, headers=AS_SCRIPT)
    assert (told.status_code, told.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    again = fields(Page(client.post("/chat/", data=posted).text), "다시 보내기")
    assert again == posted
    service.down = False
    client.post("/chat/", data=again)
    assert service.acts() == [Press(posted["press"], {})]


def test_photos_follow_the_words_they_came_with(client: TestClient, service: FakeService) -> None:
    files = [
        ("photo?:photos", ("a.jpg", b"one", "image/jpeg")),
        ("photo?:photos", ("b.jpg", b"two", "image/jpeg")),
    ]
    client.post("/chat/", data={"event": "event-0001", "say": "건너기 무서워요"}, files=files)
    assert service.acts() == [Say("건너기 무서워요"), Answer({"photos": (PHOTO, Photo("webchat", "1"))})]
    assert service.photos == {"0": b"one", "1": b"two"}


def test_photos_of_somebody_in_danger_are_not_kept(client: TestClient, service: FakeService) -> None:
    files = [("photo?:photos", ("a.jpg", b"one", "image/jpeg"))]
    page = Page(
        client.post("/chat/", data={"event": "event-0001", "say": f"{DANGER}주세요"}, files=files).text
    )
    assert "지금 112에 전화해 주세요" in page.text
    assert service.photos == {}
    assert len(service.received) == 1


def test_an_empty_photo_input_is_no_photo(client: TestClient, service: FakeService) -> None:
    client.post("/chat/", data={"event": "event-0001", "say": "안녕"}, files=[("photo?:photos", ("", b""))])
    assert service.acts() == [Say("안녕")]


def test_a_position_is_an_answer(client: TestClient, service: FakeService) -> None:
    place = {"event": "event-0001", "place:place": "", "lat:place": "37.5665", "lon:place": "126.978"}
    client.post("/chat/", data=place, headers=AS_SCRIPT)
    assert service.acts() == [Answer({"place": Place("", 37.5665, 126.978)})]


def test_a_photo_is_given_to_whoever_may_see_it(client: TestClient, service: FakeService) -> None:
    client.get("/chat/")
    service.photos["7"] = b"\xff\xd8jpeg"
    shown = client.get("/chat/photo/7")
    assert (shown.content, shown.headers["content-type"]) == (b"\xff\xd8jpeg", "image/jpeg")
    assert client.get("/chat/photo/8").status_code == 404
    client.cookies.clear()
    assert client.get("/chat/photo/7").status_code == 404


def test_a_seat_is_somebody_without_a_cookie(client: TestClient, service: FakeService) -> None:
    answer = client.get("/seat/officer/")
    assert "set-cookie" not in answer.headers
    assert "이 자리 하나가 모든 부서를 대신해요" in answer.text
    client.post("/seat/officer/", data=fields(Page(answer.text), "받은 이야기"))
    assert service.received[0].who.user == "demo-officer"
    (look,) = service.acts()
    assert isinstance(look, Press)
    pressed = service.tokens.resolve(look.token, service.received[0].who, service.received[0].where)
    assert pressed is not None
    assert pressed.act == Look("inbox")


def test_an_officers_reply_is_one_form_with_its_problems(client: TestClient) -> None:
    page = Page(client.get("/seat/officer/").text)
    for label in ("받은 이야기", "답변하기"):
        page = Page(client.post("/seat/officer/", data=fields(page, label)).text)
    filled = {**fields(page, "미리보기"), "text:heard": "신호가 짧다고 하셨죠.\r\n<b>"}
    page = Page(client.post("/seat/officer/", data=filled).text)
    assert page.text.count("글자로 조금만 적어 주시면") == 3
    assert fields(page, "미리보기")["text:heard"] == "신호가 짧다고 하셨죠.\r\n<b>"


def test_english_is_for_those_whose_browser_asks_first(client: TestClient, service: FakeService) -> None:
    service.down = True
    page = client.get("/chat/", headers={"accept-language": "en-GB,ko;q=0.5"})
    assert '<html lang="en">' in page.text
    assert "This chat is not 112" in page.text


@pytest.mark.parametrize(
    ("asked", "spoken"), [("en-GB,ko;q=0.5", "en"), ("ko-KR,en;q=0.9", "ko"), ("", "ko")]
)
def test_somebody_new_is_spoken_to_as_their_browser_asks(
    client: TestClient, service: FakeService, asked: str, spoken: str
) -> None:
    said = {"event": "event-0001", "say": "hello"}
    client.post("/chat/", data=said, headers={**AS_SCRIPT, "accept-language": asked})
    client.post("/seat/member/", data=said, headers={**AS_SCRIPT, "accept-language": asked})
    assert [incoming.language for incoming in service.received] == [spoken, None], "seats stay as they are"


def test_the_demo_chooses_a_seats_language_and_nobody_elses(client: TestClient, service: FakeService) -> None:
    assert '<html lang="en">' in client.get("/seat/officer/?lang=en").text
    assert '<html lang="en">' in client.get("/seat/officer/").text
    assert '<html lang="ko">' in client.get("/seat/officer/?lang=ko").text
    for path in ("/chat/?lang=en", "/seat/member/?lang=fr"):
        assert '<html lang="ko">' in client.get(path).text


def test_where_nothing_is_the_way_to_the_chat_is_shown(client: TestClient) -> None:
    answer = client.get("/chat/reports/42")
    assert answer.status_code == 404
    assert "그런 화면은 없어요" in answer.text
    assert Page(answer.text).links() == ["tel:112", "/chat/"]


def test_the_bare_address_leads_to_the_chat(service: FakeService) -> None:
    alone = WebChat(wording(), "https://police.example/partners")
    with TestClient(Starlette(routes=alone.routes(service)), follow_redirects=False) as client:
        answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/partners/chat/")


async def test_the_mailbox_is_the_delivery(chat: WebChat) -> None:
    room = Room("webchat", "web", "somebody")
    assert await chat.push(room, "key", (Card(()),)) == Outcome(Result.DELIVERED)
    assert (chat.name, chat.can_push) == ("webchat", True)


async def test_photos_are_fetched_where_they_were_held() -> None:
    async def held(ref: str) -> bytes | None:
        return b"one" if ref == "7" else None

    chat = WebChat(wording(), held=held)
    assert [await chat.fetch("7"), await chat.fetch("8"), await WebChat(wording()).fetch("7")] == [
        b"one",
        None,
        None,
    ]


def test_whoever_leaves_is_forgotten_by_the_browser(client: TestClient, service: FakeService) -> None:
    """On a device that others use, nobody reads on."""
    say(client, "안녕하세요")
    page = client.get("/chat/").text
    assert 'href="/chat/leave?lang=ko"' in page
    asked = client.get("/chat/leave?lang=en").text
    assert "On a device you share" in asked
    assert client.cookies.get("cheong"), "looking at it does nothing yet"

    left = client.post("/chat/leave?lang=ko")
    assert "나왔어요" in left.text
    assert left.headers["set-cookie"].startswith('cheong=""; expires=')
    assert "cookies" in left.headers["clear-site-data"]
    assert not client.cookies.get("cheong")
    say(client, "안녕하세요", "event-0002")
    first, second = (each.who.user for each in service.received)
    assert first != second


def test_nobody_else_can_make_somebody_leave(client: TestClient) -> None:
    client.get("/chat/")
    assert client.post("/chat/leave", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.cookies.get("cheong")
    assert "leave" not in client.get("/seat/officer/").text
