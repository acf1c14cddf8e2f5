"""When a text says it was: as written, and, where it means one day or instant, that one in Seoul's time."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from intake.messages import Moment
from intake.wording import SEOUL
from routing.reading.patterns import load

FILE = "moments.toml"

#: "Every Saturday" and "around eleven" belong together when so much stands between them at most.
_GAP = 3


@dataclass(frozen=True, slots=True)
class Moments:
    """Expressions made of the words of the data."""

    when: re.Pattern[str]
    usually: re.Pattern[str]
    days: Mapping[str, int]
    units: Mapping[str, int]
    numbers: Mapping[str, int]
    #: From which hour on a clock, to which, twelve hours are added.
    parts: Mapping[str, tuple[int, int]]
    weekdays: tuple[str, ...]
    #: Parts of the day whose twelfth hour begins the next day, or the same.
    midnight: tuple[str, ...]
    early: tuple[str, ...]

    def read(self, text: str, now: datetime, on: date | None = None) -> Moment | None:
        """The time meant by a message of that instant; None when it names none.

        A bare hour is one of the day `on`, if that is given.
        """
        text = unicodedata.normalize("NFC", text)
        found = self._first(text)
        usual = self.usually.search(text)
        if found is None:
            return Moment(usual[0].strip()) if usual else None
        if on and not found["day"] and not (usual and usual.start() < found.start()):
            return self._on(found[0].strip(), on)
        if usual and not found["day"] and -1 <= found.start() - usual.end() <= _GAP:
            return Moment(text[usual.start() : found.end()].strip())
        day = self._day(found, now.astimezone(SEOUL).date())
        at: datetime | date | None = day
        if day and found["hour"]:
            at = self._at(found, day)
        return Moment(found[0].strip(), at)

    def _on(self, clock: str, on: date) -> Moment | None:
        """An hour of a day that is known."""
        today = next(name for name, back in self.days.items() if back == 0)
        found = self.read(f"{today} {clock}", datetime.combine(on, time(12), SEOUL))
        return found and replace(found, text=clock)

    def _first(self, text: str) -> re.Match[str] | None:
        return next((each for each in self.when.finditer(text) if each[0].strip()), None)

    def _day(self, found: re.Match[str], today: date) -> date | None:
        if name := found["name"]:
            return today - timedelta(days=self.days[name])
        if count := found["count"]:
            unit = self.units.get((found["unit"] or "").strip(), 1)
            return today - timedelta(days=unit * self._number(count))
        if weekday := found["weekday"]:
            back = today.weekday() - self.weekdays.index(weekday) + 7
            return today - timedelta(days=back)
        return None

    def _at(self, found: re.Match[str], day: date) -> datetime | date:
        hour = self._number(found["hour"])
        said = found["part"] or found["name"] or ""
        part = self.parts.get(said)
        if part and part[0] <= hour <= part[1]:
            hour += 12
        minute = 30 if found["half"] else int(found["minute"] or 0)
        if hour > 24 or minute > 59:
            return day
        if hour == 12 and said in self.early:
            hour = 0
        # Twelve at night, and twenty-four o'clock, begin the next day.
        late = hour == 24 or (hour == 12 and said in self.midnight)
        return datetime.combine(day + timedelta(days=late), time(0 if late else hour, minute), SEOUL)

    def _number(self, written: str) -> int:
        return int(written) if written.isdecimal() else self.numbers.get(written, 0)


def load_moments() -> Moments:
    """The packaged words."""
    data = load(FILE)
    words = data["words"]
    named, counted = _any_of(data["days"]), _any_of(data["numbers"])
    part, weekdays = _any_of(data["parts"]), "".join(words["weekdays"])
    ago = _any_of(words["ago"])
    day = (
        rf"(?P<day>(?P<name>{named})|(?P<count>{counted}|\d{{1,3}})\s?(?P<unit>{_any_of(data['units'])}|{ago})"
        rf"|(?:{_any_of(words['last_week'])})\s?(?P<weekday>[{weekdays}]){words['weekday']})"
    )
    clock = (
        rf"(?P<part>{part})?\s?(?P<hour>\d{{1,2}}|{counted})\s?{words['hour']}(?!\w?{words['span']})"
        rf"(?:\s?(?:(?P<half>{words['half']})|(?P<minute>\d{{1,2}}){words['minute']}))?"
        rf"(?:\s?(?:{_any_of(words['about'])}))?"
    )
    when = re.compile(rf"(?<!\w)(?:{day}(?:\s?(?:{clock}))?|{clock.replace('?P<', '?P<also_')})")
    return Moments(
        when=when,
        usually=re.compile(
            rf"(?<!\w)(?:{_any_of(data['usually']['every'])})(?:\s[{weekdays}]{words['weekday']})?"
        ),
        days=data["days"],
        units=data["units"],
        numbers=data["numbers"],
        parts={name: (pair[0], pair[1]) for name, pair in data["parts"].items()},
        weekdays=tuple(words["weekdays"]),
        midnight=tuple(words["midnight"]),
        early=tuple(words["early"]),
    )


def _any_of(words: Mapping[str, object] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
