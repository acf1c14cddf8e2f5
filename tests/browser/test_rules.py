"""What axe-core, the rules others wrote for access (WCAG 2.2 AA and good practice), finds on each screen."""

from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_talk import press, say, to_the_place
from tests.fixtures.needs import missing
from tests.telegram.others import OTHERS

pytestmark = pytest.mark.browser

_AXE = OTHERS / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe() -> str:
    if not _AXE.exists():
        missing("axe-core", "npm, then run `make .venv/.others`")
    return _AXE.read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with an element that breaks it; the script goes past the page's policy."""
    page.evaluate(axe())
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
    assert len(found["passes"]) > 10
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_is_broken_on_the_way_to_a_receipt(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme, bypass_csp=True)
    assert violations(page) == []
    to_the_place(page)
    assert violations(page) == []
    press(page, "지금 위험해요")
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    say(page, "초등학교 정문")
    press(page, "보내기")
    expect(page.locator(".card", has_text="접수됐어요")).to_have_count(1)
    assert violations(page) == []


def test_no_rule_is_broken_at_the_desk_or_in_the_demo(visit: Visit) -> None:
    page = visit("/seat/officer/", bypass_csp=True)
    press(page, "받은 이야기")
    press(page, "답변하기")
    press(page, "미리보기")
    expect(page.locator(".card[data-asks] .problem")).to_have_count(4)
    assert violations(page) == []
    page = visit("/", bypass_csp=True)
    page.frame_locator(".coordinator iframe").locator(".card").first.wait_for()
    assert violations(page) == []


def test_a_broken_page_is_noticed(visit: Visit) -> None:
    page = visit(bypass_csp=True)
    page.evaluate("document.querySelector('#send').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('#send').removeAttribute('title')")
    page.evaluate("document.querySelector('.line').style.color = '#ddd'")
    assert {each.partition(":")[0] for each in violations(page)} == {"button-name", "color-contrast"}
