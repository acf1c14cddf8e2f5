"""What a concern's author will read, drawn from what an officer wrote: for the preview and for the notice.

Both are drawn by the same function, so that nobody is sent anything else than what was confirmed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from intake.messages import Begin, Look, Moment, Named, Offer, Param, Phrase, Row, Show, Tell, Value
from routing.clock.calendar import SEOUL
from routing.directory.assign import handed_to
from routing.lifecycle import DECLINED, looks_left
from routing.model import Concern
from routing.office import Office
from routing.telling.showing import slots

Answers = Mapping[str, Value]
Letter = Callable[[Office, Concern, Answers, datetime], Tell | Show]

#: How many answers a question may offer as buttons.
MOST_OPTIONS = 5
#: A label longer than this is cut off on a phone.
LONGEST_OPTION = 40
#: A part of an officer's sentence that ends without one of these gets a full stop.
_ENDS = ".!?…。"


def text(answers: Answers, key: str) -> str:
    """The words under the key; none where there are none."""
    value = answers.get(key)
    if isinstance(value, Moment):
        return value.text
    return value if isinstance(value, str) else ""


def sentence(words: str) -> str:
    """The words, ended."""
    words = words.strip()
    return words if not words or words[-1] in _ENDS else f"{words}."


def options(written: str) -> tuple[str, ...]:
    """The answers an officer offers, as written with commas, bars or one a line."""
    parts = (part.strip() for part in written.replace("\n", ",").replace("/", ",").split(","))
    return tuple(dict.fromkeys(part[:LONGEST_OPTION] for part in parts if part))[:MOST_OPTIONS]


def _head(concern: Concern) -> dict[str, Param]:
    return {
        "number": concern.number,
        "department": Named("department", concern.department),
        "due": concern.due_day,
    }


def assigned(office: Office, concern: Concern, answers: Answers, now: datetime) -> Tell | Show:
    """Another department is told like any transfer."""
    return moved(office, concern, {**answers, "where": text(answers, "to")}, now)


def asked(_: Office, concern: Concern, answers: Answers, __: datetime) -> Tell:
    """One question, with buttons for the answers the officer thought of."""
    offered = tuple(
        Offer(Phrase("named", {"it": option}), Begin("answer", concern.id, {"pick": str(number)}))
        for number, option in enumerate(options(text(answers, "options")), 1)
    )
    own_words = Offer(Phrase("button.own_words"), Begin("message", concern.id))
    return Tell(
        "asked",
        {"number": concern.number, "question": text(answers, "question")},
        (*offered, own_words),
    )


def interim(_: Office, concern: Concern, answers: Answers, __: datetime) -> Tell:
    """How far it is, and when there will be more."""
    told = {
        "number": concern.number,
        "progress": sentence(text(answers, "progress")),
        "next": answers.get("next", ""),
    }
    return Tell("interim" if told["next"] else "interim.open", told)


def closed(_: Office, concern: Concern, answers: Answers, __: datetime) -> Tell:
    """The end, and why."""
    told = {**_head(concern), "reason": sentence(text(answers, "reason"))}
    return Tell("closed", told, _look_again(concern))


def moved(office: Office, concern: Concern, answers: Answers, _: datetime) -> Tell:
    """Which department has it now, and why; the date stays."""
    to = handed_to(concern.department, concern.area, answers, office.directory)
    return Tell(
        "moved",
        {
            **_head(concern),
            "department": Named("department", to or concern.department),
            "reason": sentence(text(answers, "why")),
        },
    )


def merged(concern: Concern, into: Concern, title: str, count: int) -> Tell:
    """That the same was told before: under which title they share it, how many they are, who answers when."""
    return Tell("merged", {**_head(into), "number": concern.number, "title": title, "count": count})


def referred(_: Office, concern: Concern, answers: Answers, __: datetime) -> Tell:
    """Which other agency was told, how to reach it, and under which number it is kept there."""
    named, code = text(answers, "agency_name"), text(answers, "agency")
    told: dict[str, Param] = {
        "number": concern.number,
        "agency": named or Named("exit", code),
        "contact": text(answers, "contact"),
        "reference": text(answers, "reference"),
    }
    return Tell("referred.numbered" if told["reference"] else "referred", told)


def extended(office: Office, concern: Concern, answers: Answers, _: datetime) -> Tell:
    """The new date and why; a second time it is a question."""
    new_due = office.later(concern, int(text(answers, "days") or 0))
    told: dict[str, Param] = {
        **_head(concern),
        "reason": sentence(text(answers, "reason")),
        "new_due": _day(new_due) if new_due else concern.due_day,
    }
    if concern.extensions == 0:
        return Tell("extended", told)
    offers = tuple(
        Offer(Phrase(f"button.{code}"), Begin("consent", concern.id, {"agree": code}))
        for code in ("wait", "no_longer")
    )
    return Tell("extend2", told, offers)


def replied(office: Office, concern: Concern, answers: Answers, _: datetime) -> Show:
    """The department's answer, with the buttons that rate it."""
    rating = office.forms["rate"].by_id["score"]
    offers = tuple(
        Offer(
            Phrase("named", {"it": Named("choice", f"rate.score.{choice.code}")}),
            Begin("rate", concern.id, {"score": choice.code}),
        )
        for choice in rating.choices
    )
    write_back = Offer(Phrase("button.write_back"), Begin("message", concern.id))
    return Show(
        "reply",
        {"number": concern.number, "department": Named("department", concern.department)},
        (*slots("reply", office.forms["reply"], answers), Row("reply.rating", offers=offers)),
        (write_back, *_look_again(concern)),
    )


def outcome(office: Office, concern: Concern, answers: Answers, now: datetime) -> Show:
    """What comes of it; where it cannot be done, until when another look may be asked for."""
    settled = replace(concern, outcome=text(answers, "outcome"))
    rows = slots("outcome", office.forms["outcome"], answers)
    if settled.outcome == DECLINED and looks_left(settled):
        until = {"until": _day(office.after("look_again", now))}
        rows = (*rows, Row("outcome.look_again", until, _look_again(settled)))
    write_back = Offer(Phrase("button.write_back"), Begin("message", concern.id))
    return Show("outcome", _head(concern), rows, (write_back,))


def done(office: Office, concern: Concern, answers: Answers, _: datetime) -> Show:
    """It is done: before and after, and two buttons to say what one makes of it."""
    feelings = tuple(
        Offer(
            Phrase("named", {"it": Named("choice", f"felt.feeling.{feeling.code}")}),
            Begin("felt", concern.id, {"feeling": feeling.code}),
        )
        for feeling in office.forms["felt"].by_id["feeling"].choices
    )
    pictures = (Offer(Phrase("button.pictures"), Look("change", concern.id)),) if "photos" in answers else ()
    rows = slots("done", office.forms["done"], answers)
    return Show("done", _head(concern), rows, (*pictures, *feelings))


def _look_again(concern: Concern) -> tuple[Offer, ...]:
    """The button that asks for another look, where one is left."""
    return (Offer(Phrase("button.look_again"), Begin("reopen", concern.id)),) if looks_left(concern) else ()


def _day(at: datetime) -> date:
    return at.astimezone(SEOUL).date()


#: The forms whose review is what the author of the concern will read.
LETTERS: Mapping[str, Letter] = {
    "ask": asked,
    "interim": interim,
    "extend": extended,
    "transfer": moved,
    "assign": assigned,
    "refer": referred,
    "close": closed,
    "reply": replied,
    "approve": replied,
    "outcome": outcome,
    "done": done,
}
