"""Makes the README's pictures from a real run: three seats, and a phone. `make pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.walk import Seats, file_concern, reply_to_it
from tests.fixtures.chromium import FLAGS, find_chromium
from tests.fixtures.running import running

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> None:
    """Walk through the main job and take a picture where it is worth one."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(find_chromium()), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": 1440, "height": 900}, locale="ko-KR", reduced_motion="reduce"
        )
        page.goto(f"{service.url}/")
        seats = Seats.of(page)
        file_concern(seats)
        reply_to_it(seats)
        page.screenshot(path=PICTURES / "seats.png")
        phone = browser.new_page(
            viewport={"width": 390, "height": 780},
            device_scale_factor=2,
            locale="ko-KR",
            is_mobile=True,
            reduced_motion="reduce",
        )
        phone.goto(f"{service.url}/seat/member/")
        phone.wait_for_selector("article")
        phone.screenshot(path=PICTURES / "phone.png")
        browser.close()


if __name__ == "__main__":
    main()
