"""Talking on the real page: words and buttons go, answers come, and what cannot go stays in hand."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from intake.messages import Answer, Photo, Place, Press, Say
from tests.browser.conftest import Visit
from tests.fixtures.words import forms
from tests.webchat.fake import DANGER
from tests.webchat.serving import Site

pytestmark = pytest.mark.browser

#: Markup, direction marks and right-to-left letters, Hangul in its parts.
STRANGE = (
    "<img src=x onerror=alert(1)> <b>굵게</b> \u202eabc שלום \u1112\u1161\u11ab\u1100\u1173\u11af &amp; \"'"
)


def press(page: Page, label: str) -> None:
    page.locator("#log button:enabled", has_text=label).last.click()


def say(page: Page, words: str) -> None:
    page.fill("#words", words)
    page.press("#words", "Enter")


def to_the_place(page: Page) -> None:
    for label in ("동의하고 시작", "교통", "건너기 무서워요"):
        press(page, label)
    expect(page.locator("#asked")).to_contain_text("어디인가요?")


def hurry(page: Page) -> None:
    """Waits between attempts are shortened."""
    page.evaluate("() => { const now = window.setTimeout; window.setTimeout = (f, ms) => now(f, ms / 20); }")


def lose_answers(page: Page, count: int) -> list[str]:
    """The next posts are heard, but their answers get lost on the way; the list of posts sent."""
    sent: list[str] = []

    def carry(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.url)
        answer = route.fetch()
        return route.fulfill(response=answer) if len(sent) > count else route.abort()

    page.route("**/chat/", carry)
    return sent


def test_a_concern_by_buttons_and_words(visit: Visit, served: Site) -> None:
    page = visit()
    to_the_place(page)
    expect(page.locator(".mine")).to_have_text(["나: 동의하고 시작", "나: 교통", "나: 건너기 무서워요"])
    expect(page.locator(".card[data-asks]")).to_have_count(1)
    expect(page.get_by_role("button", name="아동·여성")).to_be_hidden()
    say(page, "초등학교 정문")
    expect(page.locator(".card").last).to_contain_text("어디: 초등학교 정문")
    expect(page.locator("#words")).to_have_value("")
    press(page, "보내기")
    expect(page.locator(".card", has_text="접수됐어요")).to_have_count(1)
    assert len(served.service.received) == 5


def test_enter_sends_but_not_while_a_syllable_is_made(visit: Visit, served: Site) -> None:
    page = visit()
    page.fill("#words", "건너")
    page.press("#words", "Shift+Enter")
    page.locator("#words").press_sequentially("기")
    enter = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    page.eval_on_selector("#words", f"words => words.dispatchEvent({enter})")
    assert served.service.received == []
    page.press("#words", "Enter")
    expect(page.locator(".mine:not(.pending)")).to_have_text("나: 건너\n기")
    assert served.service.acts() == [Say("건너\n기")]


def test_strange_text_is_text(visit: Visit, served: Site) -> None:
    page = visit()
    to_the_place(page)
    say(page, STRANGE)
    expect(page.locator(".card").last).to_contain_text("이렇게 보낼게요")
    assert page.locator(".mine").last.inner_text().endswith(STRANGE)
    expect(page.locator(".card").last).to_contain_text("<img src=x onerror=alert(1)> <b>굵게</b>")
    assert page.locator("#log img, #log b").count() == 0
    page.reload()
    expect(page.locator(".card").last).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#log img, #log b").count() == 0


def test_of_somebody_in_danger_no_word_stays_on_the_page(visit: Visit) -> None:
    page = visit()
    to_the_place(page)
    say(page, f"{DANGER}주세요 집 앞에 있어요")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("link", name="📞 112")).to_have_attribute("href", "tel:112")
    assert DANGER not in page.content()
    assert page.evaluate(
        "[...document.querySelectorAll('input, textarea')].every(e => !e.value.includes('집 앞'))"
    )
    expect(page.locator(".card[data-asks]")).to_have_count(1)
    page.reload()
    assert DANGER not in page.content()


def test_the_danger_button_leaves_the_question_open(visit: Visit) -> None:
    page = visit()
    to_the_place(page)
    press(page, "지금 위험해요")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".mine", has_text="위험해요")).to_have_count(0)
    say(page, "초등학교 정문")
    expect(page.locator(".card").last).to_contain_text("어디: 초등학교 정문")


def test_a_lost_answer_is_asked_for_again_as_the_same_event(visit: Visit, served: Site) -> None:
    page = visit()
    sent = lose_answers(page, 1)
    say(page, "건너기 무서워요")
    expect(page.locator(".card").last).to_contain_text("어느 쪽")
    assert len(sent) == 2
    assert served.service.acts() == [Say("건너기 무서워요")]
    expect(page.locator(".mine")).to_have_count(1)
    expect(page.locator("#note")).to_be_hidden()


def test_a_press_without_an_answer_can_be_pressed_again(visit: Visit, served: Site) -> None:
    page = visit()
    to_the_place(page)
    hurry(page)
    sent = lose_answers(page, 4)
    press(page, "건너뛰기")
    expect(page.locator("#note")).to_contain_text("아직 보내지 못했어요")
    expect(page.get_by_role("button", name="건너뛰기")).to_be_focused()
    press(page, "건너뛰기")
    expect(page.locator(".card").last).to_contain_text("이렇게 보낼게요")
    assert len(sent) == 5
    assert len(served.service.received) == 4


def test_what_cannot_be_sent_stays_in_the_box(visit: Visit, served: Site) -> None:
    page = visit()
    served.service.down = True
    hurry(page)
    say(page, "건너기 무서워요")
    expect(page.locator("#note")).to_contain_text("지금 접수가 잠시 멈췄어요")
    expect(page.locator("#words")).to_have_value("건너기 무서워요")
    expect(page.locator(".mine")).to_have_count(0)
    served.service.down = False
    page.press("#words", "Enter")
    expect(page.locator("#words")).to_have_value("")
    expect(page.locator("#note")).to_be_hidden()
    assert served.service.acts() == [Say("건너기 무서워요")]


def test_what_is_too_long_stays_in_the_box_to_be_made_shorter(visit: Visit, served: Site) -> None:
    page = visit()
    say(page, "가" * 4001)
    expect(page.locator("#note")).to_contain_text("4000자까지")
    expect(page.locator("#words")).to_have_value("가" * 4001)
    assert served.service.received == []
    assert (
        max(each.at_most for form in forms().values() for each in form.fields if each.kind == "text") == 4000
    )
    say(page, "가" * 4000)
    expect(page.locator("#words")).to_have_value("")
    expect(page.locator("#note")).to_be_hidden()


def test_a_double_click_is_one_act(visit: Visit, served: Site) -> None:
    page = visit()
    page.get_by_role("button", name="동의하고 시작").dblclick()
    expect(page.locator(".card[data-asks]")).to_have_count(1)
    press(page, "교통")
    expect(page.locator(".card").last).to_contain_text("어떤 점이")
    assert [type(act) for act in served.service.acts()] == [Press, Press]


def test_correcting_brings_the_words_back(visit: Visit) -> None:
    page = visit()
    to_the_place(page)
    say(page, "초등학교 정문")
    press(page, "어디 고치기")
    expect(page.locator("#words")).to_have_value("초등학교 정문")
    page.fill("#words", "초등학교 후문")
    press(page, "그대로 두기")
    expect(page.locator(".card").last).to_contain_text("어디: 초등학교 정문")
    expect(page.locator("#words")).to_have_value("초등학교 후문")


def test_photos_and_words_go_together(visit: Visit, served: Site) -> None:
    page = visit()
    to_the_place(page)
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": b"photo"} for n in ("하나", "둘")]
    page.set_input_files("#photos", files)  # type: ignore[arg-type]  # a TypedDict, given as a dict
    expect(page.locator("#chosen")).to_contain_text("하나.jpg, 둘.jpg")
    say(page, "정문 앞")
    expect(page.locator(".mine:not(.pending)").last).to_have_text("나: 정문 앞\n사진 2장")
    expect(page.locator("#chosen")).to_be_hidden()
    assert served.service.acts()[-2:] == [
        Say("정문 앞"),
        Answer({"photos": (Photo("webchat", "0"), Photo("webchat", "1"))}),
    ]


def test_the_position_answers_where(visit: Visit, served: Site) -> None:
    page = visit(geolocation={"latitude": 37.5665, "longitude": 126.978}, permissions=["geolocation"])
    to_the_place(page)
    page.get_by_role("button", name="지금 위치 보내기").click()
    expect(page.locator(".card").last).to_contain_text("이렇게 보낼게요")
    assert served.service.acts()[-1] == Answer({"place": Place("", 37.5665, 126.978)})


def test_the_page_follows_the_language(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("header")).to_contain_text("This chat is not 112")


def test_when_nothing_is_asked_any_more_the_message_box_says_so(visit: Visit) -> None:
    page = visit()
    to_the_place(page)
    press(page, "건너뛰기")
    press(page, "보내기")
    expect(page.locator("#asked.open")).to_contain_text("무슨 일인지")
    press(page, "여기까지")
    expect(page.locator("#asked.open")).to_have_count(0)
    expect(page.get_by_label("보낼 말")).to_have_attribute("id", "words")


def test_several_choices_are_ticked_then_sent(visit: Visit) -> None:
    page = visit()
    to_the_place(page)
    press(page, "건너뛰기")
    press(page, "보내기")
    for _ in range(2):
        press(page, "건너뛰기")
    expect(page.locator(".card").last).to_contain_text("주로 언제")
    press(page, "다음")
    expect(page.locator(".card .problem").last).to_be_visible()
    for label in ("등교 시간", "주말"):
        page.get_by_role("checkbox", name=label).last.check()
    press(page, "다음")
    expect(page.locator(".mine").last).to_have_text("나: 등교 시간, 주말")


def test_the_officers_form_keeps_what_is_right_and_shows_what_is_not(visit: Visit) -> None:
    page = visit("/seat/officer/")
    press(page, "받은 이야기")
    press(page, "답변하기")
    page.locator("[name='text:heard']").fill("신호가 짧다고 하셨죠.")
    press(page, "미리보기")
    expect(page.locator(".card[data-asks] .problem")).to_have_count(3)
    expect(page.locator(".card[data-asks] [name='text:heard']")).to_have_value("신호가 짧다고 하셨죠.")
    expect(page.locator(".card[data-asks] [name='text:checked']")).to_be_focused()


def test_without_a_script_plain_forms_do_it_all(visit: Visit, served: Site) -> None:
    page = visit(java_script_enabled=False)
    for label in ("동의하고 시작", "교통", "건너기 무서워요"):
        page.get_by_role("button", name=label).click()
    page.fill("#words", "초등학교 정문")
    page.locator("#send").click()
    expect(page.locator(".mine")).to_have_text(re.compile("초등학교 정문"))
    page.locator("#log").get_by_role("button", name="보내기", exact=True).click()
    expect(page.locator(".card", has_text="접수됐어요")).to_have_count(1)
    expect(page.locator(".card", has_text="접수됐어요")).to_be_in_viewport()
    assert len(served.service.received) == 5
