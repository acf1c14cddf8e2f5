"""Which days to come a text names: of a promise, or of the next news."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from routing.reading.patterns import load

#: Without a year, a day that lies further back than this is next year's; a nearer one is simply past.
_BACK = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Dates:
    """The ways a day may be written."""

    patterns: tuple[re.Pattern[str], ...]
    months: tuple[str, ...]

    def read(self, text: str, today: date) -> tuple[date, ...]:
        """The days from today on that the text names, each once, the first named first."""
        found = sorted(self._found(text, today))
        return tuple(dict.fromkeys(day for _, day in found if day >= today))

    def _found(self, text: str, today: date) -> Iterator[tuple[int, date]]:
        for pattern in self.patterns:
            for match in pattern.finditer(text):
                said = match.groupdict()
                name = said.get("name")
                month = self.months.index(name.lower()) + 1 if name else int(said["month"])
                day = self._day(said.get("year"), month, int(said["day"]), today)
                if day is not None:
                    yield match.start(), day

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
