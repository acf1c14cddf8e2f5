"""A site and a browser. One browser serves the tests of a file; each test gets people of its own in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.fixtures.chromium import FLAGS
from tests.webchat.serving import Site, site

Visit = Callable[..., Page]


# Not for the whole run: while it runs, Playwright's loop leaves no room for tests with one of their own.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, served: Site) -> Iterator[Visit]:
    """Opens a page as somebody new; whatever the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/chat/", **options: Any) -> Page:
        context = browser.new_context(**{"locale": "ko-KR", "reduced_motion": "reduce", **options})
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(served.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("net::ERR_", "status of 503")
    assert [each for each in complaints if not any(part in each for part in expected)] == []
