"""The courier's promise in random lives of letters: for each card, 1 <= copies <= 1 + ambiguous attempts.

Letters of one to three cards, told together or not, meet a messenger that delivers, refuses, loses, blocks;
claims run out, concerns are erased, even while their letter is under way, and sealed words do not open for a
while. What an erasure leaves is held to the same promise as everything else.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, Text, bindparam, select, update

from bot.card import Card, Line, Part
from bot.courier import Courier
from bot.crew import Crew
from bot.messenger import Topic
from intake.messages import Address, Prompt, Room, Tell
from routing.delivery import Delivery, Outcome, Result
from routing.model import Decision, Notice
from routing.telling.notices import URGENT
from storage import merging, migrate
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from storage.sealing import Keyring
from storage.tables import delivery, notice
from tests.storage.samples import HOUR, MINUTE, NOW, concern, enter, room_of, say

_FATES = ("deliver", "refuse", "drop", "lose", "raise", "vanish", "erase", "block")
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
            settle = box.settle

            def unless_forgotten(owner: str, delivery: Delivery) -> bool:
                forgotten, self.forget = self.forget, False
                return False if forgotten else settle(owner, delivery)

            box.settle = unless_forgotten  # type: ignore[method-assign]
            courier = Courier(
                box, {self.name: self}, drawn, no_topic, threads, lambda: self.now, asyncio.Event()
            )
            asyncio.run(courier.carry())

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
        self, to: Room, key: str, card: Card, topic: Topic | None = None, *, unsure: bool = False
    ) -> Outcome:
        fate = self.fates.pop(0) if self.fates else "deliver"
        if fate in ("deliver", "drop", "vanish", "erase"):
            self.arrived.update(card.text().split("\n"))
        match fate:
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
        return Outcome(Result.DELIVERED, "m1")

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


# --- lives --------------------------------------------------------------------------------------------------

Step = tuple[Any, ...]
_CONCERNS = st.integers(0, 2)
_STEPS = st.one_of(
    st.tuples(
        st.just("write"),
        _CONCERNS,
        st.integers(1, 3),
        st.booleans(),
        st.sampled_from((0, 0, 5)),
        st.sampled_from((False, False, False, True)),
    ),
    st.tuples(st.just("write"), _CONCERNS, st.just(1), st.just(True), st.just(0), st.just(False)),
    st.lists(st.sampled_from(_FATES), max_size=3).map(lambda fates: ("carry", *fates)),
    st.tuples(st.just("wait"), st.sampled_from((1, 5, 15, 60, 600))),
    st.tuples(st.just("erase"), _CONCERNS),
    st.tuples(st.just("spoil"), st.integers(0, 4)),
    st.just(("mend",)),
    st.just(("come",)),
)
_LIVES = st.lists(_STEPS, min_size=4, max_size=14)


def live(database: Database, life: Sequence[Step]) -> None:
    world = World(database)
    for name, *how in life:
        getattr(world, name)(*how)
    world.check()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database.open(url, Keyring(bytes(range(32))))
    migrate.upgrade(database)
    try:
        yield database
    finally:
        database.close()


WRITE = ("write", 0, 1, True, 0, False)
OTHER = ("write", 1, 1, True, 0, False)
LIVES: dict[str, Sequence[Step]] = {
    "a carrier of which a card has arrived": (
        ("write", 0, 3, True, 0, False),
        ("carry", "deliver", "refuse"),
        OTHER,
        ("wait", 600),
    ),
    "a claim that ran out": (WRITE, OTHER, ("carry", "vanish"), ("write", 2, 2, True, 0, False)),
    "the carrier is erased": (WRITE, OTHER, ("carry", "refuse"), ("erase", 0)),
    "the carrier is erased, and nobody knows whether it arrived": (
        WRITE,
        OTHER,
        ("carry", "drop"),
        ("erase", 0),
    ),
    "the carrier is erased while it is under way": (WRITE, OTHER, ("carry", "erase")),
    "the carrier is erased, its claim having run out": (WRITE, OTHER, ("carry", "vanish"), ("erase", 0)),
    "what is carried does not open": (WRITE, OTHER, ("spoil", 1), ("carry",)),
    "what is carried does not open any more": (WRITE, OTHER, ("carry", "drop"), ("spoil", 1), ("wait", 5)),
    "what is carried opens again when half has arrived": (
        ("write", 0, 3, True, 0, False),
        OTHER,
        ("carry", "refuse"),
        ("spoil", 1),
        ("wait", 5),
        ("carry", "deliver", "refuse"),
        ("mend",),
    ),
    "what is carried is erased when half has arrived": (
        ("write", 0, 3, True, 0, False),
        OTHER,
        ("carry", "refuse"),
        ("erase", 1),
        ("wait", 5),
        ("carry", "deliver", "refuse"),
    ),
    "half has arrived of what could carry others": (
        ("write", 0, 3, True, 0, False),
        ("carry", "deliver", "refuse"),
        ("wait", 1),
        ("write", 1, 1, True, 0, True),
    ),
    "blocked, the carrier is erased": (WRITE, OTHER, ("carry", "block"), ("erase", 0)),
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_no_card_is_lost_or_repeated_without_cause(database_url: str, life: Sequence[Step]) -> None:
    with opened(database_url) as database:
        live(database, life)


def test_in_no_life_is_a_card_lost_or_repeated_without_cause(database_url: str) -> None:
    with opened(database_url) as database:

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(_LIVES)
        def holds(life: Sequence[Step]) -> None:
            live(database, life)

        holds()


def test_broken_couriers_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls, each by the life that needs the care it lacks."""
    untouched = update(delivery).where(delivery.c.id < 0).values(reason=None)
    uncounted = (
        update(delivery)
        .where(delivery.c.state == "merged", bindparam("b_key", type_=Text).is_not(None))
        .values(state="due", carried_by=None)
    )
    greedy = select(delivery.c.id, delivery.c.address_id, delivery.c.merge).where(
        delivery.c.id.in_(bindparam("ids", expanding=True)), delivery.c.merge.is_not(None)
    )
    broken: dict[str, tuple[str, Executable]] = {
        "the carrier is erased, and nobody knows whether it arrived": ("_ORPHANED", uncounted),
        "the carrier is erased while it is under way": ("_ORPHANED", uncounted),
        "what is carried does not open": ("_LEFT_BEHIND", untouched),
        "what is carried opens again when half has arrived": ("_LEFT_BEHIND", untouched),
        "half has arrived of what could carry others": ("_CARRIERS", greedy),
    }
    with opened(f"sqlite:///{tmp_path / 'cheong.db'}") as database:
        for life, (name, statement) in broken.items():
            with monkeypatch.context() as patched:
                patched.setattr(merging, name, statement)
                with pytest.raises(AssertionError):
                    live(database, LIVES[life])
