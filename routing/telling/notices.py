"""What people are told about a concern: notices to the desk, buttons, the choice among several."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from intake.messages import Begin, Look, Named, Offer, Param, Phrase, Row, Show, Tell
from routing.lifecycle import ENDED, arrow
from routing.model import (
    Actor,
    Assignee,
    Audience,
    Concern,
    Decision,
    Entry,
    Notice,
    OfficersOf,
    Person,
    RoomOf,
    Status,
)
from routing.office import Office
from routing.telling.marks import colleague
from routing.telling.showing import answer_rows, case_params
from routing.telling.templates import Template

#: What the desk does with a concern, in the order of its buttons.
_ACTS = (
    "take",
    "reply",
    "proceed",
    "ask",
    "interim",
    "transfer",
    "refer",
    "extend",
    "close",
    "outcome",
    "done",
)
#: Those on the first card of a concern.
_FIRST = frozenset({"take", "reply", "ask", "transfer"})
#: What must have been before an act, where that is not said by where the concern stands.
_WAITED_FOR = {
    **dict.fromkeys(("outcome", "done", "kept"), "unanswered"),
    "proceed": "not_asked",
    "split": "not_merged",
    "take_over": "not_taken",
}
#: The priority of what must not wait behind anything else: receipts, and letters somebody waits for.
URGENT = 1


def to_desk(office: Office, concern: Concern, what: str, audience: Audience, *, head: bool = True) -> Notice:
    """The case card for those who must answer; in a department's room it heads the concern's thread."""
    card = Show(
        f"case.{what}",
        case_params(concern),
        answer_rows(office.forms[concern.form], concern.answers),
        (*(offer for act, offer in _possible(concern) if act in _FIRST), case_offer(concern)),
    )
    return Notice(f"case:{concern.id}:{what}:{concern.version}", (card,), audience, concern.id, head=head)


def desk_offers(concern: Concern) -> tuple[Offer, ...]:
    """Everything the desk may do with it now, what is done most often first; then the whole case."""
    possible = (offer for _, offer in _possible(concern))
    note = Offer(Phrase("button.note"), Begin("note", concern.id))
    return (*possible, note, case_offer(concern), *_other(concern))


def _other(concern: Concern) -> tuple[Offer, ...]:
    """The button that shows the one it was put together with."""
    into = concern.merged_into
    return (Offer(Phrase("button.merged_into"), Look("case", into)),) if into else ()


def above_offers(concern: Concern) -> tuple[Offer, ...]:
    """What a coordinator may do with it beside that."""
    return tuple(
        Offer(Phrase(f"button.{act}"), Begin(act, concern.id))
        for act in ("assign", "merge", "split")
        if arrow(act, concern) is not None
    )


def _possible(concern: Concern) -> Iterator[tuple[str, Offer]]:
    """What the life cycle allows the desk now, each with its button; what comes next stands out."""
    style = "primary"
    for act in _ACTS:
        if arrow(act, concern) is not None and not (act == "take" and concern.taken_by):
            yield act, Offer(Phrase(f"button.{act}"), Begin(act, concern.id), style)
            style = "plain"


def with_heads(office: Office, before: Concern | None, decision: Decision) -> Decision:
    """The decision, with the card that heads the concern's thread in the department's room kept true.

    A concern that moves on to another department is shown as moved in the room it left.
    """
    after = decision.concern
    if before is None or after is None or after == before:
        return decision
    rooms = dict.fromkeys((before.department, after.department))
    told = {n.audience.department for n in decision.notices if n.head and isinstance(n.audience, OfficersOf)}
    shown = _head(office, after)
    heads = tuple(
        Notice(
            f"head:{after.id}:{after.version}:{room}",
            (shown if room == after.department else Show("case.moved", case_params(after)),),
            RoomOf(room),
            after.id,
            head=True,
        )
        for room in rooms
        if room not in told and (room != after.department or _head(office, before) != shown)
    )
    # Where it is over, the last word is said before its thread is closed.
    over = after.status in ENDED
    ordered = (*decision.notices, *heads) if over else (*heads, *decision.notices)
    return replace(decision, notices=ordered)


def _head(office: Office, concern: Concern) -> Show:
    rows = answer_rows(office.forms[concern.form], concern.answers)
    return Show("case.head", case_params(concern), rows, desk_offers(concern))


def templates_for(concern: Concern, templates: Sequence[Template]) -> tuple[Offer, ...]:
    """A button for each of the words an answer may begin with."""
    return tuple(
        Offer(
            Phrase("button.template", {"name": Named("template", each.code)}),
            Begin("reply", concern.id, {"use": each.code}),
        )
        for each in templates
    )


def about(office: Office, concern: Concern, actor: Actor, offers: tuple[Offer, ...] = ()) -> Show:
    """What was written, above a form of the desk about it."""
    rows = answer_rows(office.forms[concern.form], concern.answers)
    return Show("case.about", case_params(concern), (*held(concern, actor), *rows), offers)


def held(concern: Concern, actor: Actor) -> tuple[Row, ...]:
    """Who has it, for colleagues; whoever has it knows that."""
    if concern.taken_by is None or concern.taken_by == actor.person:
        return ()
    return (Row("case.holder", {"colleague": colleague(concern.taken_by)}),)


def to_officer(concern: Concern, key: str, phrase: str, extra: Mapping[str, Param]) -> Notice:
    """A line for whoever has the concern."""
    return Notice(key, (Tell(phrase, {**case_params(concern), **extra}),), owner(concern), concern.id)


def owner(concern: Concern) -> Audience:
    """Whoever has the concern when it is told: the department's room, else who took it, else all officers."""
    return Assignee(concern.id)


