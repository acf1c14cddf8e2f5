"""Coordinators put things where they belong: into other hands, together with the same, or apart again."""

from collections.abc import Mapping
from dataclasses import replace

from intake.messages import Begin, Named, Offer, Phrase, Show, Submission, Tell, Value
from routing.decisions.handing import handed_over
from routing.decisions.scene import Scene, mend, not_now, refuse, text_of
from routing.decisions.steps import line, moved_on, to_author
from routing.directory.assign import handed_to
from routing.lifecycle import arrow
from routing.model import (
    OPEN,
    Actor,
    Concern,
    Coordinators,
    Decision,
    Entry,
    Joining,
    Notice,
    OfficersOf,
    Person,
    Status,
)
from routing.picking import pick
from routing.records import Figures, Query
from routing.telling import letters
from routing.telling.marks import colleague
from routing.telling.notices import to_desk, to_officer
from routing.telling.showing import case_params

#: What another may be put together with.
INTO = OPEN | {Status.REPLIED}
#: As many are named at once.
MOST = 20


def assign(scene: Scene, sent: Submission) -> Decision:
    """Another department has it; the clock runs on.

    It counts as no transfer: whoever sees all of them is not held to what holds for one department.
    """
    concern, office = scene.case, scene.office
    step = arrow("assign", concern)
    if step is None:
        return not_now(concern)
    where = {**sent.answers, "where": sent.answers.get("to")}
    to = handed_to(concern.department, concern.area, where, office.directory)
    if to is None or to == concern.department:
        return mend(Tell("transfer.nowhere", {"number": concern.number}), "no other department")
    letter = letters.assigned(office, concern, sent.answers, scene.now)
    decision = handed_over(scene, sent, step, to, letter, concern.transfers)
    after = decision.concern or concern
    return replace(decision, notices=(*decision.notices, *_taken_away(concern, after)))


def entrust(scene: Scene, sent: Submission) -> Decision:
    """One officer of its department has it; for its author nothing changes."""
    concern, mark = scene.case, (text_of(sent.answers, "mark") or "").strip().upper()
    if arrow("assign", concern) is None:
        return not_now(concern)
    officers = scene.records.officers(concern.department, scene.now)
    found = [each for each in officers if colleague(each).params["mark"] == mark]
    if len(found) != 1:
        return _whom(concern, officers)
    if found[0] == concern.taken_by:
        told = Tell("entrust.same", {"number": concern.number, "colleague": colleague(found[0])})
        return refuse(told, "theirs already")
    given = replace(concern, taken_by=found[0], proposed_by=None, version=concern.version + 1)
    return Decision(
        concern=given,
        entries=(line(scene, "entrust", {"mark": mark}),),
        notices=(to_desk(scene.office, given, "given", Person(found[0])), *_taken_away(concern, given)),
        answers=(Tell("entrust.done", {"number": concern.number, "colleague": colleague(found[0])}),),
    )


def officers_to(concern: Concern, officers: tuple[str, ...]) -> tuple[Offer, ...]:
    """A button for each officer it may be given to, by what colleagues call them."""
    return tuple(
        Offer(
            Phrase("button.entrust", {"colleague": colleague(each)}),
            Begin("entrust", concern.id, {"mark": str(colleague(each).params["mark"])}),
        )
        for each in officers[:MOST]
        if each != concern.taken_by
    )


def _whom(concern: Concern, officers: tuple[str, ...]) -> Decision:
    """The mark is nobody's: those there are, as buttons."""
    offers = officers_to(concern, officers)
    elsewhere = Offer(Phrase("button.assign"), Begin("assign", concern.id))
    said = "entrust.whom" if offers else "entrust.nobody"
    return Decision(answers=(Show(said, case_params(concern), (), offers or (elsewhere,)),))


def _taken_away(before: Concern, after: Concern) -> tuple[Notice, ...]:
    """Whoever had it knows that it is theirs no more."""
    if before.taken_by is None or before.taken_by == after.taken_by:
        return ()
    told = Tell("case.taken_away", case_params(after))
    # Not by name: whose appointment has ended reads nothing more.
    to = OfficersOf(before.department, before.taken_by)
    return (Notice(f"away:{after.id}:{after.version}", (told,), to, after.id),)


