"""What each department owes and has done, for coordinators; and the digest that brings it every morning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.messages import Look, Named, Param, Phrase, Prompt, Row, Show, Tell
from routing.counting import Sums, months, summed
from routing.model import EVERYWHERE, Actor
from routing.office import Office
from routing.records import Figures, Owed, Query
from routing.showing import case_params
from routing.views.window import PAGE, Window, look_offer, number_offer, pages

#: What is due this soon is shown as such in the ledger.
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Line:
    """One department in the ledger."""

    department: str
    owed: Owed
    done: Sums

    @property
    def urgency(self) -> tuple[int, int, int, int, str]:
        """Sorts what needs somebody first."""
        owed = self.owed
        return (-owed.late, -owed.silent, -owed.soon, -owed.open, self.department)

    @property
    def params(self) -> dict[str, Param]:
        """What its row says."""
        return {"department": Named("department", self.department), **_owed(self.owed), **_done(self.done)}


def lines(office: Office, figures: Figures, now: datetime, since: date) -> list[Line]:
    """All departments that owe something, or have done something since the month, the most urgent first."""
    owed = {each.department: each for each in figures.owed(now, now + SOON, office.silent_before(now))}
    counts: dict[str, list[tuple[str, int]]] = {}
    for department, measure, count in figures.counts(since):
        counts.setdefault(department, []).append((measure, count))
    found = [
        Line(code, owed.get(code, Owed(code)), summed(counts.get(code, ())))
        for code in owed.keys() | counts.keys()
    ]
    return sorted(found, key=lambda line: line.urgency)


def seen_by(actor: Actor, found: Sequence[Line]) -> list[Line]:
    """Those a coordinator may see."""
    scopes = actor.departments
    return [line for line in found if EVERYWHERE in scopes or line.department in scopes]


def ledger(window: Window, look: Look) -> tuple[Prompt, ...]:
    """Per department: open, due soon, late, silent; and since last month how it answered."""
    if "coordinator" not in window.actor.roles:
        return (Tell("no_such_command"),)
    since = months(window.now)[0]
    found = seen_by(window.actor, lines(window.office, window.figures, window.now, since))
    if not found:
        return (Tell("ledger.empty"),)
    shown = found[look.page * PAGE : (look.page + 1) * PAGE]
    rows = [Row("ledger.row", line.params) for line in shown]
    silent = [line for line in found if line.owed.silent]
    if silent and not look.page:
        names = tuple(Named("department", line.department) for line in silent[:PAGE])
        rows.insert(0, Row("ledger.silent", {"departments": names}, (look_offer("button.silent", "silent"),)))
    params: dict[str, Param] = {**_owed(_all(found)), "since": Phrase(f"format.month.{since.month}")}
    offers = (look_offer("button.inbox", "inbox"), look_offer("button.refresh", "ledger"))
    return (Show("ledger", params, tuple(rows), (*offers, *pages("ledger", look.page, len(found)))),)


def silent(window: Window, look: Look) -> tuple[Prompt, ...]:
    """Concerns whose authors have heard nothing for too long, the longest wait first."""
    if "coordinator" not in window.actor.roles:
        return (Tell("no_such_command"),)
    query = Query(
        departments=window.actor.departments,
        waiting_before=window.office.silent_before(window.now),
        order="waiting",
        offset=look.page * PAGE,
        limit=PAGE,
    )
    count = window.figures.count(query)
    if not count:
        return (Tell("silent.none"),)
    rows = tuple(
        Row(
            "silent.row",
            {**case_params(each), "since": each.waiting_since or each.received_at},
            (number_offer(each),),
        )
        for each in window.figures.find(query)
    )
    return (Show("silent", {"count": count}, rows, pages("silent", look.page, count)),)


def digest(found: Sequence[Line]) -> tuple[Prompt, ...]:
    """The morning's message: what is owed, and by whom first; nothing when nothing is."""
    if not any(line.owed.open for line in found):
        return ()
    pressing = [line for line in found if line.owed.late or line.owed.silent or line.owed.soon]
    rows = tuple(Row("digest.row", line.params) for line in pressing[:PAGE])
    more = len(pressing) - len(rows)
    if more:
        rows = (*rows, Row("digest.more", {"count": more}))
    offers = (look_offer("button.ledger", "ledger"), look_offer("button.silent", "silent"))
    return (Show("digest", _owed(_all(found)), rows, offers),)


def digest_of(line: Line) -> tuple[Prompt, ...]:
    """The same for one department's own room; nothing when it owes nothing."""
    if not line.owed.open:
        return ()
    return (Show("digest.department", line.params, (), (look_offer("button.inbox", "inbox"),)),)


def _all(found: Sequence[Line]) -> Owed:
    return Owed(
        "",
        open=sum(line.owed.open for line in found),
        soon=sum(line.owed.soon for line in found),
        late=sum(line.owed.late for line in found),
        silent=sum(line.owed.silent for line in found),
    )


def _owed(owed: Owed) -> dict[str, Param]:
    return {"open": owed.open, "soon": owed.soon, "late": owed.late, "silent": owed.silent}


def _done(done: Sums) -> dict[str, Param]:
    if not done.answered:
        return {"answered": Phrase("ledger.none_answered"), **_moved(done)}
    median = done.median or 0
    params: dict[str, Param] = {
        "answered": done.answered,
        "share": 100 * done.on_time // done.answered,
        "median": f"{median:.0f}" if median == int(median) else f"{median:.1f}",
    }
    return {"answered": Phrase("ledger.answered", params), **_moved(done)}


def _moved(done: Sums) -> dict[str, Param]:
    return {"reopened": done.reopened, "transferred": done.transferred}
