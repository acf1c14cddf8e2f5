"""The main job on the real page, over the real service: filed, taken, answered, rated; nothing lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.walk import WILL, Seats, file_concern, reply_to_it
from tests.fixtures.running import running, start

pytestmark = pytest.mark.browser


def test_the_main_job(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as service:
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ko-KR")
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{service.url}/")
        seats = Seats.of(page)

        presses = 1 + file_concern(seats)
        reply_to_it(seats)
        for letter in ("접수됐어요.", WILL):
            assert seats.member.frame.locator("article", has_text=letter).last.locator("time").count() == 1
        seats.member.press("담당자에게 답장")
        seats.member.type("고맙습니다. 아이들이 좋아해요.")
        seats.officer.sees("아이들이 좋아해요")
        page.close()

    assert presses <= 6
    assert troubles == []


def test_a_restart_half_way_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(locale="ko-KR")
    first = start(tmp_path)
    page.goto(f"{first.url}/seat/member/")
    member = Seats.of_one(page)
    member.press("동의하고 시작")
    member.press("교통")
    member.sees("어떤 점이 걱정되세요?")
    first.kill()

    with running(tmp_path) as second:
        page.goto(f"{second.url}/seat/member/")
        member = Seats.of_one(page)
        member.sees("어떤 점이 걱정되세요?")
        member.press("차가 너무 빨라요")
        member.type("화곡동 까치산시장 앞")
        member.press("보내기")
        member.sees("접수됐어요.")
        page.reload()
        member = Seats.of_one(page)
        member.sees("접수됐어요.")

        assert member.count("접수됐어요.") == 1
    page.close()
