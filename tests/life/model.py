"""What should happen to a concern, told again from the promises and not from the code: small, independent.

It knows the states and invariants of the service's promises, the office days of 2026 by hand, and nothing of
`routing`. Each act gives the voice as it must stand afterwards, or None where the act must be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
DAY = timedelta(days=1)

#: Days off of 2026 on which the offices would else be open, as the government lists them.
DAYS_OFF = {
    date(2026, month, day)
    for month, days in {
        1: (1,), 2: (16, 17, 18), 3: (2,), 5: (5, 25), 6: (3,), 7: (17,), 8: (17,), 9: (24, 25),
        10: (5, 9), 12: (25,),
    }.items()
    for day in days
}  # fmt: skip

OPEN = {"assigned", "reviewing", "needs_info", "referred_out", "reopened"}
WORKED_ON = {"assigned", "reviewing", "reopened"}
#: Working days until the answer of an opinion; as many may be added at most.
PERIOD = 7


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in DAYS_OFF


def closing(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=SEOUL)


def promised(received: datetime) -> datetime:
    """18:00 of the seventh working day, the day of receipt being the first."""
    local = received.astimezone(SEOUL)
    day = local.date() if local.hour < 18 else local.date() + DAY
    counted = 0
    while True:
        counted += working(day)
        if counted == PERIOD:
            return closing(day)
        day += DAY


def later(due: datetime, days: int) -> datetime:
    """So many working days after a due time."""
    day = due.astimezone(SEOUL).date()
    while days:
        day += DAY
        days -= working(day)
    return closing(day)


def pushed(due: datetime, start: datetime, end: datetime) -> datetime:
    """The due time once the days on which the office closed waiting do not count."""
    day, last, lost = start.astimezone(SEOUL).date(), due.astimezone(SEOUL).date(), 0
    while day <= last:
        lost += working(day) and start <= closing(day) < end
        day += DAY
    while lost:
        last += DAY
        lost -= working(last) and not start <= closing(last) < end
    return closing(last)


def end_of_fifteen_days(told: datetime) -> datetime:
    """18:00 of the fifteenth day, the day of the news being the first; a day off moves on."""
    local = told.astimezone(SEOUL)
    day = local.date() if local.hour < 18 else local.date() + DAY
    while not working(day):
        day += DAY
    day += 14 * DAY
    while not working(day):
        day += DAY
    return closing(day)


@dataclass(frozen=True)
class Seat:
    """Somebody in the test: a member (no departments), an officer of some, or a coordinator (of all)."""

    name: str
    departments: frozenset[str] = frozenset()
    coordinates: bool = False

    def serves(self, voice: "Voice") -> bool:
        return self.coordinates or voice.department in self.departments


@dataclass(frozen=True)
class Voice:
    """One concern as it must stand."""

    author: str
    department: str
    due: datetime
    status: str = "assigned"
    taken_by: str | None = None
    transfers: int = 0
    extensions: int = 0
    #: The date its author was asked to wait until.
    asked_until: datetime | None = None
    paused_at: datetime | None = None
    reopened: int = 0
    outcome: str | None = None
    outcome_at: datetime | None = None
    title: bool = False
    joiners: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


@dataclass(frozen=True)
class Deed:
    """Who does what, when, with which details."""

    seat: Seat
    now: datetime
    to: str = ""
    days: int = 0
    yes: bool = True


Rule = Callable[[Voice, Deed], Voice | None]


def desk(rule: Rule) -> Rule:
    """Only those who serve the concern's department; others learn nothing."""
    return lambda voice, deed: rule(voice, deed) if deed.seat.serves(voice) else None


def author(rule: Rule) -> Rule:
    return lambda voice, deed: rule(voice, deed) if deed.seat.name == voice.author else None


def _in_hand(voice: Voice, deed: Deed) -> str:
    return voice.taken_by or deed.seat.name


def _resumed(voice: Voice, now: datetime) -> Voice:
    """The clock runs on: whatever was waited does not count."""
    assert voice.paused_at is not None
    return replace(voice, status="reviewing", due=pushed(voice.due, voice.paused_at, now), paused_at=None)


def take(voice: Voice, deed: Deed) -> Voice | None:
    if voice.status not in {"assigned", "reopened"}:
        return None
    return replace(voice, status="reviewing", taken_by=deed.seat.name)


def take_over(voice: Voice, deed: Deed) -> Voice | None:
    had = voice.status in {"reviewing", "needs_info", "referred_out"} and voice.taken_by
    return replace(voice, taken_by=deed.seat.name) if had and voice.taken_by != deed.seat.name else None


def ask(voice: Voice, deed: Deed) -> Voice | None:
    if voice.status not in WORKED_ON:
        return None
    return replace(voice, status="needs_info", taken_by=_in_hand(voice, deed), paused_at=deed.now)


