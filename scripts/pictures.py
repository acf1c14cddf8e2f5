"""Makes the README's pictures from a real run: three seats, and three moments on a phone. `make pictures`."""

import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.walk import three_moments, three_seats
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
