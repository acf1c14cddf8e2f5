"""When the office works: Monday to Friday, holidays out, 09:00–12:00 and 13:00–18:00 in Seoul."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

from routing.gaps import DATA, Reader, Table

SEOUL = ZoneInfo("Asia/Seoul")

FILE = "holidays.toml"

#: Eight hours, which the law's counting takes for one working day.
OFFICE_HOURS = ((time(9), time(12)), (time(13), time(18)))
OPENS, CLOSES = OFFICE_HOURS[0][0], OFFICE_HOURS[-1][1]

_CHANGES = ("add", "remove")
_SATURDAY = 5


class CalendarEnds(Exception):
    """A day was asked for that the table of holidays does not cover; `day` is that day."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{FILE}: it covers {first} to {last}, and {day} is asked for; add the holidays of {day.year}"
            f" and move {'covers_through' if day > last else 'covers_from'}."
        )
        self.day = day


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days from `first` to `last`, both covered, and the holidays among them."""

    holidays: frozenset[date]
    first: date
    last: date

    def is_working(self, day: date) -> bool:
        """Whether the office works on the day; CalendarEnds outside the table: a guess would be a promise."""
        if not self.first <= day <= self.last:
            raise CalendarEnds(day, self.first, self.last)
        return day.weekday() < _SATURDAY and day not in self.holidays


def load_calendar(folder: Path | None = None, switches: Mapping[str, bool] | None = None) -> Calendar:
    """The calendar of `folder` (the packaged one by default); DirectoryError when its file has a gap.

    `switches` sets holidays that are in doubt, by the name the file gives them; the others stand as in it.
    """
    reader = Reader(FILE)
    data = reader.parse(folder or DATA)
    reader.day(data, "checked_on", "")
    first, last = reader.day(data, "covers_from", ""), reader.day(data, "covers_through", "")
    if first > last:
        reader.gap("covers_through", "it lies before covers_from; correct one of them.")
    days = _drawn(reader, data)
    for key, row in reader.list_of_tables(data, "correction"):
        day = reader.day(row, "day", key)
        reader.text(row, "reason", key)
        reader.day(row, "checked_on", key)
        # Days once added wrongly are taken out rather than deleted, so that the reason stays readable.
        if reader.one_of(row, "change", _CHANGES, key) == "add":
            days.add(day)
        else:
            days.discard(day)
    days -= _switched_off(reader, data, switches or {})
    for day in sorted(days):
        if not first <= day <= last:
            reader.gap(
                str(day), "this holiday lies outside covers_from and covers_through; move one of them."
            )
    reader.refuse()
    return Calendar(frozenset(days), first, last)


def _drawn(reader: Reader, data: Table) -> set[date]:
    days = set()
    for written in data.get("drawn", {}):
        try:
            days.add(date.fromisoformat(written))
        except ValueError:
            reader.gap(f"drawn.{written}", "it is no date; write it as 2026-12-31.")
    if not days:
        reader.gap("drawn", "there is no holiday in it; draw the table with scripts/draw_holidays.py.")
    return days


def _switched_off(reader: Reader, data: Table, switches: Mapping[str, bool]) -> set[date]:
    days: set[date] = set()
    known = set()
    for key, row in reader.list_of_tables(data, "switch"):
        name = reader.text(row, "name", key)
        known.add(name)
        reader.text(row, "reason", key)
        reader.day(row, "checked_on", key)
        found = row.get("days", [])
        if not (isinstance(found, list) and found and all(type(day) is date for day in found)):
            reader.gap(f"{key}.days", "it must be a list of dates, such as [2026-12-31].")
            continue
        if not switches.get(name, reader.flag(row, "on", key)):
            days.update(found)
    for name in sorted(switches.keys() - known):
        reader.gap(
            f"switch {name}", "there is no switch of this name; take the setting out or add the switch."
        )
    return days
