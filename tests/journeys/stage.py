"""Plays a written conversation through the real switchboard, outbox and database, and writes it down.

A script is a transcript. Lines that begin with a seat and ">" are acts and stay; everything else is what
the service said, and is written anew each time:

    @ 2026-01-20 10:00          the clock, Asia/Seoul
    회원> 안녕하세요             a seat types
    회원> ▢ 동의하고 시작         a seat presses the button so labelled, on the newest card that has it
    회원> 📍 37.5901 127.0922    a seat shares a position
    ! drafts                    the job that reminds of drafts runs
    ! digest                    the morning brings what is owed
    ! timers                    what is due by the clock rings
    % officer 본청 hq.traffic    a seat holds a role for one department from the start
    % approval jungnang.traffic a department wants a colleague to confirm its replies
    % away 본청                  what is pushed to a seat waits until it writes again
    % back 본청                  and it can be reached again
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfo

from bot import app
from bot.card import Card
from bot.courier import Courier
from bot.crew import Crew
from bot.darkroom import Darkroom
from bot.jobs import Workshop, remind
from bot.learning import Pupil
from bot.messenger import Topic, following
from bot.ringing import Ringer
from bot.service import LocalService
from bot.settings import Database, Sealing, Settings
from intake.messages import Act, Address, Answer, Incoming, Place, Press, Room, Say, Surface
from routing.delivery import Outcome, Result
from tests.fixtures.known import knowledge

SEOUL = ZoneInfo("Asia/Seoul")
BOT = "stage"
#: Seats that hold a role from the start.
ROLES = {"담당자": "officer", "동료": "officer", "총괄": "coordinator", "officer": "officer"}


@dataclass
class Recorder:
    """A messenger that hands what is pushed to the stage."""

    said: list[tuple[str, Card]] = field(default_factory=list)
    name: str = BOT
    #: How many threads it has opened.
    opened: int = 0
    can_push: bool = True
    #: Those who get nothing until they write again.
    away: set[str] = field(default_factory=set)

    def routes(self, service: object) -> tuple[()]:
        return ()

    async def serve(self, service: object) -> None:
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
        """In a group each concern gets a thread, named by the concern; its head is told from its lines."""
        if to.chat in self.away:
            return Outcome(Result.HELD)
        card, rest = following(cards, done)
        if topic is None:
            self.said.append((to.chat, card))
            return Outcome(Result.DELIVERED, rest=rest)
        thread = to.thread or topic.title
        self.opened += to.thread is None
        again = " (edited)" if topic.head and topic.ref else ""
        self.said.append((f"{to.chat}#{thread}{again}", card))
        opened = None if to.thread else thread
        return Outcome(Result.DELIVERED, f"m{len(self.said)}", thread=opened, rest=rest)

    async def fetch(self, ref: str) -> bytes | None:
        return None


@dataclass
class Stage:
    """One service, its clock in the script's hands."""

    memory: app.Memory
    knowledge: app.Knowledge
    threads: app.Threads
    surface: Surface = Surface.CHAT
    now: datetime = datetime(2026, 1, 20, 10, 0, tzinfo=SEOUL)
    recorder: Recorder = field(default_factory=Recorder)
    cards: dict[str, list[Card]] = field(default_factory=dict)
    events: int = 0
    ids: int = 0
    service: LocalService = field(init=False)

    def __post_init__(self) -> None:
        self.service = app.build_service(
            self.knowledge, self.memory, self.threads, lambda: None, lambda: self.now, self.fresh
        )

    def fresh(self) -> str:
        """Ids that are the same in every run, so that what is made of them is."""
        self.ids += 1
        return f"{self.ids:032x}"

    def grant(self, seat: str, scope: str = "*") -> None:
        """Give a seat the role its name stands for."""
        self.memory.keeper.grant(self.address(seat), ROLES[seat], scope, datetime(2026, 1, 1, tzinfo=SEOUL))

    def want_approval(self, department: str) -> None:
        """From now on a colleague confirms the department's replies."""
        office = self.knowledge.office
        departments = dict(office.directory.departments)
        departments[department] = replace(departments[department], approval=True)
        directory = replace(office.directory, departments=departments)
        self.knowledge = replace(self.knowledge, office=replace(office, directory=directory))
        self.__post_init__()

    @staticmethod
    def address(seat: str) -> Address:
        return Address(BOT, BOT, seat.partition("@")[0])

    @staticmethod
    def room(seat: str) -> Room:
        """Their own; of "officer@group#thread" that thread of the group."""
        who, _, group = seat.partition("@")
        chat, _, thread = (group or who).partition("#")
        return Room(BOT, BOT, chat, thread or None)

    def act(self, seat: str, act: Act, event: str | None = None, window: str = "") -> tuple[Card, ...]:
        """One act and the cards it is answered with at once."""
        self.events += 1
        who = self.address(seat)
        event = event or f"e{self.events}"
        incoming = Incoming(event, who, self.room(seat), act, self.surface, window=window)
        cards = asyncio.run(self.service.receive(incoming))
        self.cards.setdefault(seat, []).extend(cards)
        return cards

    def typed(self, seat: str, text: str, event: str | None = None) -> tuple[Card, ...]:
        return self.act(seat, Say(text), event)

    def press(self, seat: str, label: str, event: str | None = None) -> tuple[Card, ...]:
        return self.act(seat, Press(self.token(seat, label)), event)

    def token(self, seat: str, label: str) -> str:
        """The token of the newest button with that label."""
        read_along = self.cards.get(seat.partition("@")[2], [])
        for card in (*reversed(self.cards.get(seat, [])), *reversed(read_along)):
            for button in card.buttons:
                if button.label == label and button.token:
                    return button.token
        labels = [button.label for card in self.cards.get(seat, []) for button in card.buttons]
        raise LookupError(f"{seat} sees no button “{label}”, only {labels[-20:]}")

    def carry(self) -> list[tuple[str, Card]]:
        """Let the courier work until nothing is due; what arrived where."""
        messengers = {BOT: self.recorder}

        async def run() -> None:
            clock = lambda: self.now  # noqa: E731
            courier = Courier(
                self.memory.outbox,
                messengers,
                self.service.drawn,
                self.service.topic,
                self.threads.turns,
                clock,
                asyncio.Event(),
            )
            while await courier.carry():
                pass

        asyncio.run(run())
        arrived, self.recorder.said = self.recorder.said, []
        for seat, card in arrived:
            self.cards.setdefault(seat.removesuffix(" (edited)"), []).append(card)
        return arrived

    @property
    def ringer(self) -> Ringer:
        return Ringer(self.knowledge.office, self.memory.database, self.memory.keeper, lambda: self.now)

    def job(self, name: str) -> None:
        if name == "timers":
            self.ringer.ring()
            return
        if name == "digest":
            self.ringer.tell_today()
            return
        assert name == "drafts", name
        messengers = {BOT: self.recorder}
        darkroom = Darkroom(
            self.memory.album, self.memory.database, self.memory.keeper, messengers, self.threads.turns,
            lambda: self.now,
        )  # fmt: skip
        remindable = frozenset(form.id for form in self.knowledge.office.forms.values() if form.reminds)
        workshop = Workshop(
            self.memory.keeper,
            darkroom,
            Pupil(self.knowledge.reader, self.memory.school),
            self.threads.turns,
            lambda: None,
            lambda: self.now,
            remindable,
            self.ringer,
        )
        remind(workshop, self.now)