def choose_from(form: str, concerns: Sequence[Concern]) -> Show:
    """Buttons for the concerns that may be meant; a message may also be the start of a new one."""
    rows = tuple(
        Row(
            "pick.row",
            case_params(each),
            (Offer(Phrase("button.this", {"number": each.number}), Begin(form, each.id)),),
        )
        for each in concerns
    )
    fresh = (Offer(Phrase("button.fresh"), Begin("concern")),) if form == "message" else ()
    return Show(f"pick.{form}" if form == "message" else "pick", {}, rows, fresh)


def meanwhile(concern: Concern, entries: Sequence[Entry]) -> tuple[Show, ...]:
    """What others did while somebody was writing: who was first, when, and what."""
    if not entries:
        return ()
    department = Named("department", concern.department)
    rows = tuple(
        Row(
            "thread.by",
            {
                "what": Phrase(f"thread.{each.act}", {"at": each.at, "department": department}),
                "who": Phrase("pseudonym", {"mark": concern.pseudonym})
                if each.by == concern.submitter
                else colleague(each.by),
            },
        )
        for each in entries
    )
    return (Show("case.meanwhile", case_params(concern), rows, (case_offer(concern),)),)


def unknown(*, desk: bool, phrase: str = "no_such_number") -> Tell:
    """That there is none, or that it is not theirs: both look the same, and lead to what is theirs."""
    view = "inbox" if desk else "status"
    return Tell(phrase, offers=(Offer(Phrase(f"button.{view}"), Look(view)),))


def cannot(concern: Concern, act: str) -> Tell:
    """What is said to whoever asks for an act that the life cycle does not allow now, and why."""
    standing = _WAITED_FOR.get(act, concern.status) if concern.is_open else concern.status
    return Tell("case.not_now", {"number": concern.number, "standing": Phrase(f"standing.{standing}")})


def ways(concern: Concern, *, desk: bool, but: str) -> tuple[Offer, ...]:
    """What can be done with it instead of what was refused (`but`), by the desk or by its author."""
    if not desk:
        return own_offers(concern)
    possible = (offer for act, offer in _possible(concern) if act != but)
    return (*possible, case_offer(concern), *_other(concern))


def own_offers(concern: Concern) -> tuple[Offer, ...]:
    """What an author may do with their own."""
    possible = {
        "message": concern.status not in (Status.WITHDRAWN, Status.CLOSED),
        "reopen": arrow("reopen", concern) is not None,
        "withdraw": arrow("withdraw", concern) is not None,
    }
    labels = {"message": "write_back", "reopen": "look_again", "withdraw": "withdraw"}
    offers = (
        Offer(Phrase(f"button.{labels[form]}"), Begin(form, concern.id))
        for form, may in possible.items()
        if may
    )
    return tuple(offers) or (Offer(Phrase("button.fresh"), Begin("concern")),)


def reply_offer(concern: Concern) -> Offer:
    """The button that opens the reply."""
    return Offer(Phrase("button.reply"), Begin("reply", concern.id))


def outcome_offer(concern: Concern) -> Offer:
    """The button that tells what came of it."""
    return Offer(Phrase("button.outcome"), Begin("outcome", concern.id))


def case_offer(concern: Concern) -> Offer:
    """The button that shows the whole case."""
    return Offer(Phrase("button.case"), Look("case", concern.id))


def role_ended(person: str, now: datetime) -> Notice:
    """To whom every role has just been ended."""
    return Notice(f"dismissed:{person}:{now.isoformat()}", (Tell("roles.ended"),), Person(person))
