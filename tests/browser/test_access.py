"""For everybody: by keyboard, on a small phone, with a screen reader, in the dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_talk import press, say, to_the_place
from tests.webchat.serving import Site

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
SMALLEST = {"viewport": {"width": 320, "height": 560}}

NAMELESS = """() =>
  [...document.querySelectorAll("button, input:not([type=hidden]), textarea, a, img, iframe")]
  .filter(e => e.checkVisibility() && !(e.getAttribute("aria-label") || e.getAttribute("alt") === ""
    || e.title || e.innerText?.trim() || [...(e.labels ?? [])].some(label => label.textContent.trim())))
  .map(e => e.outerHTML)"""
SMALL = """() => [...document.querySelectorAll("#log .button, #composer button, nav button, .option")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""


def width_of(page: Page) -> int:
    widths: list[int] = page.evaluate(
        "[document.scrollingElement.scrollWidth, document.getElementById('scroll').scrollWidth]"
    )
    return max(widths)


@pytest.mark.parametrize("options", [PHONE, SMALLEST], ids=["phone", "smallest"])
def test_a_small_screen_never_scrolls_sideways(visit: Visit, options: dict[str, object]) -> None:
    most = options["viewport"]["width"]  # type: ignore[index]  # Playwright's own shape
    page = visit(**options)
    to_the_place(page)
    assert width_of(page) <= most
    say(page, "아주긴말이띄어쓰기없이이어지면화면밖으로나갈수있어요" * 3)
    expect(page.locator(".card").last).to_contain_text("이렇게 보낼게요")
    assert width_of(page) <= most
    assert page.evaluate(SMALL) == []
    page = visit("/seat/officer/", **options)
    press(page, "받은 이야기")
    press(page, "답변하기")
    expect(page.locator(".card[data-asks] textarea").first).to_be_visible()
    assert width_of(page) <= most


def test_with_letters_twice_as_large_nothing_is_cut_off(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 780})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    to_the_place(page)
    assert width_of(page) <= 390
    box = page.locator("#words").bounding_box()
    assert box is not None
    assert box["width"] > 200, "the message box has a row of its own"
    say(page, "초등학교 정문")
    expect(page.locator(".card").last).to_contain_text("이렇게 보낼게요")
    assert width_of(page) <= 390


def test_printed_is_the_whole_talk_and_nothing_to_press(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 400})
    to_the_place(page)
    page.emulate_media(media="print")
    shown, whole = page.evaluate("['scroll', 'log'].map(id => document.getElementById(id).clientHeight)")
    assert shown >= whole > 400
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="지금 위험하면 112")).to_be_visible()


def test_a_concern_by_keyboard_alone(visit: Visit, served: Site) -> None:
    page = visit()

    def focused() -> str:
        name: str = page.evaluate("document.activeElement.innerText || document.activeElement.id")
        return name

    order = []
    for _ in range(8):
        page.keyboard.press("Tab")
        order.append(focused())
    assert order[:6] == ["입력 칸으로 가기", "지금 위험하면 112", "처음", "도움말", "English", "나가기"]
    assert order[7] == "동의하고 시작"
    for label in ("교통", "건너기 무서워요"):
        page.keyboard.press("Enter")
        page.locator("#log button:enabled", has_text=label).last.wait_for()
        while focused() != label:
            page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("초등학교 정문")
    page.keyboard.press("Enter")
    expect(page.locator(".card").last).to_contain_text("이렇게 보낼게요")
    page.keyboard.press("Shift+Tab")
    while focused() != "보내기":
        page.keyboard.press("Shift+Tab")
    outline: str = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".card", has_text="접수됐어요")).to_have_count(1)


def test_everything_has_a_name(visit: Visit) -> None:
    page = visit()
    to_the_place(page)
    assert page.evaluate(NAMELESS) == []
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("heading", level=1)).to_contain_text("치안파트너스")
    expect(page.get_by_role("heading", level=2).last).to_contain_text("어디인가요?")
    expect(page.get_by_label("어디인가요?")).to_have_attribute("id", "words")
    page = visit("/seat/officer/")
    press(page, "받은 이야기")
    press(page, "답변하기")
    expect(page.get_by_label("어떤 이야기를 들으셨나요?")).to_be_visible()
    assert page.evaluate(NAMELESS) == []
    page = visit("/")
    assert page.evaluate(NAMELESS) == []


def test_nothing_moves_for_those_who_ask_so(visit: Visit) -> None:
    page = visit(reduced_motion="reduce")
    press(page, "동의하고 시작")
    expect(page.locator(".card")).to_have_count(2)
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_demo_shows_three_seats_or_one_at_a_time(visit: Visit) -> None:
    page = visit("/", viewport={"width": 1400, "height": 800})
    for seat in ("member", "officer", "coordinator"):
        expect(page.frame_locator(f".{seat} iframe").locator(".card").first).to_be_visible()
    expect(page.get_by_text("모든 부서를 대신해요")).to_have_count(0)
    expect(page.frame_locator(".officer iframe").get_by_text("모든 부서를 대신해요")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("a demo")
    page = visit("/", **PHONE)
    expect(page.locator(".member")).to_be_visible()
    expect(page.locator(".officer")).to_be_hidden()
    page.get_by_role("radio", name="담당자").check(force=True)
    expect(page.locator(".officer")).to_be_visible()
    expect(page.locator(".member")).to_be_hidden()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
