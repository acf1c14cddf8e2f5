"""How long the desk's views take with 100,000 and 1,000,000 concerns, 5,000 open, beside a busy writer.

Rows are laid down directly, in the form the service writes them, each concern with a key of its own. The
words of concerns that are over, which nobody here opens, are noise as long as the sealed text.
`python -m benchmarks.desk --plans` prints how the databases look for what they show.
"""

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, event, text

from benchmarks import SAID, bulk
from bot import app
from bot.settings import Database as DatabaseSettings
from bot.settings import Sealing, Settings
from intake.messages import Look, Phrase, Place
from routing.clock.calendar import SEOUL
from routing.counting import TOOK
from routing.model import Actor, Concern, Grant, Status
from routing.office import Office
from routing.records import Query
from routing.telling.marks import pseudonym
from routing.views.table import VIEWS
from routing.views.window import Window
from storage import rows, tables
from storage.database import Database
from storage.sealing import DataKey, Keyring
from tests.fixtures.postgres import postgres_cluster

SIZES = (100_000, 1_000_000)
OPEN_NOW = 5_000
#: Concerns of one member.
OF_ONE = 5
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LOOKS = 60
BATCH = 20_000
#: Changes a second beside the looking.
WRITES = 20

_OPEN = (Status.ASSIGNED, Status.REVIEWING, Status.REVIEWING, Status.NEEDS_INFO, Status.REOPENED)
_OVER = (Status.REPLIED,) * 17 + (Status.WITHDRAWN, Status.CLOSED, Status.MERGED)


@dataclass
class Town:
    """Concerns to be laid down, the same in every run."""

    office: Office
    size: int
    dice: random.Random = field(default_factory=lambda: random.Random(42))
    tallies: Counter[tuple[Any, str, str]] = field(default_factory=Counter)

    def concerns(self) -> Iterator[Concern]:
        """The open ones last: they are the newest."""
        departments = sorted(self.office.directory.departments)
        for number in range(self.size):
            is_open = number >= self.size - OPEN_NOW
            days = self.dice.random() * (12 if is_open else 700)
            received = NOW - timedelta(days=days + (0 if is_open else 12))
            department = self.dice.choice(departments)
            yield self._concern(number, department, received, is_open=is_open)

    def _concern(self, number: int, department: str, received: datetime, *, is_open: bool) -> Concern:
        its_id = f"{number:032x}"
        due_at = (received + timedelta(days=self.dice.choice((9, 10, 11)))).astimezone(SEOUL)
        status = self.dice.choice(_OPEN if is_open else _OVER)
        answered = received + timedelta(days=self.dice.randint(1, 12)) if status is Status.REPLIED else None
        if answered is not None:
            month = answered.astimezone(SEOUL).date().replace(day=1)
            took = min(30, (answered - received).days + 1)
            for measure in ("filed", "answered", "on_time", f"{TOOK}{took:02}"):
                self.tallies[month, department, measure] += 1
        return Concern(
            id=its_id,
            number=f"SP-{received:%y%m%d}-{number:07}",
            kind="opinion",
            form="concern",
            form_version=1,
            area="traffic",
            answers={"text": SAID["desk"]["text"], "place": Place(SAID["desk"]["place"], 37.58, 127.09)},
            department=department,
            reason=Phrase("reason.policy"),
            status=status,
            pseudonym=pseudonym(its_id),
            submitter=f"p{number // OF_ONE:031x}",
            received_at=received,
            due_at=due_at,
            rule="opinion.answer",
            answered_at=answered,
            waiting_since=received + timedelta(days=self.dice.random() * 3),
        )


#: What differs from one concern that is over to the next.
_DIFFERS = (
    "id", "number", "department", "pseudonym", "submitter", "received_at", "due_at", "answered_at",
    "waiting_since", "status",
)  # fmt: skip


