"""The courier against a messenger that misbehaves: nothing lost, copies ≤ 1 + ambiguous, order kept."""

import asyncio
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.card import Card
from bot.courier import Courier
from bot.crew import Crew
from bot.messenger import Topic
from bot.pace import Gaps, Pace, Paces
from bot.ports import Parcel
from intake.messages import Look, Offer, Phrase, Room, Tell
from routing.delivery import NOTHING_PASSED, Delivery, Lane, Outcome, Passed, Result, State
from routing.model import Decision, Notice, OfficersOf
from routing.records import Query
from storage.tables import delivery
from tests.journeys.stage import BOT, Recorder, Stage, stage


class Wild(Recorder):
    """Does what a script says, one word for each push; delivers when the script is over."""

    def __init__(self, *script: str) -> None:
        super().__init__()
        self.script = list(script)

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
        what = self.script.pop(0) if self.script else "deliver"
        arrived = Outcome(Result.DELIVERED)
        if what in {"deliver", "drop after"}:
            arrived = await super().push(to, key, cards, done=done)
        match what:
            case "deliver":
                return arrived
            case "drop after" | "drop before":
                return Outcome(Result.UNKNOWN, reason="connection lost")
            case "raise":
                raise RuntimeError("a messenger's own mistake")
            case "refuse":
                return Outcome(Result.TRY_LATER, reason="too many requests")
            case _:
                return Outcome(Result.UNREACHABLE, reason="blocked")


def post(played: Stage, *keys: str) -> None:
    played.typed("회원", "안녕하세요")
    room = Room(BOT, BOT, "회원")
    for key in keys:
        notice = Notice(key, (Tell("message.passed_on", {"number": key}),), room)
        played.memory.keeper.remind(Decision(notices=(notice,)), played.now)


def carry_for(played: Stage, hours: int) -> list[str]:
    texts: list[str] = []
    for _ in range(hours * 4):
        texts += [card.text().split(" ")[0] for _, card in played.carry()]
        played.now += timedelta(minutes=15)
    return texts


@pytest.mark.parametrize(
    ("script", "copies", "ambiguous"),
    [
        ((), 1, 0),
        (("refuse", "refuse"), 1, 0),
        (("drop before",), 1, 1),
        (("drop after",), 2, 1),
        (("drop after", "drop after"), 3, 2),
        (("raise",), 1, 1),
    ],
)
def test_copies_stay_within_the_promise(
    script: tuple[str, ...], copies: int, ambiguous: int, database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        post(played, "A")
        played.recorder = Wild(*script)

        arrived = carry_for(played, 2)

    assert len(arrived) == copies
    assert 1 <= copies <= 1 + ambiguous


def test_order_in_a_room_is_kept_whatever_fails(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        post(played, "A", "B", "C")
        played.recorder = Wild("refuse", "drop before", "deliver", "refuse")

        assert carry_for(played, 4) == ["A", "B", "C"]


def test_who_blocked_us_is_left_alone_until_they_write(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        post(played, "A")
        played.recorder = Wild("blocked")
        assert carry_for(played, 2) == []

        played.typed("회원", "/help")

        assert carry_for(played, 1) == ["A"]


def test_a_courier_that_forgets_its_claims_is_caught(database_url: str, tmp_path: Path) -> None:
    """The negative control: settling nothing sends the same again and again, and the bound sees it."""
    with stage(database_url, tmp_path) as played:
        post(played, "A")
        played.memory.outbox.settle = lambda *_: True  # type: ignore[method-assign]
        arrived = carry_for(played, 1)

    assert len(arrived) > 1


def test_a_parcel_of_several_cards_is_taken_up_where_it_stopped(database_url: str, tmp_path: Path) -> None:
    """By another courier, too: how many messages arrived stands beside the delivery."""
    cards = tuple(
        Tell("message.passed_on", {"number": key}, (Offer(Phrase("button.inbox"), Look("inbox")),))
        for key in "abc"
    )
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "안녕하세요")
        notice = Notice("three", cards, Room(BOT, BOT, "회원"))
        played.memory.keeper.remind(Decision(notices=(notice,)), played.now)
        played.recorder = Wild("deliver", "refuse", "deliver", "raise", "deliver")
        said = [text.split(" ")[0] for text in carry_for(played, 2)]
    assert said == ["a", "b", "c"]


def test_a_thread_opened_by_the_first_card_takes_the_others(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("총괄")
        played.typed("총괄@방", "/room 서울경찰청 교통 담당")
        played.press("총괄@방", "등록하기")
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        for label in ("동의하고 시작", "교통", "건너뛰기", "보내기"):
            played.press("회원", label)
        (seat,) = {seat for seat, _ in played.carry() if "방" in seat}
        # It dies, and what comes next is of two cards.
        with played.memory.database.write() as transaction:
            transaction.connection.exec_driver_sql("DELETE FROM thread")
        with played.memory.database.read() as reader:
            (filed,) = reader.find(Query())
        two = tuple(
            Tell("message.passed_on", {"number": key}, (Offer(Phrase("button.inbox"), Look("inbox")),))
            for key in "ab"
        )
        notice = Notice("two", two, OfficersOf(filed.department), filed.id)
        played.memory.keeper.remind(Decision(notices=(notice,)), played.now)
        opened = played.recorder.opened
        said = played.carry()
    assert [where for where, _ in said] == [seat, seat]
    assert played.recorder.opened == opened + 1


class Idle:
    """An outbox in which nothing is ever due."""

    def expand(self, now: datetime, limit: int = 0) -> int:
        return 0

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int = 0) -> tuple[Parcel, ...]:
        return ()

    def next_due(self) -> datetime | None:
        return None

    def settle(self, owner: str, delivery: Delivery, began: datetime | None = None) -> bool:
        raise AssertionError("nothing was claimed")

    def further(self, owner: str, delivery: Delivery) -> bool:
        raise AssertionError("nothing was claimed")


@pytest.mark.parametrize("steps", range(6))
async def test_a_courier_told_to_stop_while_it_wakes_stops(steps: int) -> None:
    """However many steps of the loop lie between the two, so that each place it may be in is met."""
    wake = asyncio.Event()
    with Crew(1) as threads:
        courier = Courier(Idle(), {}, no_cards, no_topic, threads, lambda: datetime.now(UTC), wake)
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(0.05)
        wake.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        ended, _ = await asyncio.wait([running], timeout=3)
        assert ended, "it goes on although it was told to stop"


class Hesitant(Idle):
    """One delivery is due; claiming it takes a while."""

    def __init__(self) -> None:
        self.claiming = threading.Event()
        self.settled: list[Delivery] = []

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int = 0) -> tuple[Parcel, ...]:
        if self.claiming.is_set():
            return ()
        self.claiming.set()
        time.sleep(0.2)
        return (Parcel(Delivery(1, State.DUE, now), Room(BOT, BOT, "회원"), (), "ko", "key"),)

    def settle(self, owner: str, delivery: Delivery, began: datetime | None = None) -> bool:
        self.settled.append(delivery)
        return True


class Broken(Hesitant):
    """Fails in a way nobody thought of, at first."""

    def __init__(self) -> None:
        super().__init__()
        self.failed = 0

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int = 0) -> tuple[Parcel, ...]:
        if self.failed < 2:
            self.failed += 1
            raise LookupError("a row that should be there")
        return super().claim(owner, now, lease, limit)


