"""The desk and the author talk before the answer: a question and its answer, interim news, an end, a note."""

from collections.abc import Mapping
from dataclasses import replace

from intake.messages import Row, Show, Submission, Tell, Value
from routing.decisions import promising
from routing.decisions.coordinating import left_behind
from routing.decisions.scene import Scene, not_now, refuse
from routing.decisions.steps import lettered, line, moved_on, to_author
from routing.lifecycle import arrow
from routing.model import Decision, Entry, Notice
from routing.telling import letters
from routing.telling.notices import URGENT, case_offer, owner, reply_offer
from routing.telling.showing import case_params


def ask(scene: Scene, sent: Submission) -> Decision:
    """One question to the author; the clock waits until it is answered."""
    return lettered(scene, sent, URGENT, paused_at=scene.now)


def answer(scene: Scene, sent: Submission) -> Decision:
    """The author answered by a button: it stands for what the officer wrote on it."""
    asked = last(scene, "ask")
    offered = letters.options(letters.text(asked.values, "options")) if asked else ()
    number = int(letters.text(sent.answers, "pick") or 0)
    if arrow("answer", scene.case) is None or not 1 <= number <= len(offered):
        return refuse(Tell("answer.late", {"number": scene.case.number}), "nothing was asked")
    return answered(scene, {"text": offered[number - 1]})


def answered(scene: Scene, values: Mapping[str, Value]) -> Decision:
    """The answer reaches whoever has it now; the clock runs on, the due date moved by what was waited."""
    concern, asked = scene.case, last(scene, "ask")
    step = arrow("answer", concern)
    if step is None or step.says is None:
        return not_now(concern)
    due_at = scene.office.resumed(concern, scene.now)
    going_on = moved_on(concern, step, paused_at=None, due_at=due_at)
    rows = (
        Row("ask.question", {"question": letters.text(asked.values, "question") if asked else ""}),
        Row("message.text", {"answer": letters.text(values, "text")}),
    )
    card = Show("case.answered", case_params(going_on), rows, (reply_offer(concern), case_offer(concern)))
    return Decision(
        concern=going_on,
        entries=(line(scene, "answer", values),),
        notices=(Notice(f"answer:{concern.id}:{going_on.version}", (card,), owner(going_on), concern.id),),
        answers=(Tell(step.says, {"number": going_on.number, "due": going_on.due_day}),),
    )


def proceed(scene: Scene, _: Submission) -> Decision:
    """The office no longer waits for the answer; what was waited still counts."""
    concern = scene.case
    step = arrow("proceed", concern)
    if step is None or step.says is None:
        return not_now(concern, "proceed")
    due_at = scene.office.resumed(concern, scene.now)
    going_on = moved_on(concern, step, paused_at=None, due_at=due_at)
    told = Tell(step.says, {"number": going_on.number, "due": going_on.due_day})
    return Decision(
        concern=going_on,
        entries=(line(scene, "proceed"),),
        notices=(to_author(going_on, "unanswered", told),),
        answers=(Tell("proceed.done", {"number": going_on.number, "due": going_on.due_day}),),
    )


def last(scene: Scene, act: str) -> Entry | None:
    """The last line of the thread for the act."""
    thread = scene.records.thread(scene.case.id)
    return next((entry for entry in reversed(thread) if entry.act == act), None)


def interim(scene: Scene, sent: Submission) -> Decision:
    """How far it is."""
    decision = lettered(scene, sent)
    return (
        replace(decision, timers=promising.next_news(scene, scene.case, sent.answers))
        if decision.concern
        else decision
    )


def close(scene: Scene, sent: Submission) -> Decision:
    """It ends without an answer of four slots; the author reads why."""
    decision = lettered(scene, sent, paused_at=None, asked_until=None, proposed_by=None)
    if decision.concern is None:
        return decision
    return replace(decision, notices=(*decision.notices, *left_behind(scene, decision.concern)))


def note(scene: Scene, sent: Submission) -> Decision:
    """A line for colleagues: kept in the thread, sent to nobody."""
    return Decision(
        entries=(line(scene, "note", sent.answers),),
        answers=(Tell("note.kept", {"number": scene.case.number}),),
    )
