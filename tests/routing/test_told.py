"""Every arrow of the life cycle, played at the real desk: who hears of it, in which words, or why not.

Three readers: whoever wrote, those who joined, and whoever has it while a colleague acts. What an arrow says
to its author stands in the table; what the other two do not hear stands here, each with its reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from intake.messages import Phrase, Place, Prompt, Show, Submission, Tell, Value
from routing import following
from routing.clock.calendar import SEOUL
from routing.desk import Desk
from routing.lifecycle import NEXT, Arrow
from routing.model import (
    EVERYWHERE,
    Actor,
    Assignee,
    Audience,
    Colleagues,
    Concern,
    Decision,
    Entry,
    Grant,
    Here,
    Joiners,
    OfficersOf,
    Person,
    Status,
    Submitter,
)
from routing.office import Office
from routing.records import Query, Records
from routing.telling import company
from tests.fixtures.words import office

NOW = datetime(2026, 1, 20, 10, 0, tzinfo=SEOUL)
S = Status
LONG_AGO = NOW - timedelta(days=30)


def somebody(person: str, role: Any = None) -> Actor:
    return Actor(person, (Grant(role, EVERYWHERE, LONG_AGO),) if role else (), consent="1")


MOTHER, HOLDER, OFFICER = somebody("mother"), somebody("holder", "officer"), somebody("officer", "officer")
COORDINATOR = somebody("coordinator", "coordinator")
WHERE = {"where": "hq", "to": "hq", "area": "traffic", "why": "신호 시간은 그쪽에서 정해요"}
SLOTS = {"heard": "짧다고 하셨죠.", "checked": "짧았어요.", "will": "늘려요.", "hard": "없음"}


@dataclass(frozen=True)
class Deed:
    """How an arrow is followed: which form by whom, how it is filled in, what had been said before."""

    form: str
    by: Actor
    answers: Mapping[str, Value] = field(default_factory=dict)
    said: tuple[Entry, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def entry(act: str, by: str, **values: Value) -> Entry:
    return Entry("c", NOW, act, by, values)


#: The concern's department wants a colleague to look at its replies.
WITH_APPROVAL = "propose"
DEEDS = {
    "file": Deed(
        "concern", MOTHER, {"consent": "agree", "area": "traffic", "text": "신호", "place": Place("면목동")}
    ),
    "take": Deed("take", OFFICER),
    "take_over": Deed("take_over", OFFICER),
    "assign": Deed("assign", COORDINATOR, WHERE),
    "ask": Deed("ask", OFFICER, {"question": "몇 시인가요?"}),
    "answer": Deed("message", MOTHER, {"text": "아침이에요"}, (entry("ask", "holder", question="몇 시?"),)),
    "proceed": Deed("proceed", OFFICER),
    "transfer": Deed("transfer", OFFICER, WHERE),
    "refer": Deed("refer", OFFICER, {"agency": "city_120", "contact": "120"}),
    "interim": Deed("interim", OFFICER, {"progress": "보고 왔어요", "next": "2월 6일"}),
    "extend": Deed("extend", OFFICER, {"reason": "한 번 더 보려고요", "days": "3"}),
    "consent": Deed("consent", MOTHER, {"agree": "wait"}, about={"asked_until": NOW + timedelta(days=9)}),
    "propose": Deed("reply", OFFICER, SLOTS),
    "reply": Deed("reply", OFFICER, SLOTS),
    "kept": Deed(
        "kept", OFFICER, {"day": "2026-02-06"}, (entry("promise", "holder", day="2026-02-06", what="늘려요"),)
    ),
    "rate": Deed("rate", MOTHER, {"score": "good"}),
    "outcome": Deed("outcome", OFFICER, {"outcome": "adopted", "what": "늘려요"}),
    "done": Deed("done", OFFICER, {"what": "늘렸어요"}),
    "reopen": Deed("reopen", MOTHER),
    "withdraw": Deed("withdraw", MOTHER, {"sure": "yes"}),
    "merge": Deed("merge", COORDINATOR, {"into": "SP-260120-0002", "title": "면목초 앞 보행 신호"}),
    "split": Deed("split", COORDINATOR, about={"merged_into": "d"}),
    "close": Deed("close", OFFICER, {"reason": "다른 공사와 함께 끝나요"}),
}
#: Steps the service takes in the same decision as another, and never by itself.
WITHIN_FILING = {("triage", S.RECEIVED), ("assign", S.TRIAGED)}

#: Why those who joined do not hear of it.
AUTHORS_OWN = "it is between its author and the office"
NOTHING_CHANGES = "the department, the date and the answer stay"
JOINERS_NOT_TOLD = {
    "file": "nobody has joined yet",
    "take_over": NOTHING_CHANGES,
    "propose": NOTHING_CHANGES,
    "ask": AUTHORS_OWN,
    "answer": AUTHORS_OWN,
    "proceed": AUTHORS_OWN,
    "consent": AUTHORS_OWN,
    "rate": AUTHORS_OWN,
    "reopen": AUTHORS_OWN,
    "withdraw": AUTHORS_OWN,
    "split": "they joined the one it was merged into, and hear of that",
}
#: Why whoever has it does not hear what a colleague does, or its author.
HOLDER_NOT_TOLD = {"kept": "nothing is left to do about it"}


class Kept:
    """What the office remembers: this one concern, and another it can be merged with."""

    def __init__(self, concern: Concern, said: tuple[Entry, ...]) -> None:
        self._all = {"c": concern, "d": replace(CONCERN, id="d", number="SP-260120-0002", title="보행 신호")}
        self._said = said

    def concern(self, its_id: str) -> Concern | None:
        return self._all.get(its_id)

    def find(self, query: Query) -> tuple[Concern, ...]:
        if query.merged_into:
            return ()
        return tuple(each for each in self._all.values() if query.number in (None, each.number))

    def thread(self, its_id: str) -> tuple[Entry, ...]:
        return self._said

    def joiners(self, its_id: str) -> tuple[str, ...]:
        return ("neighbour",)

    def next_serial(self, day: object) -> int:
        return 1


CONCERN = Concern(
    id="c", number="SP-260120-0001", kind="opinion", form="concern", form_version=1, area="traffic",
    answers={}, department="jungnang.traffic", reason=Phrase("reason.policy"), status=S.ASSIGNED,
    pseudonym="K-17", submitter="mother", received_at=NOW - timedelta(days=1),
    due_at=NOW + timedelta(days=7), rule="opinion.answer", title="면목초 앞 보행 신호",
)  # fmt: skip


def held(arrow: Arrow) -> bool:
    """Whether somebody has it before the arrow is followed."""
    return arrow.act != "take" and arrow.before not in (None, S.RECEIVED, S.TRIAGED)


def played(arrow: Arrow) -> Decision:
    """The arrow as the desk follows it today."""
    deed = DEEDS[arrow.act]
    taken_by = "holder" if held(arrow) else None
    paused = NOW - timedelta(hours=2) if arrow.before is S.NEEDS_INFO else None
    before = replace(
        CONCERN, status=arrow.before or S.ASSIGNED, taken_by=taken_by, paused_at=paused, **deed.about
    )
    subject = None if arrow.before is None else "c"
    sent = Submission("new", deed.form, 1, deed.answers, subject)
    records = cast(Records, Kept(before, deed.said))
    return Desk(_office(arrow.act == WITH_APPROVAL), records, deed.by, NOW).handle(sent)


def _office(approval: bool) -> Office:
    its = office()
    departments = dict(its.directory.departments)
    departments["jungnang.traffic"] = replace(departments["jungnang.traffic"], approval=approval)
    return replace(its, directory=replace(its.directory, departments=departments))


def said(prompt: Prompt) -> str:
    match prompt:
        case Tell(phrase):
            return phrase
        case Show(view):
            return view
        case _:
            return ""


def heard_by_author(decision: Decision) -> set[str]:
    """What its author reads: what is sent to them, and where they act themselves what they are answered."""
    told = [p for n in decision.notices if n.audience in (Submitter("c"), Here()) for p in n.prompts]
    return {said(each) for each in (*told, *decision.answers)}


def heard_by_joiners(decision: Decision) -> set[str]:
    return {said(p) for n in decision.notices if n.audience == Joiners("c") for p in n.prompts}


def heard_by_holder(decision: Decision) -> bool:
    """Whether something reaches whoever has it, or would have to take it."""
    for notice in decision.notices:
        match notice.audience:
            case Assignee("c") | OfficersOf(_, None | "holder") | Person("holder"):
                return True
            case Colleagues(_, of) if of != "holder":
                return True
    return False


def untold(tell: Callable[[Arrow], Decision]) -> dict[tuple[str, str], str]:
    """The arrows of which somebody should have heard and did not, or did though there is a reason not to."""
    wrong = {}
    for each in NEXT:
        if (each.act, each.before) in WITHIN_FILING:
            continue
        decision, name = tell(each), (each.act, str(each.before))
        joiners = heard_by_joiners(decision)
        if decision.result != "done":
            wrong[name] = decision.result
        elif each.says is not None and each.says not in heard_by_author(decision):
            wrong[name] = "its author does not hear of it"
        elif each.says is None and not each.silent:
            wrong[name] = "nobody says why its author does not hear of it"
        elif bool(joiners) == (each.act in JOINERS_NOT_TOLD):
            wrong[name] = f"those who joined heard {joiners or 'nothing'}"
        elif held(each) and not heard_by_holder(decision) and each.act not in HOLDER_NOT_TOLD:
            wrong[name] = "whoever has it does not hear of it"
    return wrong


def test_everybody_hears_of_every_arrow_or_it_is_said_why_not() -> None:
    assert not untold(played)


def test_every_act_of_the_table_is_played() -> None:
    assert {each.act for each in NEXT} == {*DEEDS, "triage"}
    assert set(JOINERS_NOT_TOLD) <= set(DEEDS)


def without(audience: Audience) -> Callable[[Decision], Decision]:
    return lambda decided: replace(
        decided, notices=tuple(each for each in decided.notices if each.audience != audience)
    )


BROKEN = {
    "reply": without(Submitter("c")),
    "transfer": without(Joiners("c")),
    "rate": lambda decided: replace(decided, answers=()),
    "reopen": without(Assignee("c")),
}


@pytest.mark.parametrize("act", BROKEN)
def test_whoever_hears_nothing_is_found(act: str) -> None:
    found = untold(lambda each: BROKEN[act](played(each)) if each.act == act else played(each))
    assert {name for name, _ in found} == {act}


def test_a_colleague_who_works_past_whoever_has_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "with_holder", lambda _before, decision: decision)
    assert {"reply", "close", "ask", "refer", "interim", "extend"} <= {act for act, _ in untold(played)}


def test_what_those_who_joined_must_not_hear_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(company, "SHARED", company.SHARED | {"asked"})
    assert {act for act, _ in untold(played)} == {"ask"}
