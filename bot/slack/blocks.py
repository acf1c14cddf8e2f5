"""Words as Block Kit: escaped, cut to Slack's limits, in as few blocks as they take. Pure.

Text goes out as mrkdwn with `&<>` escaped and `verbatim`, so that nothing people type becomes a mention or
a link. What mrkdwn makes of their asterisks is bold at worst.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.card import Line
from bot.slack.naming import as_typed_here

Block = dict[str, Any]

LONGEST_SECTION = 3000
LONGEST_LABEL = 75
LONGEST_VALUE = 150
LONGEST_INPUT_LABEL = 2000
LONGEST_TEXT = 3000
MOST_BLOCKS, MOST_MODAL_BLOCKS = 50, 100
#: Room for the signs put around a line: a quote's sign, a bold line's asterisks.
_SPARE = 8
NOTHING = "·"


def whole(text: str) -> str:
    """Without halves of characters and NUL, which JSON carries but Slack refuses."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def escaped(text: str) -> str:
    """As Slack wants the three characters that begin its own markup."""
    return whole(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, longest: int) -> Block:
    """A plain text object no longer than it may be; never empty."""
    words = " ".join(whole(text).split()) if "\n" not in text else whole(text).strip()
    return {"type": "plain_text", "text": shortened(words or NOTHING, longest), "emoji": True}


def mrkdwn(text: str) -> Block:
    """A text object of what is escaped already."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning with a sign that there was more."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def fallback(lines: Iterable[Line]) -> str:
    """What notifications and screen readers say."""
    words = as_typed_here("\n".join(line.text for line in lines)).strip() or NOTHING
    most = LONGEST_TEXT
    while len(escaped(shortened(words, most))) > LONGEST_TEXT:
        most = most * 2 // 3
    return escaped(shortened(words, most))


def sections(lines: Iterable[Line]) -> Iterator[Block]:
    """The lines in order; those that follow each other share a block, quiet ones a small one."""
    held, quiet = "", False
    for line in lines:
        for piece in _pieces(line):
            if held and (
                quiet is not (line.style == "quiet") or len(held) + 1 + len(piece) > LONGEST_SECTION
            ):
                yield _block(held, quiet=quiet)
                held = ""
            held = f"{held}\n{piece}" if held else piece
            quiet = line.style == "quiet"
    if held:
        yield _block(held, quiet=quiet)


def _block(text: str, *, quiet: bool) -> Block:
    if quiet:
        return {"type": "context", "elements": [mrkdwn(text)]}
    return {"type": "section", "text": mrkdwn(text)}


def _pieces(line: Line) -> Iterator[str]:
    """A paragraph in the signs of its style, in parts that fit into a block; of a head, the first row."""
    for number, row in enumerate(escaped(as_typed_here(line.text)).split("\n")):
        for part in _cut(row.strip()):
            if not part:
                continue
            if line.style == "strong" and number == 0:
                yield f"*{part}*"
            elif line.style == "quote":
                yield f"> {part}"
            elif line.style == "problem":
                yield f":warning: {part}"
            else:
                yield part


def _cut(text: str) -> Iterator[str]:
    most = LONGEST_SECTION - _SPARE - len(":warning: ")
    while len(text) > most:
        end = text.rfind(" ", most // 2, most)
        end = end if end > 0 else _before_entity(text, most)
        yield text[:end].strip()
        text = text[end:].strip()
    yield text


def _before_entity(text: str, end: int) -> int:
    """A place to cut that leaves `&amp;` and its like whole."""
    sign = text.rfind("&", max(0, end - 5), end)
    return sign if sign > 0 and ";" not in text[sign:end] else end
