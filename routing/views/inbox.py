"""What the desk owes: most urgent first, narrowed by whose it is, lateness, state, area and place."""

from dataclasses import replace

from intake.messages import Begin, Look, Named, Offer, Phrase, Prompt, Row, Show, Tell
from routing.model import EVERYWHERE
from routing.narrowing import STATES, Narrowing, narrowing
from routing.records import Query
from routing.telling.notices import reply_offer
from routing.telling.showing import case_params
from routing.views.window import PAGE, Window, number_offer, pages


def inbox(window: Window, look: Look) -> tuple[Prompt, ...]:
    """What this person's departments owe, late first; never what they wrote themselves."""
    if not window.actor.grants:
        return (Tell("no_such_command"),)
    narrow = narrowing(look.hint, window.office.directory)
    query = Query(
        departments=window.actor.departments,
        statuses=narrow.statuses,
        taken_by=window.actor.person if narrow.mine else None,
        due_before=window.now if narrow.late else None,
        area=narrow.area,
        gu=narrow.gu,
        besides=window.actor.person,
        offset=look.page * PAGE,
        limit=PAGE,
    )
    count = window.figures.count(query)
    words = narrow.words(window.office.directory) or None
    told = tuple(Tell("filter.unknown", {"word": word}) for word in narrow.unknown)
    offers = _narrower(window, narrow)
    if not count:
        narrowed = replace(narrow, unknown=()) != Narrowing()
        return (*told, Tell("inbox.none" if narrowed else "inbox.empty", offers=offers if narrowed else ()))
    rows = tuple(
        Row(
            "inbox.late" if each.due_at < window.now else "inbox.row",
            case_params(each),
            (
                number_offer(each),
                reply_offer(each) if each.taken_by else Offer(Phrase("button.take"), Begin("take", each.id)),
            ),
        )
        for each in window.figures.find(query)
    )
    what = tuple(Row("filter.on", {"what": phrase}) for phrase in narrow.named())
    return (
        *told,
        Show("inbox", {"count": count}, (*what, *rows), (*pages("inbox", look.page, count, words), *offers)),
    )


def _narrower(window: Window, narrow: Narrowing) -> tuple[Offer, ...]:
    """Mine or everybody's, the late ones or all, and the card with the other ways to narrow."""
    words = narrow.words(window.office.directory) or None
    whose = "filter.all" if narrow.mine else "filter.mine"
    when = "filter.any_day" if narrow.late else "filter.late"
    return (
        _look(window, whose, replace(narrow, mine=not narrow.mine)),
        _look(window, when, replace(narrow, late=not narrow.late)),
        Offer(Phrase("button.filters"), Look("filters", hint=words)),
    )


def filters(window: Window, look: Look) -> tuple[Prompt, ...]:
    """The states, areas and places the inbox can be narrowed to; what is pressed again is taken back."""
    if not window.actor.grants:
        return (Tell("no_such_command"),)
    directory = window.office.directory
    narrow = narrowing(look.hint, directory)
    rows = (
        Row(
            "filters.state",
            offers=tuple(_look(window, f"filter.{state}", narrow.other(state=state)) for state in STATES),
        ),
        Row(
            "filters.area",
            offers=tuple(_named(window, "area", area, narrow.other(area=area)) for area in directory.areas),
        ),
        Row(
            "filters.gu",
            offers=tuple(_named(window, "gu", gu, narrow.other(gu=gu)) for gu in _gus(window)),
        ),
    )
    return (Show("filters", {}, rows, (_look(window, "filter.all", Narrowing()),)),)


def _gus(window: Window) -> tuple[str, ...]:
    """The gu this person's stations serve; all of them for whoever serves the headquarters."""
    directory = window.office.directory
    scopes = window.actor.departments
    departments = [directory.departments[code] for code in scopes if code in directory.departments]
    if EVERYWHERE in scopes or any(each.station is None for each in departments):
        return tuple(directory.gus)
    return tuple(gu for each in departments if each.station for gu in directory.stations[each.station].gu)


def _look(window: Window, phrase: str, narrow: Narrowing) -> Offer:
    words = narrow.words(window.office.directory) or None
    return Offer(Phrase(phrase, {"it": ""}), Look("inbox", hint=words))


def _named(window: Window, kind: str, code: str, narrow: Narrowing) -> Offer:
    words = narrow.words(window.office.directory) or None
    return Offer(Phrase("named", {"it": Named(kind, code)}), Look("inbox", hint=words))