def message(voice: Voice, deed: Deed) -> Voice | None:
    """A message always arrives; while something was asked it is the answer."""
    return _resumed(voice, deed.now) if voice.status == "needs_info" else voice


def proceed(voice: Voice, deed: Deed) -> Voice | None:
    return _resumed(voice, deed.now) if voice.status == "needs_info" else None


def transfer(voice: Voice, deed: Deed) -> Voice | None:
    """The clock is never reset; the second needs a coordinator, the third is refused."""
    if voice.status not in WORKED_ON or deed.to == voice.department or voice.transfers >= 2:
        return None
    if voice.transfers == 1 and not deed.seat.coordinates:
        return None
    return replace(voice, status="assigned", department=deed.to, taken_by=None, transfers=voice.transfers + 1)


def refer(voice: Voice, deed: Deed) -> Voice | None:
    if voice.status not in WORKED_ON:
        return None
    return replace(voice, status="referred_out", taken_by=_in_hand(voice, deed))


def interim(voice: Voice, deed: Deed) -> Voice | None:
    if voice.status not in WORKED_ON | {"referred_out"}:
        return None
    return replace(voice, status="reviewing", taken_by=_in_hand(voice, deed))


def extend(voice: Voice, deed: Deed) -> Voice | None:
    """Once by the office, before the due time, within the period; once more only if the author agrees."""
    possible = voice.status in WORKED_ON and deed.now < voice.due and deed.days <= PERIOD
    if not possible or voice.extensions >= 2 or voice.asked_until is not None:
        return None
    at_work = replace(voice, status="reviewing", taken_by=_in_hand(voice, deed))
    if voice.extensions == 1:
        return replace(at_work, asked_until=later(voice.due, deed.days))
    return replace(at_work, extensions=1, due=later(voice.due, deed.days))


def consent(voice: Voice, deed: Deed) -> Voice | None:
    if voice.asked_until is None or not voice.is_open:
        return None
    if not deed.yes:
        return replace(voice, asked_until=None)
    return replace(voice, asked_until=None, extensions=2, due=max(voice.asked_until, voice.due))


def reply(voice: Voice, deed: Deed) -> Voice | None:
    if not voice.is_open:
        return None
    return replace(voice, status="replied", taken_by=_in_hand(voice, deed), paused_at=None, asked_until=None)


def rate(voice: Voice, deed: Deed) -> Voice | None:
    return voice if voice.status == "replied" else None


def reopen(voice: Voice, deed: Deed) -> Voice | None:
    """Once, and once more within fifteen days of a refusal; the promise starts anew."""
    if voice.status != "replied" or voice.reopened >= 1 + (voice.outcome == "declined"):
        return None
    if voice.reopened and voice.outcome_at and deed.now > end_of_fifteen_days(voice.outcome_at):
        return None
    return replace(
        voice,
        status="reopened",
        reopened=voice.reopened + 1,
        due=promised(deed.now),
        outcome=None,
        outcome_at=None,
    )


def outcome(voice: Voice, deed: Deed) -> Voice | None:
    """What comes of it is told once there is an answer; again when it changes."""
    if voice.status != "replied":
        return None
    return replace(voice, outcome=deed.to, outcome_at=deed.now)


def done(voice: Voice, deed: Deed) -> Voice | None:
    if voice.status != "replied":
        return None
    return replace(voice, outcome="adopted", outcome_at=deed.now)


def withdraw(voice: Voice, deed: Deed) -> Voice | None:
    return replace(voice, status="withdrawn") if voice.is_open else None


def close(voice: Voice, deed: Deed) -> Voice | None:
    if not voice.is_open:
        return None
    return replace(voice, status="closed", taken_by=_in_hand(voice, deed), asked_until=None)


def note(voice: Voice, deed: Deed) -> Voice | None:
    return voice


def title(voice: Voice, deed: Deed) -> Voice | None:
    return replace(voice, title=True)


def me_too(voice: Voice, deed: Deed) -> Voice | None:
    """Whoever is offered the title may join: not the author, nobody of the department; while it is open."""
    own = deed.seat.name == voice.author or deed.seat.serves(voice)
    if own or not voice.title:
        return None
    if deed.seat.name in voice.joiners:
        return voice
    return replace(voice, joiners=voice.joiners | {deed.seat.name}) if voice.is_open else None


def leave(voice: Voice, deed: Deed) -> Voice | None:
    if deed.seat.name not in voice.joiners:
        return None
    return replace(voice, joiners=voice.joiners - {deed.seat.name})


RULES: dict[str, Rule] = {
    **{rule.__name__: desk(rule) for rule in (
        take, take_over, ask, proceed, transfer, refer, interim, extend, reply, close, note, title,
        outcome, done,
    )},
    **{rule.__name__: author(rule) for rule in (message, consent, rate, reopen, withdraw)},
    "me_too": me_too,
    "leave": leave,
}  # fmt: skip
