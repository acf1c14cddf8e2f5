"""Me too: a neutral title is written, somebody near is offered it, joins, and leaves again."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from intake.messages import (
    Amendment,
    Begin,
    Named,
    Offer,
    Param,
    Phrase,
    Place,
    Resume,
    Row,
    Show,
    Submission,
    Tell,
    Value,
)
from routing.decisions.scene import Scene, refuse, text_of
from routing.directory.nearness import marks, reach, same_spot
from routing.model import Concern, Decision, Entry, Joining, Listing, Notice
from routing.office import Office
from routing.telling.notices import case_offer, owner
from routing.telling.showing import case_params, slots

#: What is older is another story.
RECENT = timedelta(days=90)
#: As many are offered at once.
MOST = 3
#: So many households make it a matter of many (law on civil petitions, article 2).
MANY = 5
#: So many letters in a row of the author's are their words.
COPIED = 12


def listable(office: Office, concern: Concern) -> bool:
    """Whether its author agreed to a title, and no victim or case may stand behind it."""
    never = office.directory.neighbourhood.never
    form = office.forms[concern.form]
    # The issue may have been told after the receipt.
    told = {value for key, value in concern.answers.items() if key in form.by_id and form.by_id[key].means}
    private = concern.area in never or any((concern.area, issue) in never for issue in (concern.issue, *told))
    return concern.answers.get("publish") == "y" and not private


def no_title(office: Office, concern: Concern) -> Tell | None:
    """Why nobody near may be offered it; None when they may."""
    if not listable(office, concern):
        return Tell("title.not_agreed", {"number": concern.number})
    place = concern.place
    if place is None or not marks(concern.area, place, office.directory):
        return Tell("title.no_place", {"number": concern.number})
    return None


def set_title(scene: Scene, sent: Submission) -> Decision:
    """An officer writes what others near may read; from then on they are offered it."""
    concern, title = scene.case, str(sent.answers["title"]).strip()
    number: Mapping[str, Param] = {"number": concern.number}
    if no := no_title(scene.office, concern):
        return refuse(no, "not agreed to, or no place")
    if _copies(title, concern.answers):
        again = Offer(Phrase("button.go_on"), Resume("title", concern.id))
        return refuse(Tell("title.copied", number, (again,)), "their own words")
    place = concern.place or Place()
    return Decision(
        concern=replace(concern, title=title, version=concern.version + 1),
        entries=(Entry(concern.id, scene.now, "title", scene.actor.person, {"title": title}),),
        answers=(Tell("title.kept", {**number, "title": title}),),
        listing=Listing(concern.id, marks(concern.area, place, scene.office.directory)),
    )


def relisted(office: Office, before: Concern | None, decision: Decision) -> Decision:
    """A listed concern whose place or area was put right is found where it is now, or listed no more."""
    after = decision.concern
    if before is None or after is None or not after.title or decision.listing is not None:
        return decision
    if (before.area, before.place) == (after.area, after.place):
        return decision
    if no_title(office, after) is not None:
        gone = replace(after, title=None)
        return replace(decision, concern=gone, listing=Listing(after.id))
    return replace(
        decision, listing=Listing(after.id, marks(after.area, after.place or Place(), office.directory))
    )


def offered(scene: Scene, answers: Mapping[str, Value]) -> Show | None:
    """Earlier concerns that may be the same as what is being written; None where there is none."""
    office = scene.office
    area = text_of(answers, "area")
    place = next((value for value in answers.values() if isinstance(value, Place)), None)
    if area is None or place is None or "near" in answers or area in office.directory.neighbourhood.never:
        return None
    looked = reach(area, place, office.directory)
    candidates = scene.records.near(looked, scene.now - RECENT) if looked else ()
    rows = [
        _row(each, len(scene.records.joiners(each.id)))
        for each in candidates
        if _may_join(scene, each) and each.place and same_spot(place, each.place, office.directory)
    ]
    if not rows:
        return None
    apart = Offer(Phrase("button.apart"), Begin("concern", given={"near": "apart"}))
    return Show("near", {}, tuple(rows[:MOST]), (apart,))


def _row(concern: Concern, joined: int) -> Row:
    offers = tuple(
        Offer(
            Phrase("named", {"it": Named("choice", f"me_too.how.{how}")}),
            Begin("me_too", concern.id, {"how": how}),
        )
        for how in ("same", "differs")
    )
    return Row(
        "near.row", {**case_params(concern), "title": concern.title or "", "count": joined + 1}, offers
    )


def _may_join(scene: Scene, concern: Concern) -> bool:
    own = concern.submitter == scene.actor.person or scene.actor.serves(concern.department)
    return not own and scene.actor.person not in scene.records.joiners(concern.id)


def join(scene: Scene, sent: Submission) -> Decision:
    """Somebody near joins; whoever works on it hears of it when there are words, or when they are many."""
    concern, me = scene.case, scene.actor.person
    before = scene.records.joiners(concern.id)
    title = {"title": concern.title or ""}
    if me in before:
        return Decision(answers=(Tell("me_too.already", title, (_leave(concern),)),))
    if not concern.is_open:
        resume = Offer(Phrase("button.go_on"), Resume("concern"))
        return refuse(Tell("near.gone", offers=(resume,)), "no longer open")
    count = len(before) + 2
    joined = Decision(
        joinings=(Joining(concern.id, me),),
        notices=(_many(concern, count),) if count >= MANY else (),
        answers=(Tell("me_too.joined", {**title, "count": count}, (_leave(concern),)),),
    )
    words = {key: value for key, value in sent.answers.items() if key == "differs"}
    return _with_words(scene, joined, sent.id, words) if words else joined


def join_more(scene: Scene, sent: Amendment) -> Decision:
    """What somebody who joined adds."""
    return _with_words(scene, Decision(), sent.id, {sent.field: sent.value})


def leave(scene: Scene, _: Submission) -> Decision:
    """Somebody who joined leaves again."""
    concern = scene.case
    return Decision(
        joinings=(Joining(concern.id, scene.actor.person, leaves=True),),
        answers=(Tell("me_too.left", {"title": concern.title or ""}),),
    )


def _with_words(scene: Scene, decision: Decision, key: str, words: Mapping[str, Value]) -> Decision:
    concern = scene.case
    card = Show(
        "case.joined",
        case_params(concern),
        slots("me_too", scene.office.forms["me_too"], words),
        (case_offer(concern),),
    )
    told = Notice(f"joined:{key}:{'.'.join(words)}", (card,), owner(concern), concern.id)
    return replace(
        decision,
        entries=(Entry(concern.id, scene.now, "joined", scene.actor.person, words),),
        notices=(*decision.notices, told),
    )


def _many(concern: Concern, count: int) -> Notice:
    flag = Tell("case.many", {**case_params(concern), "count": count}, (case_offer(concern),))
    return Notice(f"many:{concern.id}", (flag,), owner(concern), concern.id)


def _leave(concern: Concern) -> Offer:
    return Offer(Phrase("button.leave"), Begin("leave", concern.id))


def _copies(title: str, answers: Mapping[str, Value]) -> bool:
    mine = _letters(title)
    theirs = [_letters(value) for value in answers.values() if isinstance(value, str)]
    pieces = {mine[at : at + COPIED] for at in range(len(mine) - COPIED + 1)}
    return any(piece in each for piece in pieces for each in theirs)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())
