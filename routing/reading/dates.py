"""Which days to come a text names: of a promise, or of the next news."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from routing.reading.patterns import load

#: Without a year, a day that lies further back than this is next year's; a nearer one is simply past.
_BACK = timedelta(days=180)
#: Where what is said of one day may end.
_STOP = re.compile(r"[.!?](?=\s)|[,;\n]")
_EDGES = " ,;\n"


@dataclass(frozen=True, slots=True)
class Dates:
    """The ways a day may be written."""

    patterns: tuple[re.Pattern[str], ...]
    months: tuple[str, ...]

    def read(self, text: str, today: date) -> tuple[date, ...]:
        """The days from today on that the text names, each once, the first named first."""
        found = sorted(self._found(text, today))
        return tuple(dict.fromkeys(day for *_, day in found if day >= today))

    def part(self, text: str, wanted: date, today: date) -> str:
        """What of the text is said of the day, where it names several; else all of it.

        A part begins after a stop or a comma, or with a day; what names none goes on with what was before.
        """
        found = sorted(self._found(text, today))
        if len({day for *_, day in found}) < 2 or wanted not in {day for *_, day in found}:
            return text
        inside = {at for start, end, _ in found for at in range(start, end)}
        cuts = [0, *(each.end() for each in _STOP.finditer(text) if each.start() not in inside), len(text)]
        parts: list[tuple[date | None, str]] = []
        for start, end in pairwise(cuts):
            days = [(at, day) for at, _, day in found if start <= at < end]
            begins = [start, *(at for at, _ in days[1:]), end]
            before = parts[-1][0] if parts else None
            named: list[date | None] = [day for _, day in days] or [before]
            parts += zip(named, (text[a:b] for a, b in pairwise(begins)), strict=True)
        said = "".join(said for day, said in parts if day == wanted).strip(_EDGES)
        return said if said.endswith((".", "!", "?")) else f"{said}…"

    def _found(self, text: str, today: date) -> Iterator[tuple[int, int, date]]:
        for pattern in self.patterns:
            for match in pattern.finditer(text):
                said = match.groupdict()
                name = said.get("name")
                month = self.months.index(name.lower()) + 1 if name else int(said["month"])
                day = self._day(said.get("year"), month, int(said["day"]), today)
                if day is not None:
                    yield match.start(), match.end(), day

    @staticmethod
    def _day(year: str | None, month: int, day: int, today: date) -> date | None:
        try:
            found = date(int(year) if year else today.year, month, day)
            return found if year or found >= today - _BACK else found.replace(year=today.year + 1)
        except ValueError:
            return None


def load_dates() -> Dates:
    """The packaged patterns."""
    data = load("dates.toml")
    return Dates(tuple(re.compile(each) for each in data["patterns"]), tuple(data["months"]))
