"""What each department owes and has done, for coordinators; and the digest that brings it every morning."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from intake.messages import Look, Named, Param, Phrase, Prompt, Row, Show, Tell
from routing.counting import Sums, months, summed
from routing.model import EVERYWHERE, Actor
from routing.office import Office
from routing.records import Figures, Owed, Query
from routing.telling.showing import case_params
from routing.views.window import PAGE, Window, look_offer, number_offer, pages

#: What is due this soon is shown as such in the ledger.
SOON = timedelta(days=3)


def lines(office: Office, figures: Figures, now: datetime, active_in: Sequence[date] = ()) -> list[Owed]:
    """All departments that owe something, the most urgent first; then those active in the months."""
    owed = {each.department: each for each in figures.owed(now, now + SOON, office.silent_before(now))}
    active = figures.active(active_in) if active_in else ()
    found = [*owed.values(), *(Owed(code) for code in active if code not in owed)]
    return sorted(found, key=urgency)


def urgency(owed: Owed) -> tuple[int, int, int, int, str]:
    """Sorts what needs somebody first."""
    return (-owed.late, -owed.silent, -owed.soon, -owed.open, owed.department)


def seen_by(actor: Actor, found: Sequence[Owed]) -> list[Owed]:
    """Those a coordinator may see."""
    scopes = actor.departments
    return [line for line in found if EVERYWHERE in scopes or line.department in scopes]


def done_by(figures: Figures, active_in: Sequence[date], shown: Sequence[Owed]) -> dict[str, Sums]:
    """What these departments have done in the months."""
    counts: dict[str, list[tuple[str, int]]] = {line.department: [] for line in shown}
    for department, measure, count in figures.counts(active_in, frozenset(counts)):
        counts[department].append((measure, count))
    return {department: summed(each) for department, each in counts.items()}


def ledger(window: Window, look: Look) -> tuple[Prompt, ...]:
    """Per department: open, due soon, late, silent; and since last month how it answered."""
    if "coordinator" not in window.actor.roles:
        return (Tell("no_such_command"),)
    looked_at = months(window.now)
    found = seen_by(window.actor, lines(window.office, window.figures, window.now, looked_at))
    if not found:
        return (Tell("ledger.empty"),)
    shown = found[look.page * PAGE : (look.page + 1) * PAGE]
    done = done_by(window.figures, looked_at, shown)
    rows = [Row("ledger.row", {**_owed(line), **_done(done[line.department])}) for line in shown]
    silent = [line for line in found if line.silent]
    if silent and not look.page:
        names = tuple(Named("department", line.department) for line in silent[:PAGE])
        rows.insert(0, Row("ledger.silent", {"departments": names}, (look_offer("button.silent", "silent"),)))
    params: dict[str, Param] = {**_sum(found), "since": Phrase(f"format.month.{looked_at[0].month}")}
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


def digest(found: Sequence[Owed]) -> tuple[Prompt, ...]:
    """The morning's message: what is owed, and by whom first; nothing when nothing is."""
    if not any(line.open for line in found):
        return ()
    pressing = [line for line in found if line.late or line.silent or line.soon]
    rows = tuple(Row("digest.row", _owed(line)) for line in pressing[:PAGE])
    more = len(pressing) - len(rows)
    if more:
        rows = (*rows, Row("digest.more", {"count": more}))
    offers = (look_offer("button.ledger", "ledger"), look_offer("button.silent", "silent"))
    return (Show("digest", _sum(found), rows, offers),)


def digest_of(line: Owed) -> tuple[Prompt, ...]:
    """The same for one department's own room; nothing when it owes nothing."""
    if not line.open:
        return ()
    return (Show("digest.department", _owed(line), (), (look_offer("button.inbox", "inbox"),)),)


def _owed(owed: Owed) -> dict[str, Param]:
    return {
        "department": Named("department", owed.department),
        "open": owed.open,
        "soon": owed.soon,
        "late": owed.late,
        "silent": owed.silent,
    }


def _sum(found: Sequence[Owed]) -> dict[str, Param]:
    return {
        "open": sum(line.open for line in found),
        "soon": sum(line.soon for line in found),
        "late": sum(line.late for line in found),
        "silent": sum(line.silent for line in found),
    }


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