def merge(scene: Scene, sent: Submission) -> Decision:
    """The same story as an earlier one: its author hears of that one from now on, and may say so if not."""
    concern = scene.case
    step = arrow("merge", concern)
    if step is None:
        return not_now(concern)
    found = meant(scene.records, scene.actor, concern, sent.answers)
    into = scene.records.concern(found.id) if found else None
    if into is None or into.status not in INTO:
        return mend(Tell("merge.which"), "no such other concern")
    title = title_of(into, sent.answers)
    if not title:
        return mend(Tell("merge.title", {"number": into.number}), "no title")
    # What was asked of its author, or written and not yet sent, is over: apart again, it begins afresh.
    merged = moved_on(
        concern,
        step,
        merged_into=into.id,
        due_at=scene.office.resumed(concern, scene.now),
        paused_at=None,
        asked_until=None,
        proposed_by=None,
    )
    followers = _followers(scene, concern, into)
    company = {concern.submitter, *scene.records.joiners(concern.id)} - {into.submitter}
    count = voices(scene.records, concern, into)
    both = {"number": concern.number, "into": into.number}
    titled = () if into.title == title else (replace(into, title=title, version=into.version + 1),)
    return Decision(
        concern=merged,
        others=(*titled, *followers),
        entries=(
            line(scene, "merge", {"into": into.number}),
            Entry(into.id, scene.now, "merged_in", scene.actor.person, {"number": concern.number}),
        ),
        joinings=(
            *(Joining(into.id, each) for each in sorted(company)),
            *(Joining(concern.id, each.submitter, leaves=True) for each in followers),
        ),
        notices=(
            *(
                to_author(each, "merged", letters.merged(each, into, title, count))
                for each in (merged, *followers)
            ),
            to_officer(concern, f"merged:{concern.id}:{merged.version}:desk", "case.merged", {}),
            to_officer(into, f"merged:{concern.id}:{merged.version}:into", "case.merged_in", both),
        ),
        answers=(Tell("merge.done", both),),
    )


def meant(figures: Figures, actor: Actor, concern: Concern, answers: Mapping[str, Value]) -> Concern | None:
    """The one other concern a coordinator named; None when there is none, or several."""
    query = pick(actor, "desk", INTO, text_of(answers, "into") or "")
    found = figures.find(query) if query else ()
    others = [each for each in found if each.id != concern.id and actor.coordinates(each.department)]
    return others[0] if len(others) == 1 and others[0].status in INTO else None


def title_of(into: Concern, answers: Mapping[str, Value]) -> str:
    """What those who share it read: the title written now, else the one it has; empty where there is none."""
    return (text_of(answers, "title") or into.title or "").strip()


def voices(figures: Figures, concern: Concern, into: Concern) -> int:
    """How many people's story it is once the two are together."""
    company = {concern.submitter, *figures.joiners(concern.id), *figures.joiners(into.id)}
    return len(company - {into.submitter}) + 1


def _followers(scene: Scene, concern: Concern, into: Concern) -> tuple[Concern, ...]:
    """What was merged into it before, locked, and moved on with it: nothing is two steps away."""
    found = scene.records.find(Query(merged_into=concern.id, limit=MOST))
    locked = (scene.records.concern(each.id) for each in found)
    return tuple(replace(each, merged_into=into.id, version=each.version + 1) for each in locked if each)


def split(scene: Scene, _: Submission) -> Decision:
    """Apart again: a concern of its own, by the date it was promised, or a new one where that is past."""
    concern = scene.case
    step = arrow("split", concern)
    if step is None or concern.merged_into is None:
        return not_now(concern, "split")
    again = scene.office.due(concern.rule, scene.now) if concern.due_at <= scene.now else concern.due_at
    apart = moved_on(concern, step, merged_into=None, taken_by=None, due_at=again)
    told = Tell(
        "split",
        {
            "number": apart.number,
            "department": Named("department", apart.department),
            "due": apart.due_day,
        },
    )
    return Decision(
        concern=apart,
        entries=(
            line(scene, "split"),
            Entry(
                concern.merged_into, scene.now, "split_off", scene.actor.person, {"number": concern.number}
            ),
        ),
        joinings=(Joining(concern.merged_into, concern.submitter, leaves=True),),
        notices=(
            to_author(apart, "split", told),
            to_desk(scene.office, apart, "handed", OfficersOf(apart.department)),
        ),
        answers=(Tell("split.done", {"number": apart.number, "due": apart.due_day}),),
    )


def seen_in(scene: Scene) -> Concern:
    """The concern in which this one is looked at now: the one it was merged into, else itself."""
    concern = scene.case
    into = scene.records.concern(concern.merged_into) if concern.merged_into else None
    return into or concern


def left_behind(scene: Scene, gone: Concern) -> tuple[Notice, ...]:
    """A concern is over without an answer: what was merged into it must not be over with it."""
    merged = scene.records.find(Query(merged_into=gone.id, limit=MOST))
    return tuple(
        Notice(
            f"left:{each.id}:{each.version}",
            (
                Tell(
                    "case.left_behind",
                    {**case_params(each), "into": gone.number},
                    (Offer(Phrase("button.split"), Begin("split", each.id), "primary"),),
                ),
            ),
            Coordinators(),
            each.id,
        )
        for each in merged
    )