@contextmanager
def stage(
    database_url: str, folder: Path, surface: Surface = Surface.CHAT, *, fresh: bool = True
) -> Iterator[Stage]:
    """A stage over an empty database, or over one that a stage has used before."""
    settings = Settings(
        database=Database(url=database_url),  # type: ignore[arg-type]  # a plain text is taken
        sealing=Sealing(key_file=folder / "key"),
    )
    if fresh:
        app.make_key(settings.sealing.key_file)
        database = app.open_for_migration(settings)
        app.migrate(database)
        database.close()
    with app.open_memory(settings) as memory, Crew(2) as pool:
        yield Stage(memory, knowledge(), app.Threads(pool, pool), surface)


def play(script: str, played: Stage) -> str:
    """The script with everything the service says in it now; people's ids are the same in every run."""
    numbers = (UUID(int=number) for number in count(1))
    with patch("storage.people.uuid4", lambda: next(numbers)):
        return _played(script, played)


def _played(script: str, played: Stage) -> str:
    lines: list[str] = []
    for seat in ROLES:
        if f"\n{seat}> " in script or f"\n{seat}@" in script:
            played.grant(seat)
    for line in script.splitlines():
        seat, said, text = line.partition("> ")
        if line.startswith("@ "):
            played.now = datetime.strptime(line[2:].strip(), "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)
            lines += ["", line]
        elif line.startswith("% "):
            _set(played, *line[2:].split())
            lines.append(line)
        elif line.startswith("! "):
            played.job(line[2:].strip())
            lines += ["", line, *_arrivals(played)]
        elif said and not seat.startswith(" "):
            lines += ["", line]
            cards = _heard(played, seat, text)
            for card in cards:
                lines += drawn(seat, card)
            lines += _arrivals(played)
        elif line.startswith("# "):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"


def _set(played: Stage, what: str, *about: str) -> None:
    """Something that stands before the conversation begins."""
    if what == "approval":
        played.want_approval(*about)
    elif what == "away":
        played.recorder.away |= set(about)
    elif what == "back":
        played.recorder.away -= set(about)
    else:
        seat, scope = about
        played.memory.keeper.grant(played.address(seat), what, scope, datetime(2026, 1, 1, tzinfo=SEOUL))


def _heard(played: Stage, seat: str, text: str) -> tuple[Card, ...]:
    how, _, rest = text.partition(" ")
    if how == "▢":
        return played.press(seat, rest)
    if how == "📍":
        lat, lon = map(float, rest.split())
        return played.act(seat, Answer({"place": Place(lat=lat, lon=lon)}))
    return played.typed(seat, text)


def _arrivals(played: Stage) -> list[str]:
    return [
        line for seat, card in sorted(played.carry(), key=lambda each: each[0]) for line in drawn(seat, card)
    ]


def drawn(seat: str, card: Card) -> list[str]:
    """A card as lines of a transcript."""
    lines = [f"    → {seat}" + (" 🚨" if card.tone == "alert" else "")]
    for part in card.parts:
        for line in part.lines:
            lines += [f"      {each}" for each in line.text.splitlines()]
        for each in part.inputs:
            options = " ".join(f"□ {option.label}" for option in each.options)
            lines += [f"      [{each.label}] {options}".rstrip()] if options else []
            lines += [f"      ! {each.problem}"] if each.problem else []
        for row in part.rows:
            lines.append("      " + " ".join(f"▢ {button.label}" for button in row))
    return lines
