"""What should happen to a concern, told again from the promises and not from the code: small, independent.

It knows the states and invariants of the service's promises, and nothing of `routing`. Each act
gives the voice as it must stand afterwards, or None where the act must be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.life.days import PERIOD, end_of_fifteen_days, later, promised, pushed

OPEN = {"assigned", "reviewing", "needs_info", "referred_out", "reopened"}
WORKED_ON = {"assigned", "reviewing", "reopened"}
#: Working days within which an author may agree to wait longer.
CONSENT = 3
#: Departments whose replies a colleague reads first.
WANTS_APPROVAL = {"jungnang.crime_prevention"}


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
    #: When that question is past, and the date stays.
    lapses_at: datetime | None = None
    paused_at: datetime | None = None
    reopened: int = 0
    outcome: str | None = None
    outcome_at: datetime | None = None
    title: bool = False
    #: The concern it was merged into.
    merged_into: str | None = None
    #: Who wrote the reply that waits for a colleague.
    proposed_by: str | None = None
    #: Days that were promised, and how many of them were told as kept.
    promises: int = 0
    kept: int = 0
    #: The word its author put right the place with.
    place: str = ""
    joiners: frozenset[str] = field(default_factory=frozenset)

    def is_asked(self, now: datetime) -> bool:
        """Whether its author is asked to wait longer, and may still say so."""
        return self.asked_until is not None and (self.lapses_at is None or now < self.lapses_at)

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
    officer: Seat | None = None
    word: str = ""


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
    """A message always arrives; while something was asked it is the answer, and it opens what was closed."""
    if voice.status == "closed":
        return reopen(voice, deed)
    return _resumed(voice, deed.now) if voice.status == "needs_info" else voice


def proceed(voice: Voice, deed: Deed) -> Voice | None:
    return _resumed(voice, deed.now) if voice.status == "needs_info" else None


def transfer(voice: Voice, deed: Deed) -> Voice | None:
    """The clock is never reset; the second needs a coordinator, the third is refused."""
    if voice.status not in WORKED_ON or deed.to == voice.department or voice.transfers >= 2:
        return None
    if voice.transfers == 1 and not deed.seat.coordinates:
        return None
    return replace(
        voice,
        status="assigned",
        department=deed.to,
        taken_by=None,
        proposed_by=None,
        transfers=voice.transfers + 1,
    )


def assign(voice: Voice, deed: Deed) -> Voice | None:
    """A coordinator's: to another department, which counts as no transfer."""
    if not deed.seat.coordinates or voice.status not in WORKED_ON or deed.to == voice.department:
        return None
    return replace(voice, status="assigned", department=deed.to, taken_by=None, proposed_by=None)


def entrust(voice: Voice, deed: Deed) -> Voice | None:
    """A coordinator's: to one of its department's officers, who does not have it already."""
    if not deed.seat.coordinates or voice.status not in WORKED_ON or deed.officer is None:
        return None
    if voice.department not in deed.officer.departments or voice.taken_by == deed.officer.name:
        return None
    return replace(voice, taken_by=deed.officer.name, proposed_by=None)


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
    if not possible or voice.extensions >= 2 or voice.is_asked(deed.now):
        return None
    at_work = replace(voice, status="reviewing", taken_by=_in_hand(voice, deed))
    if voice.extensions == 1:
        lapses_at = min(promised(deed.now, CONSENT), voice.due)
        return replace(at_work, asked_until=later(voice.due, deed.days), lapses_at=lapses_at)
    return replace(at_work, extensions=1, due=later(voice.due, deed.days))


def consent(voice: Voice, deed: Deed) -> Voice | None:
    if voice.asked_until is None or not voice.is_asked(deed.now) or not voice.is_open:
        return None
    if not deed.yes:
        return replace(voice, asked_until=None)
    return replace(voice, asked_until=None, extensions=2, due=max(voice.asked_until, voice.due))


def reply(voice: Voice, deed: Deed) -> Voice | None:
    """It goes out, or waits for a colleague where the department wants that."""
    if not voice.is_open:
        return None
    if voice.department in WANTS_APPROVAL:
        return replace(voice, taken_by=_in_hand(voice, deed), proposed_by=deed.seat.name)
    return _replied(voice, _in_hand(voice, deed))


def _replied(voice: Voice, by: str | None) -> Voice:
    return replace(voice, status="replied", taken_by=by, paused_at=None, asked_until=None, proposed_by=None)


