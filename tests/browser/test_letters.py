"""Letters come to an open page by themselves, each once, through lost lines and hidden windows."""

import pytest
from playwright.sync_api import Page, expect

from intake.messages import Phrase, Tell
from tests.browser.conftest import Visit
from tests.browser.test_talk import say
from tests.webchat.serving import Site

pytestmark = pytest.mark.browser

SEAT = "/seat/officer/"
USER = "demo-officer"


def push(served: Site, number: str) -> None:
    served.push(USER, Tell("case.rated", {"number": number, "who": "파트너 K-17", "score": Phrase("noted")}))


def numbers(page: Page) -> list[str]:
    return [text.partition(" ")[0] for text in page.locator(".card", has_text="평가").all_inner_texts()]


def streams(served: Site, count: int, page: Page) -> None:
    """Wait until so many streams are open."""
    for _ in range(100):
        if served.streams() == count:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{served.streams()} streams are open instead of {count}")


def test_a_letter_comes_without_reloading_and_stays_once(visit: Visit, served: Site) -> None:
    page = visit(SEAT)
    streams(served, 1, page)
    push(served, "N-1")
    expect(page.locator(".card").last).to_contain_text("N-1")
    page.reload()
    streams(served, 1, page)
    push(served, "N-2")
    expect(page.locator(".card").last).to_contain_text("N-2")
    assert numbers(page) == ["N-1", "N-2"]


def test_a_lost_line_loses_and_doubles_nothing(visit: Visit, served: Site) -> None:
    page = visit(SEAT)
    streams(served, 1, page)
    sent = []
    for round_ in range(3):
        for n in range(2):
            push(served, f"N-{round_}{n}")
        served.drop_streams()
        push(served, f"N-{round_}x")
        sent += [f"N-{round_}0", f"N-{round_}1", f"N-{round_}x"]
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator(".card").last).to_contain_text(f"N-{round_}x")
    assert numbers(page) == sent


def test_a_browser_connects_again_by_itself(visit: Visit, served: Site) -> None:
    page = visit(SEAT)
    streams(served, 1, page)
    served.drop_streams()
    push(served, "N-1")
    expect(page.locator(".card").last).to_contain_text("N-1")
    assert numbers(page) == ["N-1"]
    expect(page.locator("#note")).to_be_hidden()


def test_a_hidden_page_gives_its_stream_up(visit: Visit, served: Site) -> None:
    page = visit(SEAT)
    streams(served, 1, page)
    hide = "hidden => { Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true}); "
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    streams(served, 0, page)
    push(served, "N-1")
    push(served, "N-2")
    page.evaluate(hide, False)
    expect(page.locator(".card").last).to_contain_text("N-2")
    assert numbers(page) == ["N-1", "N-2"]


def test_two_windows_get_every_letter(visit: Visit, served: Site) -> None:
    one, other = visit(SEAT), visit(SEAT)
    streams(served, 2, one)
    push(served, "N-1")
    for page in (one, other):
        expect(page.locator(".card").last).to_contain_text("N-1")


def test_a_letter_does_not_disturb_who_is_writing(visit: Visit, served: Site) -> None:
    page = visit(SEAT)
    page.locator("#words").press_sequentially("쓰는 중")
    push(served, "N-1")
    expect(page.locator(".card").last).to_contain_text("N-1")
    expect(page.locator("#words")).to_have_value("쓰는 중")
    expect(page.locator("#words")).to_be_focused()


def test_the_receipt_comes_once_whatever_is_first(visit: Visit, served: Site) -> None:
    served.service.courier = 0.1
    page = visit()
    for label in ("동의하고 시작", "교통", "건너기 무서워요", "건너뛰기", "보내기"):
        page.locator("#log button:enabled", has_text=label).last.click()
    expect(page.locator(".card", has_text="접수됐어요")).to_have_count(1)
    say(page, "아이들이 건널 때 차가 멈추지 않아요")
    expect(page.locator(".card").last).to_contain_text("어느 쪽에서")
    page.reload()
    expect(page.locator(".card", has_text="접수됐어요")).to_have_count(1)
    expect(page.locator(".card[data-asks]")).to_have_count(1)