async def test_a_courier_outlives_whatever_happens() -> None:
    """Nobody begins it again, and without it nobody is told anything."""
    outbox, wake = Broken(), asyncio.Event()
    with Crew(1) as threads:
        courier = Courier(outbox, {}, no_cards, no_topic, threads, lambda: datetime.now(UTC), wake)
        running = asyncio.create_task(courier.run())
        for _ in range(200):
            wake.set()
            await asyncio.sleep(0.02)
            if outbox.settled or running.done():
                break
        assert not running.done()
        running.cancel()
        await asyncio.wait([running], timeout=5)
    assert outbox.settled


async def test_what_is_claimed_while_it_is_told_to_stop_is_carried() -> None:
    """Left alone, it would wait for its lease to run out, and nobody would know whether it was sent."""
    outbox = Hesitant()
    with Crew(1) as threads:
        wake = asyncio.Event()
        courier = Courier(outbox, {}, no_cards, no_topic, threads, lambda: datetime.now(UTC), wake)
        running = asyncio.create_task(courier.run())
        await asyncio.to_thread(outbox.claiming.wait, 3)
        running.cancel()
        await asyncio.wait([running], timeout=3)

    assert [each.id for each in outbox.settled] == [1]


def no_cards(prompts: object, language: str, who: object, room: Room) -> tuple[Card, ...]:
    return ()


def no_topic(about: object, language: str) -> Topic:
    raise AssertionError("nothing was claimed")


class Far:
    """Lanes in which every turn is a while off."""

    def take(
        self, room: Lane, bot: Lane, now: datetime, passed: Passed = NOTHING_PASSED
    ) -> tuple[bool, datetime]:
        return True, now + timedelta(seconds=15)


class Patient(Recorder):
    """Waits for its turn before it sends."""

    def __init__(self, pace: Pace) -> None:
        super().__init__()
        self.pace, self.waiting = pace, asyncio.Event()

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
        self.waiting.set()
        return await self.pace.in_turn(
            to.chat, lambda: super(Patient, self).push(to, key, cards, topic, done=done), group=False
        )


def stopped_while_it_waits(played: Stage, *, gives_up_waiting: bool = True) -> None:
    """A courier takes on what is due, and is told to stop while that waits for its turn."""
    paces = Paces(Far(), lambda: played.now)

    async def run() -> None:
        messenger = Patient(paces.of("bot", Gaps(timedelta(0), timedelta(0), timedelta(0))))
        waits = paces if gives_up_waiting else None
        courier = Courier(
            played.memory.outbox,
            {BOT: messenger},
            played.service.drawn,
            played.service.topic,
            played.threads.turns,
            lambda: played.now,
            asyncio.Event(),
            waits,
        )
        running = asyncio.create_task(courier.run())
        async with asyncio.timeout(10):
            await messenger.waiting.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert messenger.said == []

    asyncio.run(run())


def standing(played: Stage) -> tuple[int, int, bool]:
    """Attempts, those of which nobody knows what became, and whether somebody still has the lease."""
    with played.memory.database.look() as transaction:
        row = transaction.connection.execute(
            select(delivery.c.attempts, delivery.c.ambiguous, delivery.c.lease_owner)
        ).one()
    return row.attempts, row.ambiguous, row.lease_owner is not None


def test_what_only_waited_for_its_turn_is_anybody_s_at_once(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        post(played, "A")
        stopped_while_it_waits(played)

        assert standing(played) == (0, 0, False)
        assert [card.text().split(" ")[0] for _, card in played.carry()] == ["A"], (
            "without waiting for a lease"
        )


def test_a_courier_that_lets_it_wait_is_caught(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the lease is kept, and later nobody knows whether it was sent."""
    monkeypatch.setattr("bot.courier.DRAIN_SECONDS", 0.1)
    with stage(database_url, tmp_path) as played:
        post(played, "A")
        stopped_while_it_waits(played, gives_up_waiting=False)

        assert standing(played) == (0, 0, True)
        assert played.carry() == []
        played.now += timedelta(minutes=2)
        played.carry()
        assert standing(played) == (2, 1, False)
