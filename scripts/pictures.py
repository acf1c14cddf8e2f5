"""Makes the README's pictures from a real run: three seats, and three moments on a phone. `make pictures`."""

import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.walk import Seats, answer, file_concern
from tests.fixtures.chromium import FLAGS, find_chromium
from tests.fixtures.running import running

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
#: Pixels between two phones, and what is seen there.
GAP, GROUND = 48, "#ffffff"


def main() -> None:
    """Walk through the main job and take a picture where it is worth one."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(find_chromium()), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": 1440, "height": 900}, locale="ko-KR", reduced_motion="reduce"
        )
        page.goto(f"{service.url}/")
        three_seats(page)
        page.screenshot(path=PICTURES / "seats.png")
        beside(three_moments(browser, service.url)).save(PICTURES / "phone.png", optimize=True)
        browser.close()


def three_seats(page: Page) -> None:
    """The answer has just come, and the coordinator looks at how it stands."""
    seats = Seats.of(page)
    file_concern(seats)
    seats.member.press("여기까지")
    answer(seats)
    seats.coordinator.press("부서별 현황")
    seats.coordinator.sees("답한 것 1")


def three_moments(browser: Browser, url: str) -> Sequence[bytes]:
    """Somebody new is asked; their receipt; an answer."""
    phone = browser.new_page(
        viewport={"width": 390, "height": 780},
        device_scale_factor=1.5,
        locale="ko-KR",
        is_mobile=True,
        reduced_motion="reduce",
    )
    phone.goto(f"{url}/chat/")
    member = Seats.of_one(phone)
    member.press("동의하고 시작")
    member.sees("무슨 일인지")
    asked = phone.screenshot()
    member.type("어제 밤 11시쯤 면목동 공원 화장실 뒤에서 취객들이 싸워서 무서웠어요")
    member.sees("이렇게 보낼게요.")
    member.press("보내기")
    member.sees("접수됐어요.")
    receipt = phone.screenshot()
    phone.goto(f"{url}/seat/member/")
    phone.wait_for_selector("article")
    return asked, receipt, phone.screenshot()


def beside(pictures: Sequence[bytes]) -> Image.Image:
    """All of one size, in a row."""
    each = [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures]
    width, height = each[0].size
    row = Image.new("RGB", (len(each) * (width + GAP) - GAP, height), GROUND)
    for number, picture in enumerate(each):
        row.paste(picture, (number * (width + GAP), 0))
    return row


if __name__ == "__main__":
    main()
