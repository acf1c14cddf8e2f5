"""Whether two places are the same spot, and by which marks one is found again. Pure.

A mark says little: an area with a cell of about half a kilometre, or with a place's name in a gu. Storage
keeps only a keyed hash of it. What shares a mark is then compared exactly, with the places opened.
"""

import re
import unicodedata
from math import asin, cos, degrees, radians, sin, sqrt

from intake.messages import Place
from routing.directory.agencies import Directory, Neighbourhood
from routing.directory.places import locate

#: Mean radius of the earth in metres (IUGG).
EARTH = 6_371_008.8
#: This near it is the same spot, in metres.
SAME = 80.0
#: The size of a cell in degrees: about 556 by 552 metres in Seoul.
CELL_LAT, CELL_LON = 0.005, 0.00625
#: A name with fewer letters names nothing.
SHORTEST = 2

_WORDS = re.compile(r"\w+")


def metres(one: Place, two: Place) -> float | None:
    """The distance along the earth's surface (haversine); None unless both have coordinates."""
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return None
    lat1, lat2 = radians(one.lat), radians(two.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(two.lon - one.lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, chord)))


def same_spot(one: Place, two: Place, directory: Directory) -> bool:
    """Within SAME metres of each other, or called the same in the same gu."""
    apart = metres(one, two)
    if apart is not None and apart <= SAME:
        return True
    name = _named(one, directory)
    return name is not None and name == _named(two, directory)


def marks(area: str, place: Place, directory: Directory) -> frozenset[str]:
    """By which marks a concern there is found."""
    found = {_name_mark(area, name)} if (name := _named(place, directory)) else set()
    if place.lat is not None and place.lon is not None:
        found.add(_cell_mark(area, place.lat, place.lon))
    return frozenset(found)


def reach(area: str, place: Place, directory: Directory) -> frozenset[str]:
    """The marks of whatever may be the same spot: those of the place, and of the cells within SAME metres."""
    found = set(marks(area, place, directory))
    if place.lat is not None and place.lon is not None:
        north = degrees(SAME / EARTH)
        east = north / max(cos(radians(place.lat)), 0.01)
        found |= {
            _cell_mark(area, place.lat + up * north, place.lon + right * east)
            for up in (-1, 1)
            for right in (-1, 1)
        }
    return frozenset(found)


def _cell_mark(area: str, lat: float, lon: float) -> str:
    return f"cell:{area}:{lat // CELL_LAT:.0f}:{lon // CELL_LON:.0f}"


def _name_mark(area: str, name: tuple[str, str]) -> str:
    return f"name:{area}:{name[0]}:{name[1]}"


def _named(place: Place, directory: Directory) -> tuple[str, str] | None:
    """The gu and the name, made alike; None where the gu is not known or nothing is left of the name."""
    gu = place.gu if place.gu in directory.gus else locate(place.text, directory).gu
    name = _alike(place.text, directory.neighbourhood, gu) if gu else ""
    return (gu, name) if gu and len(name) >= SHORTEST else None


def _alike(text: str, rules: Neighbourhood, gu: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold()
    for long, short in rules.short.items():
        text = text.replace(long, short)
    words = [word for word in _WORDS.findall(text) if word != gu]
    while words and words[-1] in rules.around:
        words.pop()
    name = "".join(words)
    ending = next((each for each in sorted(rules.around, key=len) if name.endswith(each)), "")
    bare = name.removesuffix(ending)
    return bare if len(bare) > SHORTEST else name
