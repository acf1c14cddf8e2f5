"""By when each kind of voice is answered, and after how long somebody is reminded: read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from routing.clock.due import HOURS_A_DAY, CalendarDays, Months, Period, WorkingDays, WorkingHours
from routing.gaps import DATA, Reader, Table

FILE = "periods.toml"

KINDS = ("opinion", "proposal", "inquiry", "praise")

#: The clocks of the office; what each measures stands beside it in the file.
CLOCKS = (
    "remind",
    "apology",
    "first_word",
    "silence",
    "accept",
    "unanswered",
    "consent",
    "interim",
    "outcome",
    "look_again",
)

#: How far a fact of the data may be trusted, from best to worst.
CONFIDENCE = ("verified", "reported", "to be confirmed", "unverified")

_FEWEST_DAYS = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise: what (`step`: answer, decision …) a kind of voice gets within which period, and why so."""

    id: str
    kind: str
    step: str
    period: Period
    #: Whether the law sets it; else the service does.
    statutory: bool
    basis: str
    confidence: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Clock:
    """After how long the office looks at something again, and why so."""

    id: str
    period: Period
    statutory: bool
    basis: str
    confidence: str
    checked_on: date


def load_periods(folder: Path | None = None) -> Mapping[str, Rule]:
    """The rules of `folder` (the packaged ones by default) by id; DirectoryError when the file has a gap."""
    reader = Reader(FILE)
    data = reader.parse(folder or DATA)
    checked_on = reader.day(data, "checked_on", "")
    rules = {}
    for name, row in reader.rows(data, "rule"):
        key = f'rule."{name}"'
        period = _period(reader, row, key)
        if period is None:
            continue
        rules[name] = Rule(
            id=name,
            kind=reader.one_of(row, "kind", KINDS, key),
            step=reader.text(row, "step", key),
            period=period,
            statutory=reader.flag(row, "statutory", key),
            basis=reader.text(row, "basis", key),
            confidence=reader.one_of(row, "confidence", CONFIDENCE, key),
            checked_on=reader.day_or_none(row, "checked_on", key) or checked_on,
        )
    answered = {rule.kind for rule in rules.values()}
    for kind in KINDS:
        if kind not in answered:
            reader.gap("rule", f"the kind {kind} has none, so nobody would have to answer it; add one.")
    reader.refuse()
    return rules


def load_clocks(folder: Path | None = None) -> Mapping[str, Clock]:
    """The clocks of `folder` (the packaged ones by default) by id; DirectoryError when one is missing."""
    reader = Reader(FILE)
    data = reader.parse(folder or DATA)
    checked_on = reader.day(data, "checked_on", "")
    clocks = {}
    for name, row in reader.rows(data, "clock"):
        key = f"clock.{name}"
        period = _period(reader, row, key)
        if name not in CLOCKS:
            reader.gap(key, f"there is no such clock; take it out, or write one of: {', '.join(CLOCKS)}.")
        if name in ("remind", "silence") and not isinstance(period, WorkingHours):
            reader.gap(key, "it is counted back; write it in hours, or in up to five days.")
        if period is not None:
            clocks[name] = Clock(
                id=name,
                period=period,
                statutory=reader.flag(row, "statutory", key),
                basis=reader.text(row, "basis", key),
                confidence=reader.one_of(row, "confidence", CONFIDENCE, key),
                checked_on=reader.day_or_none(row, "checked_on", key) or checked_on,
            )
    for name in CLOCKS:
        if name not in clocks:
            reader.gap("clock", f"there is no {name}, so nobody would be reminded; add [clock.{name}].")
    reader.refuse()
    return clocks


def _period(reader: Reader, row: Table, key: str) -> Period | None:
    units = {"days": days, "hours": WorkingHours, "calendar_days": CalendarDays, "months": Months}
    said = [unit for unit in units if unit in row]
    if len(said) == 1 and type(row[said[0]]) is int and row[said[0]] > 0:
        return units[said[0]](row[said[0]])
    reader.gap(
        key, "it needs exactly one of days, hours, calendar_days and months, as a whole number above 0."
    )
    return None


def days(n: int) -> Period:
    """`n` working days as the law counts them: up to five in office hours."""
    return WorkingDays(n) if n >= _FEWEST_DAYS else WorkingHours(n * HOURS_A_DAY)
