"""The morning's digests: one for the coordinators, one for each department that owes something."""

from dataclasses import dataclass
from datetime import date, datetime, time

from intake.messages import Prompt
from routing.clock.calendar import SEOUL
from routing.model import Audience, Coordinators, Decision, Notice, OfficersOf
from routing.office import Office
from routing.records import Figures
from routing.views.ledger import digest, digest_of, lines

#: From then until then, Asia/Seoul, on working days.
AT, UNTIL = time(9), time(18)


@dataclass(frozen=True, slots=True)
class Today:
    """A working day, its digest due."""

    day: date
    until: datetime

    @property
    def key(self) -> str:
        """The key of the coordinators' digest; where that is kept, all are."""
        return f"digest:{self.day}:"


def today(office: Office, now: datetime) -> Today | None:
    """The day whose digest is due now; None outside office hours. One that was missed is gone."""
    local = now.astimezone(SEOUL)
    if not AT <= local.time() < UNTIL or not office.calendar.is_working(local.date()):
        return None
    return Today(local.date(), datetime.combine(local.date(), UNTIL, SEOUL))


def digests(office: Office, figures: Figures, due: Today, now: datetime) -> Decision:
    """What goes out that morning, each once by its key."""
    found = lines(office, figures, now)
    told: list[tuple[str, tuple[Prompt, ...], Audience]] = [("", digest(found), Coordinators())]
    told += [(line.department, digest_of(line), OfficersOf(line.department)) for line in found]
    return Decision(
        notices=tuple(
            Notice(f"{due.key}{code}", prompts, audience, expires=due.until)
            for code, prompts, audience in told
            if prompts
        )
    )