class Sealer:
    """Concerns become rows: the open ones truly sealed, the words of the rest as noise."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._over: dict[str, Any] = {}
        self._wrapped = 0
        self.laid: dict[Table, list[dict[str, Any]]] = {}
        self.clear()

    def clear(self) -> None:
        """What was laid down is done with."""
        self.laid = {tables.data_key: [], tables.person: [], tables.concern: []}

    def person(self, its_id: str) -> None:
        key = self._key()
        self.laid[tables.person].append({"id": its_id, "key_id": key.id, "made_at": NOW})

    def concern(self, concern: Concern) -> None:
        if concern.is_open or not self._over:
            row = rows.filed_row(concern, self._key())
            if not concern.is_open:
                self._over = row
        else:
            noise = os.urandom
            key_id = self._kept(uuid4().hex, noise(self._wrapped))
            row = {
                **self._over,
                **{name: getattr(concern, name) for name in _DIFFERS},
                "key_id": key_id,
                "serial": rows.serial(concern.number),
                "day": concern.received_at.astimezone(SEOUL).date(),
                "answers_sealed": noise(len(self._over["answers_sealed"])),
                "reason_sealed": noise(len(self._over["reason_sealed"])),
            }
        self.laid[tables.concern].append(row)

    def _key(self) -> DataKey:
        key, wrapped = self._keyring.new_key()
        self._wrapped = len(wrapped)
        self._kept(key.id, wrapped)
        return key

    def _kept(self, key_id: str, wrapped: bytes) -> str:
        self.laid[tables.data_key].append({"id": key_id, "wrapped": wrapped, "made_at": NOW})
        return key_id


@dataclass
class Stand:
    """One database under measurement."""

    name: str
    database: Database

    def lay(self, laid: Mapping[Table, list[dict[str, Any]]]) -> None:
        with self.database.write() as transaction:
            for table, its_rows in laid.items():
                bulk.lay(transaction.connection, table, its_rows)

    def settle(self, tallies: Counter[tuple[Any, str, str]]) -> None:
        values = [
            {"month": month, "department": department, "measure": measure, "count": count}
            for (month, department, measure), count in tallies.items()
        ]
        self.lay({tables.tally: values})
        if self.database.dialect == "postgresql":
            # What autovacuum does by and by.
            engine = self.database._writing.execution_options(isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text("VACUUM ANALYZE"))


def lay_down(town: Town, stands: list[Stand]) -> None:
    """The same rows into each database."""
    sealer = Sealer(stands[0].database.keyring)
    with ExitStack() as stack:
        for stand in stands:
            stack.enter_context(bulk.loading(stand.database, list(sealer.laid)))
        for number, concern in enumerate(town.concerns(), 1):
            if (number - 1) % OF_ONE == 0:
                sealer.person(concern.submitter)
            sealer.concern(concern)
            if number % BATCH == 0 or number == town.size:
                for stand in stands:
                    stand.lay(sealer.laid)
                sealer.clear()
    for stand in stands:
        stand.settle(town.tallies)


def looks(office: Office, size: int) -> dict[str, tuple[Actor, Look]]:
    """Who looks at what."""
    department = sorted(office.directory.departments)[7]
    since = NOW - timedelta(days=1)
    officer = Actor("officer", (Grant("officer", department, since),))
    everybody = Actor("coordinator", (Grant("coordinator", "*", since),))
    member = Actor(f"p{(size - 1) // OF_ONE:031x}")
    return {
        "/inbox of an officer": (officer, Look("inbox")),
        "/inbox of a coordinator": (everybody, Look("inbox")),
        "/inbox, its tenth page": (everybody, Look("inbox", page=9)),
        "/status of a member": (member, Look("status")),
        "/ledger": (everybody, Look("ledger")),
        "the silent ones": (everybody, Look("silent")),
    }


@contextmanager
def writing(stand: Stand) -> Iterator[None]:
    """Somebody changes open concerns all the while, each in a transaction of its own."""
    done = threading.Event()

    def write() -> None:
        dice = random.Random(7)
        with stand.database.read() as reader:
            some = reader.find(Query(statuses=frozenset(_OPEN), limit=200))
        while not done.wait(1 / WRITES):
            with stand.database.turn() as turn:
                found = turn.concern(dice.choice(some).id)
                if found is not None:
                    turn.audit("bench", found.id, "done", NOW)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def looked(stand: Stand, office: Office, actor: Actor, look: Look) -> float:
    """Milliseconds of one look, on a read-only connection, its prompts drawn."""
    start = time.perf_counter()
    with stand.database.read() as reader:
        found = VIEWS[look.view](Window(office, reader, actor, NOW), look)
    took = 1000 * (time.perf_counter() - start)
    if not found or not getattr(found[0], "rows", ()):
        raise AssertionError(f"{look.view} shows nothing: {found}")
    return took


def measure(sizes: tuple[int, ...] = SIZES, *, plans: bool = False) -> dict[str, Any]:
    """Milliseconds: database → view → the median and the quickest tenth, for each size.

    The sizes stand beside each other and are looked at in turn: what else the machine does tells on all.
    """
    results: dict[str, dict[str, list[tuple[float, float]]]] = {}
    with ExitStack() as stack:
        sets = [(size, *stack.enter_context(stands())) for size in sizes]
        for size, office, opened in sets:
            lay_down(Town(office, size), opened)
        for number, first in enumerate(sets[0][2]):
            with ExitStack() as writers:
                for _, _, opened in sets:
                    writers.enter_context(writing(opened[number]))
                for name in looks(sets[0][1], sets[0][0]):
                    took: dict[int, list[float]] = {size: [] for size in sizes}
                    for _ in range(LOOKS):
                        for size, office, opened in sets:
                            took[size].append(looked(opened[number], office, *looks(office, size)[name]))
                    results.setdefault(first.name, {})[name] = [_spread(took[size]) for size in sizes]
        if plans:
            for size, office, opened in sets:
                for stand in opened:
                    explain(stand, office, size)
    return {"sizes": list(sizes), "milliseconds": results}


def _spread(took: list[float]) -> tuple[float, float]:
    return round(statistics.median(took), 2), round(statistics.quantiles(took, n=10)[0], 2)


@contextmanager
def stands() -> Iterator[tuple[Office, list[Stand]]]:
    """An empty database on each engine, one key file for both."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = stack.enter_context(postgres_cluster(fsync=True))
        app.make_key(folder / "key")
        opened = []
        office: Office | None = None
        urls = {"SQLite": f"sqlite:///{folder}/bench.db", "PostgreSQL": cluster.url("postgres")}
        for name, url in urls.items():
            settings = Settings(
                database=DatabaseSettings(url=url),  # type: ignore[arg-type]  # a plain text is taken
                sealing=Sealing(key_file=folder / "key"),
            )
            database = app.open_for_migration(settings)
            app.migrate(database)
            stack.callback(database.close)
            opened.append(Stand(name, database))
            office = office or app.load_knowledge(settings).office
        if office is None:
            raise AssertionError("there is no database")
        yield office, opened


