"""One reader, their letters, and a messenger that makes a message of each card and does what the fates say.

Claims run out, concerns are erased, even while their letter is under way, and sealed words do not open for a
while. What an erasure leaves is held to the same promise as everything else.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sqlalchemy import bindparam, select, update

from bot.card import Card, Line, Part
from bot.courier import Courier
from bot.crew import Crew
from bot.messenger import Topic, following
from intake.messages import Address, Prompt, Room, Tell
from routing.delivery import Outcome, Result
from routing.model import Decision, Notice
from routing.telling.notices import URGENT
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from storage.tables import delivery, notice
from tests.storage.samples import HOUR, MINUTE, NOW, concern, enter, room_of, say

_numbers = count(1)

_ROW = (
    select(delivery.c.id, delivery.c.state, delivery.c.ambiguous, delivery.c.carried_by)
    .join(notice)
    .where(notice.c.key == bindparam("key"))
)
_AMBIGUOUS = select(delivery.c.ambiguous).where(delivery.c.id == bindparam("id"))
_SEALED = select(notice.c.prompts_sealed).where(notice.c.key == bindparam("key"))
_SEAL = update(notice).where(notice.c.key == bindparam("b_key")).values(prompts_sealed=bindparam("b_sealed"))


@dataclass
class Letter:
    key: str
    concern: int
    cards: int
    sealed: bytes | None = None

    @property
    def card_keys(self) -> list[str]:
        return [f"{self.key}/{number}" for number in range(self.cards)]


@dataclass
class World:
    """One reader, their letters, and a messenger that does what the fates say."""

    database: Database
    now: datetime = NOW
    fates: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)
    arrived: Counter[str] = field(default_factory=Counter)
    #: What the courier wants to keep next is not kept: its claim has run out.
    forget: bool = False
    number: int = field(default_factory=lambda: next(_numbers))
    name: str = "pigeon"
    can_push: bool = True

    def __post_init__(self) -> None:
        self.reader = Address("pigeon", "intake", f"u{self.number}")
        enter(self.database, self.reader)
        author = enter(self.database, Address("pigeon", "intake", f"author{self.number}"))
        for each in range(3):
            filed = concern(author, self.concern(each), self.number * 3 + each)
            say(self.database, self.reader, self.concern(each), Decision(filed))

    def concern(self, which: int) -> str:
        return f"c{self.number}-{which}"

    # --- what happens ---------------------------------------------------------------------------------------

    def write(self, which: int, cards: int, merge: bool, late: int, urgent: bool) -> None:
        if which in self.erased:
            return
        letter = Letter(f"{self.number}-{len(self.letters)}", which, cards)
        self.letters.append(letter)
        told = tuple(Tell("told", {"key": key}) for key in letter.card_keys)
        news = Notice(
            letter.key,
            told,
            room_of(self.reader),
            self.concern(which),
            URGENT if urgent else 5,
            merge="news" if merge else None,
            not_before=self.now + late * MINUTE if late else None,
        )
        Keeper(self.database).remind(Decision(notices=(news,)), self.now)

    def carry(self, *fates: str) -> None:
        self.fates[:] = fates
        with Crew(1) as threads:
            box = Outbox(self.database)

            def unless_forgotten(keep: Callable[..., bool]) -> Callable[..., bool]:
                def kept(*given: object) -> bool:
                    forgotten, self.forget = self.forget, False
                    return False if forgotten else keep(*given)

                return kept

            box.settle = unless_forgotten(box.settle)  # type: ignore[method-assign]
            box.further = unless_forgotten(box.further)  # type: ignore[method-assign]
            carrier = Courier(
                box, {self.name: self}, drawn, no_topic, threads, lambda: self.now, asyncio.Event()
            )
            asyncio.run(carrier.carry())

    def wait(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    def erase(self, which: int) -> None:
        Keeper(self.database).erase_concern(self.concern(which), self.now)
        self.erased.add(which)

    def spoil(self, which: int) -> None:
        """Its words do not open any more."""
        if which < len(self.letters) and self.letters[which].sealed is None:
            letter = self.letters[which]
            with self.database.write() as transaction:
                letter.sealed = transaction.connection.execute(_SEALED, {"key": letter.key}).scalar()
                spoilt = {"b_key": letter.key, "b_sealed": b"\0" * 64}
                transaction.connection.execute(_SEAL, spoilt)

    def mend(self) -> None:
        for letter in self.letters:
            if letter.sealed is not None:
                with self.database.write() as transaction:
                    mended = {"b_key": letter.key, "b_sealed": letter.sealed}
                    transaction.connection.execute(_SEAL, mended)
                letter.sealed = None

    def come(self) -> None:
        """They write: what was held for them is due."""
        enter(self.database, self.reader, now=self.now)

    # --- the messenger --------------------------------------------------------------------------------------

    def routes(self, service: object) -> tuple[()]:
        return ()

    async def serve(self, service: object) -> None:
        return None

    async def fetch(self, ref: str) -> bytes | None:
        return None

    async def push(
        self,
        to: Room,
        key: str,
        cards: Sequence[Card],
        topic: Topic | None = None,
        *,
        done: int = 0,
        unsure: bool = False,
    ) -> Outcome:
        fate = self.fates.pop(0) if self.fates else "deliver"
        message, rest = following([line for card in cards for line in card.text().split("\n")], done)
        if fate in ("deliver", "drop", "vanish", "erase"):
            self.arrived[message] += 1
        match fate:
            case "wait for its turn":
                return Outcome(Result.NOT_YET)
            case "refuse":
                return Outcome(Result.TRY_LATER, reason="too many requests")
            case "block":
                return Outcome(Result.UNREACHABLE, reason="blocked")
            case "drop" | "lose":
                return Outcome(Result.UNKNOWN, reason="connection lost")
            case "raise":
                raise RuntimeError("a messenger's own mistake")
            case "vanish":
                self.forget = True
            case "erase":
                its = next(each for each in self.letters if each.key == key)
                await asyncio.to_thread(self.erase, its.concern)
        return Outcome(Result.DELIVERED, "m1", rest=rest)

    # --- the promise ----------------------------------------------------------------------------------------

    def check(self) -> None:
        self.mend()
        for _ in range(30):
            self.come()
            self.carry()
            if Outbox(self.database).next_due() is None:
                break
            self.now += HOUR
        with self.database.look() as transaction:
            for letter in self.letters:
                row = transaction.connection.execute(_ROW, {"key": letter.key}).first()
                if letter.concern in self.erased:
                    assert row is None
                    continue
                assert row is not None, letter
                assert row.state in ("delivered", "merged"), letter
                ambiguous = row.ambiguous
                if row.state == "merged":
                    carrier = transaction.connection.execute(_AMBIGUOUS, {"id": row.carried_by}).scalar()
                    # Of a carrier erased after it had arrived nothing is recorded any more.
                    ambiguous = carrier if carrier is not None else 99
                for key in letter.card_keys:
                    assert 1 <= self.arrived[key] <= 1 + ambiguous, (key, self.arrived[key], ambiguous)


def drawn(prompts: tuple[Prompt, ...], language: str, who: Address | None, room: Room) -> tuple[Card, ...]:
    keys = [str(prompt.params["key"]) for prompt in prompts if isinstance(prompt, Tell)]
    return tuple(Card((Part((Line(key),)),)) for key in keys)


def no_topic(about: object, language: str) -> Topic:
    raise AssertionError("nothing here goes to a group")
