"""People, rooms and values that the storage tests share."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from intake.conversation import Conversation, Draft
from intake.messages import Address, Named, Phrase, Place, Prompt, Room, Tell, Value
from routing.clock.calendar import SEOUL
from routing.model import Audience, Concern, Decision, Entry, Here, Notice, Status
from storage.database import Database
from storage.keeper import Keeper

NOW = datetime(2026, 1, 20, 6, 30, 15, 123456, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MOTHER = Address("pigeon", "intake", "u-mother")
OFFICER = Address("pigeon", "desk", "u-officer")
OTHER = Address("pigeon", "desk", "u-other")
GROUP = Room("pigeon", "desk", "g-traffic")


def room_of(who: Address) -> Room:
    return Room(who.messenger, who.bot, who.user)


def concern(submitter: str, its_id: str = "c1", serial: int = 42, **changes: Any) -> Concern:
    values: dict[str, Any] = {
        "id": its_id,
        "number": f"SP-260120-{serial:04}",
        "kind": "opinion",
        "form": "concern",
        "form_version": 3,
        "area": "school",
        "answers": {"text": "건너기 무서워요", "place": Place("갈현초 앞", 37.6, 126.9, "은평구", "갈현동")},
        "department": "traffic",
        "reason": Phrase("why.area", {"area": Named("area", "school")}),
        "status": Status.ASSIGNED,
        "pseudonym": "ABC",
        "submitter": submitter,
        "received_at": NOW,
        "due_at": (NOW + 7 * DAY).astimezone(SEOUL),
        "rule": "opinion.answer",
        "issue": "crossing",
    }
    return Concern(**{**values, **changes})


def letter(key: str, audience: Audience | None = None, concern_id: str | None = None, **more: Any) -> Notice:
    return Notice(key, (Tell("told", {"key": key}),), audience or Here(), concern_id, **more)


def entry(concern_id: str, act: str = "file", at: datetime = NOW, **values: Value) -> Entry:
    return Entry(concern_id, at, act, None, values)


def enter(database: Database, who: Address, where: Room | None = None, now: datetime = NOW) -> str:
    """The id of the person, who is entered if new."""
    with database.turn() as turn:
        return turn.enter(who, where or room_of(who), now).actor.person


def say(
    database: Database,
    who: Address,
    key: str,
    decision: Decision | None = None,
    where: Room | None = None,
    now: datetime = NOW,
    answer: tuple[Prompt, ...] = (Tell("heard"),),
) -> bool:
    """One turn as the switchboard runs it; False when the event was heard before."""
    with database.turn() as turn:
        visit = turn.enter(who, where or room_of(who), now)
        if turn.seen(key) is not None:
            return False
        if decision is not None:
            turn.keep(decision, now)
        turn.leave(key, visit.conversation, answer, now)
        turn.audit("say", None, "done", now)
    return True


def file(database: Database, its_id: str = "c1", serial: int = 42, **changes: Any) -> Concern:
    """A concern of the mother, kept."""
    filed = concern(enter(database, MOTHER), its_id, serial, **changes)
    say(database, MOTHER, f"file {its_id}", Decision(filed, (entry(its_id),)))
    return filed


def appoint(database: Database, who: Address, role: str = "officer", scope: str = "traffic") -> None:
    Keeper(database).grant(who, role, scope, NOW - DAY)


def talk(draft_id: str = "d1", revision: int = 1, changed_at: datetime = NOW, **more: Any) -> Conversation:
    answers: Mapping[str, Value] = {"area": "school"}
    draft = Draft(draft_id, "concern", 3, changed_at, **{"answers": answers, **more})
    return Conversation(draft, (), revision)
