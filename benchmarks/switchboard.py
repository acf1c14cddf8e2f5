"""CPU per turn, typed and pressed, through the real switchboard, on SQLite FULL and PostgreSQL."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import SAID
from bot import app
from bot.settings import Database, Sealing, Settings
from bot.switchboard import Switchboard
from intake.messages import Act, Address, Back, Begin, Incoming, Place, Room, Say, Value
from tests.fixtures.postgres import postgres_cluster

Clock = Callable[[], float]


@dataclass
class Rig:
    """One database with a switchboard over it, and somebody half way through a concern."""

    name: str
    board: Switchboard
    #: CPU seconds of the database server, where it is another process.
    server_cpu: Clock
    events: int = 0

    def hear(self, act: Act) -> None:
        self.events += 1
        who, room = Address("bench", "b", "u"), Room("bench", "b", "u")
        self.board.hear(Incoming(f"e{self.events}", who, room, act))

    def prepare(self) -> None:
        given: dict[str, Value] = {
            "consent": "agree",
            "area": "traffic",
            "t_issue": "crossing",
            "place": Place(SAID["turn"]["place"]),
        }
        self.hear(Begin("concern", given=given))

    def round(self, turns: int) -> dict[str, float]:
        """CPU milliseconds per turn of each kind, and of the server for both."""
        spent = {"typed": 0.0, "pressed": 0.0}
        server = self.server_cpu()
        for index in range(turns):
            words = SAID["turn"]["typed_place"].format(number=index)
            for kind, act in (("pressed", Back("place")), ("typed", Say(words))):
                start = time.process_time()
                self.hear(act)
                spent[kind] += time.process_time() - start
        per_turn = {kind: 1000 * seconds / turns for kind, seconds in spent.items()}
        return {**per_turn, "server": 1000 * (self.server_cpu() - server) / (2 * turns)}


def measure(turns: int, rounds: int) -> dict[str, Any]:
    """Rounds on each database in turn; medians of the rounds in CPU milliseconds per turn."""
    found: dict[str, list[dict[str, float]]] = {}
    with ExitStack() as stack:
        rigs = [stack.enter_context(sqlite()), stack.enter_context(postgres())]
        for rig in rigs:
            rig.prepare()
            rig.round(50)
        for _ in range(rounds):
            for rig in rigs:
                found.setdefault(rig.name, []).append(rig.round(turns))
    return {
        name: {kind: round(statistics.median(each[kind] for each in seen), 3) for kind in seen[0]}
        for name, seen in found.items()
    }


@contextmanager
def sqlite() -> Iterator[Rig]:
    with (
        tempfile.TemporaryDirectory() as folder,
        rig("SQLite, synchronous=FULL", f"sqlite:///{folder}/bench.db", Path(folder)) as made,
    ):
        yield made


@contextmanager
def postgres() -> Iterator[Rig]:
    with postgres_cluster(fsync=True) as cluster, tempfile.TemporaryDirectory() as folder:

        def server_cpu() -> float:
            return server_seconds(cluster.folder / "data")

        with rig("PostgreSQL, fsync on", cluster.url("postgres"), Path(folder), server_cpu) as made:
            yield made


@contextmanager
def rig(name: str, url: str, folder: Path, server_cpu: Clock = lambda: 0.0) -> Iterator[Rig]:
    settings = Settings(
        database=Database(url=url),  # type: ignore[arg-type]  # a plain text is taken
        sealing=Sealing(key_file=folder / "key"),
    )
    app.make_key(settings.sealing.key_file)
    database = app.open_for_migration(settings)
    app.migrate(database)
    database.close()
    knowledge = app.load_knowledge(settings)
    with app.open_memory(settings) as memory:
        yield Rig(name, app.build_switchboard(knowledge, memory), server_cpu)


def server_seconds(data: Path) -> float:
    """CPU seconds of a PostgreSQL server and its children, from /proc."""
    main = int((data / "postmaster.pid").read_text().splitlines()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if main in (int(stat.parent.name), int(fields[1])):
            ticks += sum(int(each) for each in fields[11:15])
    return ticks / 100


def told(results: dict[str, Any]) -> list[str]:
    """For people."""
    lines = ["CPU per turn inside the switchboard, milliseconds (median of the rounds)"]
    for name, row in results.items():
        server = f"   server {row['server']:.2f}" if row["server"] else ""
        lines.append(f"  {name:<28} typed {row['typed']:.2f}   pressed {row['pressed']:.2f}{server}")
    return lines
