"""The colours can be told apart, in the light and in the dark, by people who see less well."""

import re

import pytest

from bot.webchat.paper import ASSETS

STYLE = ASSETS["chat.css"].data.decode()
TEXT, SIGN = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
#: What stands on what.
TEXTS = [
    *(("ink", ground) for ground in ("paper", "card", "mine", "danger-paper")),
    *(("quiet", ground) for ground in ("paper", "card")),
    *(("deep", ground) for ground in ("paper", "card", "tint", "danger-paper")),
    *(("danger", ground) for ground in ("card", "danger-paper")),
    ("on-deep", "deep"),
    ("on-danger", "danger"),
]
SIGNS = [("focus", "paper"), ("focus", "card"), ("deep", "card"), ("danger", "card")]


def _colours(scheme: str) -> dict[str, str]:
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)", 1)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark.partition("}\n}")[0]))
    return colours


def _luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "ground", "least"), [*((*p, TEXT) for p in TEXTS), *((*p, SIGN) for p in SIGNS)]
)
def test_what_stands_on_what_can_be_read(front: str, ground: str, least: float, scheme: str) -> None:
    colours = _colours(scheme)
    assert contrast(colours[front], colours[ground]) >= least


def test_contrast_is_reckoned_as_agreed() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_page_holds_no_words_in_its_script() -> None:
    assert not re.search("[\uac00-\ud7a3]", ASSETS["chat.js"].data.decode())
    assert ASSETS["chat.js"].data.count(b"\n") <= 250
