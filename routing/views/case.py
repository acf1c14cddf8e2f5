"""One concern with its whole thread: to the desk under a pseudonym, to its author as their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from intake.messages import (
    Begin,
    Look,
    Named,
    Offer,
    Param,
    Params,
    Phrase,
    Prompt,
    Row,
    Show,
    Value,
)
from routing.decisions.joining import listable
from routing.model import Concern, Entry
from routing.office import Office
from routing.telling.marks import colleague
from routing.telling.notices import above_offers, desk_offers, held, own_offers, unknown
from routing.telling.showing import answer_rows, case_params, slots
from routing.views.window import Window

#: What stays among colleagues: its author sees neither the line nor that there is one.
INSIDE = frozenset(
    {
        *("note", "take_over", "entrust", "lapsed", "propose", "disapprove", "promise", "approve"),
        *("merged_in", "split_off"),
    }
)

#: Others who joined speak in these; its author does not read them either.
OTHERS = frozenset({"joined", "felt"})

#: Entries whose words are shown in the thread, by the form they came by.
_QUOTED = {
    "reply": "reply",
    "message": "message",
    "put_right": "correction",
    "answer": "message",
    "outcome": "outcome",
    "done": "done",
    "felt": "felt",
    "rate": "rate",
    "rate_why": "rate",
    "ask": "ask",
    "note": "note",
    "interim": "interim",
    "extend": "extend",
    "extend_ask": "extend",
    "consent": "consent",
    "transfer": "transfer",
    "refer": "refer",
    "close": "close",
    "propose": "reply",
    "joined": "me_too",
    "title": "title",
    "disapprove": "disapprove",
}
#: Those that are a letter: each answer in a phrase of its own.
_LETTERS = frozenset({"joined", "reply", "message", "answer", "propose"})


def case(window: Window, look: Look) -> tuple[Prompt, ...]:
    """One concern; what an officer wrote as a citizen is to that officer a citizen's."""
    concern = window.one(look)
    if concern is None:
        return (unknown(desk=bool(window.actor.grants)),)
    desk = window.at_desk(concern)
    form, photos = window.office.forms[concern.form], window.figures.photos(concern.id)
    # Photos that can be looked at are not announced beside themselves.
    told = {
        key: value
        for key, value in concern.answers.items()
        if not (photos and key in form.by_id and form.by_id[key].kind == "photo")
    }
    rows = [*(held(concern, window.actor) if desk else ()), *answer_rows(form, told)]
    if desk and concern.community:
        rows.append(Row("case.community", {"group": Named("group", concern.community)}))
    if photos:
        rows.append(Row("case.photos", {"count": len(photos)}, photos=photos))
    if company := len(window.figures.joiners(concern.id)):
        rows.append(Row("case.company", {"count": company}))
    rows += _thread(window.office, concern, window.figures.thread(concern.id), desk)
    offers = _desk_offers(window, concern) if desk else own_offers(concern)
    own = "case.own" if concern.is_open else "case.own_done"
    return (Show("case.desk" if desk else own, case_params(concern), tuple(rows), offers),)


def _desk_offers(window: Window, concern: Concern) -> tuple[Offer, ...]:
    """What the desk may do with it, without the button that leads to where one is."""
    wanted = concern.is_open and concern.title is None and listable(window.office, concern)
    title = (Offer(Phrase("button.title"), Begin("title", concern.id)),) if wanted else ()
    above = above_offers(concern) if window.actor.coordinates(concern.department) else ()
    return (*(each for each in desk_offers(concern) if each.act != Look("case", concern.id)), *title, *above)


def _thread(office: Office, concern: Concern, entries: Sequence[Entry], desk: bool) -> Iterator[Row]:
    moves = [each.values for each in entries if each.act == "transfer"]
    department = str(moves[0]["from"]) if moves else concern.department
    for entry in entries:
        if entry.act in INSIDE | OTHERS and not desk:
            continue
        department = str(entry.values.get("to", department)) if entry.act == "transfer" else department
        said: Params = {"at": entry.at, "department": Named("department", department)}
        what = Phrase(f"thread.{entry.act}", said)
        if entry.act in INSIDE:
            yield Row("thread.inside", {"what": what, "who": colleague(entry.by)})
        else:
            yield Row(what.id, said)
        if desk and entry.act == "triage" and entry.values:
            yield read_row(entry.values)
        if form_id := _QUOTED.get(entry.act):
            form = office.forms[form_id]
            values = {"why": entry.values["why"]} if entry.act == "transfer" else entry.values
            yield from (slots(form_id, form, values) if entry.act in _LETTERS else answer_rows(form, values))


def read_row(told: Mapping[str, Value]) -> Row:
    """Why the area was chosen: who chose it, how sure the reading was, and by which words."""
    by = "read" if told.get("by") == "read" else "chosen"
    why = told.get("why")
    words = _words(map(str, why)) if isinstance(why, tuple) else ()
    said: Param = ", ".join(f"‘{each}’" for each in words) or Phrase("read.no_words")
    read = Named("area", str(told.get("read")))
    return Row(f"read.{by}", {"read": read, "sure": Phrase(f"read.sure.{told.get('sure')}"), "why": said})


def _words(reasons: Iterable[str]) -> Sequence[str]:
    """The words a text was read by, each once: rules' names and runs of letters tell an officer nothing."""
    found = [reason.partition(": ") for reason in reasons]
    words = dict.fromkeys(
        word for rule, _, word in found if word and not rule.endswith((".letters", ".learnt"))
    )
    return [each for each in words if not any(each in other for other in words if other != each)]
