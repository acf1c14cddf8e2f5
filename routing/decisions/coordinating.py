"""Coordinators put things where they belong: into other hands, together with the same, or apart again."""

from dataclasses import replace

from intake.messages import Begin, Named, Offer, Phrase, Show, Submission, Tell
from routing.decisions.handing import handed_over
from routing.decisions.scene import Scene, mend, not_now, refuse, text_of
from routing.decisions.steps import line, moved_on, to_author
from routing.directory.assign import handed_to
from routing.lifecycle import arrow
from routing.model import (
    OPEN,
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
from routing.records import Query
from routing.telling import letters
from routing.telling.marks import colleague
from routing.telling.notices import to_desk, to_officer
from routing.telling.showing import case_params

#: The choice that names an officer instead of a department.
ONE = "one"
#: As many are named at once.
MOST = 20


def assign(scene: Scene, sent: Submission) -> Decision:
    """Another department has it, or a certain officer of the same one; the clock runs on.

    It counts as no transfer: whoever sees all of them is not held to what holds for one department.
    """
    concern, office = scene.case, scene.office
    step = arrow("assign", concern)
    if step is None:
        return not_now(concern)
    if sent.answers.get("to") == ONE or "mark" in sent.answers:
        return _to_officer(scene, sent)
    where = {**sent.answers, "where": sent.answers.get("to")}
    to = handed_to(concern.department, concern.area, where, office.directory)
    if to is None or to == concern.department:
        return refuse(Tell("transfer.nowhere", {"number": concern.number}), "no other department")
    letter = letters.assigned(office, concern, sent.answers, scene.now)
    decision = handed_over(scene, sent, step, to, letter, concern.transfers)
    after = decision.concern or concern
    return replace(decision, notices=(*decision.notices, *_taken_away(concern, after)))


def _to_officer(scene: Scene, sent: Submission) -> Decision:
    """For its author nothing changes: the department stays."""
    concern, mark = scene.case, (text_of(sent.answers, "mark") or "").strip().upper()
    officers = scene.records.officers(concern.department, scene.now)
    found = [each for each in officers if colleague(each).params["mark"] == mark]
    if len(found) != 1:
        return _whom(concern, officers)
    given = replace(concern, taken_by=found[0], proposed_by=None, version=concern.version + 1)
    return Decision(
        concern=given,
        entries=(line(scene, "assign", {"to": ONE}),),
        notices=(to_desk(scene.office, given, "given", Person(found[0])), *_taken_away(concern, given)),
        answers=(Tell("assign.given", {"number": concern.number, "colleague": colleague(found[0])}),),
    )


def _whom(concern: Concern, officers: tuple[str, ...]) -> Decision:
    """The mark is nobody's: those there are, as buttons."""
    offers = tuple(
        Offer(
            Phrase("named", {"it": colleague(each)}),
            Begin("assign", concern.id, {"to": ONE, "mark": str(colleague(each).params["mark"])}),
        )
        for each in officers[:MOST]
    )
    said = "assign.whom" if offers else "assign.nobody"
    shown = Show(said, case_params(concern), (), offers)
    return Decision(answers=(shown,))


def _taken_away(before: Concern, after: Concern) -> tuple[Notice, ...]:
    """Whoever had it knows that it is theirs no more."""
    if before.taken_by is None or before.taken_by == after.taken_by:
        return ()
    told = Tell("case.taken_away", case_params(after))
    return (Notice(f"away:{after.id}:{after.version}", (told,), Person(before.taken_by), after.id),)


def merge(scene: Scene, sent: Submission) -> Decision:
    """The same story as an earlier one: its author hears of that one from now on, and may say so if not."""
    concern = scene.case
    step = arrow("merge", concern)
    into = _meant(scene, text_of(sent.answers, "into"))
    if step is None or into is None:
        return not_now(concern) if step is None else mend(Tell("merge.which"), "no such other concern")
    title = (text_of(sent.answers, "title") or into.title or "").strip()
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
    count = len(company | set(scene.records.joiners(into.id))) + 1
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
            *(_with_another(each, into, title, count) for each in (merged, *followers)),
            to_officer(concern, f"merged:{concern.id}:{merged.version}:desk", "case.merged", {}),
            to_officer(into, f"merged:{concern.id}:{merged.version}:into", "case.merged_in", both),
        ),
        answers=(Tell("merge.done", both),),
    )


def _followers(scene: Scene, concern: Concern, into: Concern) -> tuple[Concern, ...]:
    """What was merged into it before, locked, and moved on with it: nothing is two steps away."""
    found = scene.records.find(Query(merged_into=concern.id, limit=MOST))
    locked = (scene.records.concern(each.id) for each in found)
    return tuple(replace(each, merged_into=into.id, version=each.version + 1) for each in locked if each)


def _with_another(merged: Concern, into: Concern, title: str, count: int) -> Notice:
    told = Tell(
        "merged",
        {
            "number": merged.number,
            "title": title,
            "count": count,
            "due": into.due_day,
            "department": Named("department", into.department),
        },
    )
    return to_author(merged, "merged", told)


def _meant(scene: Scene, written: str | None) -> Concern | None:
    """The one other concern a coordinator named, locked; None when there is none, or several."""
    query = pick(scene.actor, "desk", OPEN | {Status.REPLIED}, written or "")
    found = scene.records.find(query) if query else ()
    others = [each for each in found if each.id != scene.case.id and scene.actor.coordinates(each.department)]
    into = scene.records.concern(others[0].id) if len(others) == 1 else None
    return into if into is not None and into.status in OPEN | {Status.REPLIED} else None


def split(scene: Scene, _: Submission) -> Decision:
    """Apart again: a concern of its own, by the date it was promised, or a new one where that is past."""
    concern = scene.case
    step = arrow("split", concern)
    if step is None or concern.merged_into is None:
        return not_now(concern)
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
