"""A small town: members, officers of three departments, a coordinator, and one real service.

Everything goes through the real switchboard, desk, outbox and database. What each seat reads is written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.card import Card
from intake.messages import (
    Act,
    Answer,
    Ask,
    Begin,
    Cancel,
    Confirm,
    Incoming,
    Place,
    Prompt,
    Review,
    Show,
    Skip,
    Value,
)
from routing.model import EVERYWHERE, Concern
from routing.records import Query
from routing.telling.marks import colleague
from storage import tables
from tests.journeys.stage import SEOUL, Stage
from tests.life.model import WANTS_APPROVAL, Seat

TRAFFIC, PREVENTION, HEADQUARTERS = "jungnang.traffic", "jungnang.crime_prevention", "hq.traffic"
#: How a transfer names each of them.
WHERE = {
    TRAFFIC: {"where": "station", "station": "jungnang", "area": "traffic"},
    PREVENTION: {"where": "station", "station": "jungnang", "area": "crime_prevention"},
    HEADQUARTERS: {"where": "hq", "area": "traffic"},
}
#: The group a department reads in instead of its officers in private.
ROOMS = {HEADQUARTERS: Seat("hq-room", frozenset({HEADQUARTERS}))}
MEMBERS = tuple(Seat(name) for name in ("mina", "sora", "yuna"))
OFFICERS = (
    Seat("traffic1", frozenset({TRAFFIC})),
    Seat("traffic2", frozenset({TRAFFIC})),
    Seat("prevention", frozenset({PREVENTION})),
    Seat("headquarters", frozenset({HEADQUARTERS})),
)
COORDINATOR = Seat("coordinator", coordinates=True)
DESK = (*OFFICERS, COORDINATOR)
ACTORS = (*MEMBERS, *DESK)
EVERYBODY = {seat.name: seat for seat in (*ACTORS, *ROOMS.values())}

#: Whoever is told of something before sending confirms once more; what is refused stays on its review.
MOST_CONFIRMS = 3

START = datetime(2026, 1, 20, 10, 0, tzinfo=SEOUL)


@dataclass
class Town:
    """The town with its clock."""

    stage: Stage
    #: Everything each seat was shown or sent: what it says, in order.
    read: list[tuple[str, str]] = field(default_factory=list)
    #: Of these, what was pushed, and whether it took the place of what headed a thread.
    pushed: list[tuple[str, str, bool]] = field(default_factory=list)
    events: int = 0

    def __post_init__(self) -> None:
        self._clean()
        self.stage.now = START
        for seat in DESK:
            role = "coordinator" if seat.coordinates else "officer"
            for scope in seat.departments or {EVERYWHERE}:
                who = self.stage.address(seat.name)
                self.stage.memory.keeper.grant(who, role, scope, START - timedelta(days=19))
        for department in WANTS_APPROVAL:
            self.stage.want_approval(department)
        self.people = {seat.name: self._person(seat.name) for seat in ACTORS}
        for department, room in ROOMS.items():
            officer = next(each for each in OFFICERS if department in each.departments)
            self.does(f"{officer.name}@{room.name}", Begin("register", given={"department": department}))
            self.does(f"{officer.name}@{room.name}", Confirm())

    def _clean(self) -> None:
        """An empty town: the record of acts is append-only and may stay."""
        with self.stage.memory.database.write() as transaction:
            kept = select(tables.touchstone.c.key_id)
            for table in reversed(tables.metadata.sorted_tables):
                if table.name in ("audit", "touchstone"):
                    continue
                rows = delete(table)
                if table.name == "data_key":
                    rows = rows.where(table.c.id.not_in(kept))
                transaction.connection.execute(rows)

    def _person(self, name: str) -> str:
        self.does(name, Begin("language", given={"language": "ko"}))
        with self.stage.memory.database.read() as reader:
            visit = reader.visit(self.stage.address(name), self.stage.room(name), self.now)
        assert visit is not None
        return visit.actor.person

    @property
    def now(self) -> datetime:
        return self.stage.now

    def does(self, name: str, act: Act) -> tuple[Prompt, ...]:
        """One act through the switchboard; what the seat reads is written down."""
        self.events += 1
        who, where = self.stage.address(name), self.stage.room(name)
        incoming = Incoming(f"t{self.events}", who, where, act, self.stage.surface)
        heard = self.stage.service.switchboard.hear(incoming)
        for card in self.stage.service.drawn(heard.prompts, heard.language, who, where):
            self.read.append((name.partition("@")[0], words(card)))
        return heard.prompts

    def fills(
        self,
        name: str,
        form: str,
        subject: str | None,
        values: Mapping[str, Value],
        given: Mapping[str, Value] | None = None,
    ) -> None:
        """A whole form: begun, its questions answered as given or passed over, reviewed, confirmed."""
        prompts, confirmed = self.does(name, Begin(form, subject, given or {})), 0
        for _ in range(30):
            act: Act
            match prompts[-1] if prompts else None:
                case Ask(filed=True):
                    act = Skip(rest=True)
                case Ask(fields=fields):
                    wanted = {key: values[key] for key in fields if key in values}
                    act = Answer(wanted) if wanted else Skip()
                case Review() if confirmed == MOST_CONFIRMS:
                    act = Cancel()
                case Review():
                    act, confirmed = Confirm(), confirmed + 1
                case Show(view="near"):
                    act = Begin("concern", given={"near": "apart"})
                case _:
                    return
            prompts = self.does(name, act)
        raise AssertionError(f"the form {form} never ends")

    def files(self, name: str, number: int) -> None:
        """A new concern, with what is asked after its receipt."""
        self.fills(name, "concern", None, crossing(number))
        # The first question after the receipt comes with it, by the courier.
        self.does(name, Answer(afterwards(number)))
        self.does(name, Skip(rest=True))

    def dismisses(self, name: str) -> None:
        """An officer's appointment ends now."""
        grant = tables.metadata.tables["role_grant"]
        with self.stage.memory.database.write() as transaction:
            its = update(grant).where(grant.c.person_id == self.people[name], grant.c.valid_until.is_(None))
            transaction.connection.execute(its.values(valid_until=self.now))

    def appoints(self, officer: Seat) -> None:
        """An officer is one again."""
        for department in officer.departments:
            who = self.stage.address(officer.name)
            self.stage.memory.keeper.grant(who, "officer", department, self.now)

    def mark(self, name: str) -> str:
        """What colleagues call an officer."""
        return str(colleague(self.people[name]).params["mark"])

    def post(self) -> None:
        """Let timers ring and the courier carry; what arrived where."""
        self.stage.ringer.ring()
        for place, card in self.stage.carry():
            seat = place.partition("#")[0]
            self.read.append((seat, words(card)))
            self.pushed.append((seat, words(card), place.endswith("(edited)")))

    def concerns(self) -> dict[str, Concern]:
        """All concerns by id."""
        with self.stage.memory.database.read() as reader:
            return {each.id: each for each in reader.find(Query(limit=1000))}

    def joiners(self, concern_id: str) -> frozenset[str]:
        """The names of the seats that joined."""
        names = {person: name for name, person in self.people.items()}
        with self.stage.memory.database.read() as reader:
            return frozenset(names[person] for person in reader.joiners(concern_id))

    def timers(self, concern_id: str) -> int:
        """How many timers of a concern have not rung."""
        timer = tables.metadata.tables["timer"]
        with self.stage.memory.database.look() as transaction:
            waiting = select(timer.c.key).where(timer.c.concern_id == concern_id, timer.c.done_at.is_(None))
            return len(transaction.connection.execute(waiting).all())


def words(card: Card) -> str:
    """Everything a card says, its buttons and inputs too."""
    lines = [line.text for part in card.parts for line in part.lines]
    labels = [button.label for button in card.buttons]
    inputs = [f"{each.label} {each.value}" for part in card.parts for each in part.inputs]
    return "\n".join([*lines, *labels, *inputs])


def crossing(number: int) -> dict[str, Value]:
    """What a member fills in; the same spot each time, so that others can be near."""
    return {
        "consent": "agree",
        "area": "traffic",
        "t_issue": "signal",
        "place": Place(f"면목동 면목초 정문 {secret(number)}", 37.5901, 127.0922, "중랑구"),
    }


def afterwards(number: int) -> dict[str, Value]:
    """What a member tells after the receipt."""
    return {"text": f"신호가 짧아서 건너기 어려워요 {secret(number)}", "publish": "y"}


def secret(number: int) -> str:
    """A word that stands in one concern's text and nowhere else."""
    return f"비밀{number:04}"
