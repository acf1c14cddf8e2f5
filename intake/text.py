"""What is done to any text before it means anything: one spelling, no hidden characters, no id numbers.

Resident registration numbers and payment cards are taken out before a text is kept anywhere,
because no consent makes them ours to keep. The check digit is not asked for: numbers given since
October 2020, and those changed to protect somebody, do not follow it.
"""

import re
import unicodedata
from datetime import date

#: A text longer than this is cut before it is read at all; one chat message is far shorter.
LONGEST = 20_000

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
# What may stand between the parts of a number: any marks, and the letters that people type for a dash.
_BETWEEN = r"[\W_\u3161\u30fc\u4e00]{0,5}"
_DASHES = r"[\s\-./\u00b7\u2010-\u2015\u2043\u2212\u2500\u2501\u30fc\u3161\u4e00\ufe58\ufe63\uff0d\uff0e]"
_RESIDENT = re.compile(rf"(?<!\d)(\d{{2}})[-./]?(\d{{2}})[-./]?(\d{{2}}){_BETWEEN}(\d)([\d*]{{6}})(?![\d*])")
_CARD = re.compile(rf"(?<!\d)\d{{4}}(?:{_DASHES}{{0,3}}\d{{4}}){{3}}(?!\d)")

#: A resident number may have its last six digits starred already.
_FEWEST_DIGITS = 7

_CENTURY = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900}
_CENTURY |= {"3": 2000, "4": 2000, "7": 2000, "8": 2000}


def clean(text: str) -> str:
    """The text in NFC, without control, zero-width and direction characters, at most LONGEST long."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    text = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def mask(text: str) -> str:
    """The text with resident registration and card numbers replaced by ○; doing it twice changes nothing."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return text
    # Wide digits are found by their plain form; both forms have the same length, so offsets agree.
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    for pattern, hides in ((_RESIDENT, _is_resident), (_CARD, lambda _: True)):
        for found in pattern.finditer(plain):
            if hides(found):
                start, end = found.span()
                hidden = "".join("○" if c.isdigit() else c for c in plain[start:end])
                text = text[:start] + hidden + text[end:]
        plain = "".join("○" if t == "○" else p for t, p in zip(text, plain, strict=True))
    return text


def _is_resident(found: "re.Match[str]") -> bool:
    year, month, day, century, _ = found.groups()
    try:
        date(_CENTURY[century] + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def says_something(text: str) -> bool:
    """Whether there is any letter or digit in it: emoji and punctuation alone say nothing we can pass on."""
    return any(unicodedata.category(c)[0] in "LN" for c in text)
