"""What follows from every decision about a concern: heads in rooms, sums, timers, news for joiners."""

from datetime import datetime

from routing.counting import counted
from routing.decisions.joining import relisted
from routing.model import Concern, Decision
from routing.office import Office
from routing.telling.colleagues import with_holder
from routing.telling.company import widened
from routing.telling.notices import with_heads
from routing.winding import wind


def following(
    office: Office, before: Concern | None, decision: Decision, now: datetime, *, by_clock: bool = False
) -> Decision:
    """The decision with all that follows from it; `before` is the concern as it stood."""
    headed = with_heads(office, before, relisted(office, before, decision))
    summed = counted(office.calendar, before, headed, now)
    return with_holder(before, widened(before, wind(office, before, summed, now, by_clock=by_clock)))
