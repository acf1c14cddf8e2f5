"""When an English text says it was: as written, and the day or instant meant in Seoul's time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.messages import Moment
from intake.wording import SEOUL
from routing.reading.patterns import load

FILE = "times.toml"


@dataclass(frozen=True, slots=True)
class Times:
    """Expressions made of the words of the data."""

    day: re.Pattern[str]
    clock: re.Pattern[str]
    usually: re.Pattern[str]
    days: Mapping[str, int]
    weekdays: tuple[str, ...]

    def read(self, text: str, now: datetime, on: date | None = None) -> Moment | None:
        """The time meant by a message of that instant; a bare hour is one of the day `on`."""
        if usual := self.usually.search(text):
            return Moment(usual[0])
        named, hour = self.day.search(text), self.clock.search(text)
        if not named and not hour:
            return None
        day = self._day(named, now.astimezone(SEOUL).date()) if named else on
        found = sorted((each for each in (named, hour) if each), key=lambda each: each.start())
        # "Yesterday around 11 pm" is one expression; words between the two belong to something else.
        near = len(found) == 1 or 0 <= found[1].start() - found[0].end() <= 1
        said = text[found[0].start() : found[-1].end()] if near else " ".join(each[0] for each in found)
        at: date | datetime | None = day
        # Midnight may be the one before or the one after: the day alone is certain.
        if day and hour and not hour["midnight"]:
            at = datetime.combine(day, self._clock(hour), SEOUL)
        return Moment(said.strip(), at)

    def _day(self, found: re.Match[str], today: date) -> date:
        name = found["name"].casefold()
        if name in self.days:
            return today - timedelta(days=self.days[name])
        back = (today.weekday() - self.weekdays.index(name)) % 7 or 7
        return today - timedelta(days=back)

    @staticmethod
    def _clock(found: re.Match[str]) -> time:
        if found["noon"]:
            return time(12)
        hour = int(found["hour"]) % 12 + (12 if found["half"].casefold() == "p" else 0)
        return time(hour, int(found["minute"] or 0))


def load_times() -> Times:
    """The packaged words."""
    data = load(FILE)
    words = data["words"]
    case = re.IGNORECASE
    around = rf"(?:(?:{_any_of(words['around'])})\s)?"
    days = rf"(?P<name>{_any_of((*data['days'], *words['weekdays']))})"
    return Times(
        day=re.compile(rf"\b(?:(?:{_any_of(words['last'])})\s)?{days}\b", case),
        clock=re.compile(
            rf"\b{around}(?:(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
            rf"|(?P<noon>{words['noon']})\b|(?P<midnight>{words['midnight']})\b)",
            case,
        ),
        usually=re.compile(
            rf"\b(?:{_any_of(words['usually'])}|{words['every']} (?:{_any_of(words['weekdays'])}))\b", case
        ),
        days=data["days"],
        weekdays=tuple(words["weekdays"]),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