def explain(stand: Stand, office: Office, size: int) -> None:
    """Print each query of each view with its plan."""
    ask = "EXPLAIN QUERY PLAN " if stand.database.dialect == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS) "
    for name, (actor, look) in looks(office, size).items():
        print(f"\n=== {stand.name}, {size:,} concerns: {name}")
        heard: list[tuple[str, Any]] = []
        listen = _hearing(heard)
        engine = stand.database._reading
        event.listen(engine, "before_cursor_execute", listen)
        looked(stand, office, actor, look)
        event.remove(engine, "before_cursor_execute", listen)
        with stand.database.look() as transaction:
            for sql, values in heard:
                print(" ", " ".join(sql.split()))
                for row in transaction.connection.exec_driver_sql(ask + sql, values):
                    print("     ", row[-1])


def _hearing(heard: list[tuple[str, Any]]) -> Callable[..., None]:
    return lambda _connection, _cursor, sql, values, *_: heard.append((sql, values))


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    sizes = results["sizes"]
    lines = [f"Looking beside the writer, {OPEN_NOW:,} concerns open, milliseconds: median (quickest tenth)"]
    for name, views in results["milliseconds"].items():
        for view, took in views.items():
            each = zip(sizes, took, strict=True)
            figures = "   ".join(f"{size:>9,}: {half:6.2f} ({tenth:5.2f})" for size, (half, tenth) in each)
            (first, quick), (last, quickest) = took[0], took[-1]
            ratio = f"   ratio {last / first:.2f} ({quickest / quick:.2f})" if len(took) > 1 else ""
            lines.append(f"  {name:<11} {view:<26} {figures}{ratio}")
    return lines


def main() -> None:
    """By itself, with other sizes, or with the plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--concerns", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--plans", action="store_true", help="print how each query is answered")
    chosen = parser.parse_args()
    print("\n".join(told(measure(tuple(chosen.concerns), plans=chosen.plans))))


if __name__ == "__main__":
    main()
