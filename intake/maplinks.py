"""The position in a map's link, where it stands in the link itself. No link is ever followed."""

import re

_LINK = re.compile(r"https?://[^\s<>\"']+")
_DEGREES = r"(-?\d{1,3}\.\d{3,15})"
_PAIR = rf"{_DEGREES},{_DEGREES}"
#: The place meant counts before the middle of the map; then "NAME,37.5,127.0", "@37.5,127.0", "q=37.5,127.0".
_WAYS = (
    re.compile(rf"!3d{_DEGREES}!4d{_DEGREES}"),
    re.compile(rf"[@,/]{_PAIR}"),
    re.compile(rf"[?&](?:q|query|ll|daddr|destination)={_PAIR}"),
    re.compile(rf"[?&](?:lat|latitude|y)={_DEGREES}&(?:lng|lon|longitude|x)={_DEGREES}"),
)


def position_in(text: str) -> tuple[float, float] | None:
    """Degrees of latitude and longitude (WGS 84) in the first link of the text that tells them."""
    for link in _LINK.findall(text):
        plain = re.sub("%2c", ",", link, flags=re.IGNORECASE)
        found = next((match for way in _WAYS if (match := way.search(plain))), None)
        if found is not None and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
            return float(found[1]), float(found[2])
    return None