def approve(voice: Voice, deed: Deed) -> Voice | None:
    """By somebody else than who wrote it."""
    if not voice.is_open or voice.proposed_by in (None, deed.seat.name):
        return None
    return _replied(voice, voice.taken_by or voice.proposed_by)


def disapprove(voice: Voice, deed: Deed) -> Voice | None:
    return replace(voice, proposed_by=None) if voice.is_open and voice.proposed_by else None


def promise(voice: Voice, deed: Deed) -> Voice | None:
    """Always the same day here: promised twice, it is one promise until it is kept."""
    return voice if voice.promises > voice.kept else replace(voice, promises=voice.promises + 1)


def kept(voice: Voice, deed: Deed) -> Voice | None:
    """Each promise once, after the answer."""
    if voice.status != "replied" or voice.kept >= voice.promises:
        return None
    return replace(voice, kept=voice.kept + 1)


def rate(voice: Voice, deed: Deed) -> Voice | None:
    return voice if voice.status == "replied" else None


def reopen(voice: Voice, deed: Deed) -> Voice | None:
    """Once, and once more within fifteen days of a refusal; the promise starts anew."""
    if voice.status not in {"replied", "closed"} or voice.reopened >= 1 + (voice.outcome == "declined"):
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
    return replace(voice, status="closed", taken_by=_in_hand(voice, deed), asked_until=None, proposed_by=None)


def note(voice: Voice, deed: Deed) -> Voice | None:
    return voice


def title(voice: Voice, deed: Deed) -> Voice | None:
    return replace(voice, title=True)


def correction(voice: Voice, deed: Deed) -> Voice | None:
    """Until it is over, its author may put right where it is."""
    return None if voice.status in {"withdrawn", "closed"} else replace(voice, place=deed.word)


Voices = dict[str, Voice]


def merge(voices: Voices, which: str, deed: Deed) -> Voices | None:
    """By hand of a coordinator: its author hears of the other from now on, and so does who joined either.

    What was merged into it before goes with it: nobody is ever two steps away from who answers.
    """
    voice, into = voices[which], voices[deed.to]
    if not deed.seat.coordinates or which == deed.to or not voice.is_open:
        return None
    if not (into.is_open or into.status == "replied"):
        return None
    gone = _resumed(voice, deed.now) if voice.status == "needs_info" else voice
    followers = {its_id: each for its_id, each in voices.items() if each.merged_into == which}
    company = (voice.joiners | {voice.author}) - {into.author}
    return {
        **voices,
        **{its_id: replace(each, merged_into=deed.to) for its_id, each in followers.items()},
        which: replace(
            gone,
            status="merged",
            merged_into=deed.to,
            asked_until=None,
            proposed_by=None,
            joiners=voice.joiners - {each.author for each in followers.values()},
        ),
        deed.to: replace(into, title=True, joiners=into.joiners | company),
    }


def split(voices: Voices, which: str, deed: Deed) -> Voices | None:
    """Apart again by the date it was promised, or by a new promise where that is past."""
    voice = voices[which]
    if not deed.seat.coordinates or voice.merged_into is None:
        return None
    into = voices[voice.merged_into]
    due = promised(deed.now) if voice.due <= deed.now else voice.due
    return {
        **voices,
        which: replace(voice, status="assigned", merged_into=None, taken_by=None, due=due),
        voice.merged_into: replace(into, joiners=into.joiners - {voice.author}),
    }


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
        take, take_over, ask, proceed, transfer, assign, entrust, refer, interim, extend, reply, approve,
        disapprove, promise, kept, close, note, title, outcome, done,
    )},
    **{rule.__name__: author(rule) for rule in (message, correction, consent, rate, reopen, withdraw)},
    "me_too": me_too,
    "leave": leave,
}  # fmt: skip

#: What changes two of them.
OF_TWO: dict[str, Callable[[Voices, str, Deed], Voices | None]] = {"merge": merge, "split": split}


def after(form: str, voices: Voices, which: str, deed: Deed) -> Voices | None:
    """All voices once it was done; None where it must be refused."""
    if form in OF_TWO:
        return OF_TWO[form](voices, which, deed)
    voice = RULES[form](voices[which], deed)
    return None if voice is None else {**voices, which: voice}


def looked_at(voices: Voices, which: str) -> Voice:
    """The voice in which one is looked at: the one it was merged into, else itself."""
    into = voices[which].merged_into
    return voices[into] if into else voices[which]
