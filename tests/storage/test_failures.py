"""A database that is busy, full or away: said in storage's words, nothing half kept, all well afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from intake.messages import Tell
from routing.model import Decision
from routing.records import MemoryFailed
from storage import migrate
from storage.database import Database
from storage.errors import Busy, Unavailable
from storage.sealing import Keyring
from tests.fixtures.postgres import Cluster, postgres_cluster
from tests.storage.samples import GROUP, MOTHER, NOW, OFFICER, enter, file, letter, say


@pytest.fixture
def hasty(database_url: str, keyring: Keyring) -> Iterator[Database]:
    """A database that waits for nobody."""
    opened = Database.open(database_url, keyring, patience=0.3)
    migrate.upgrade(opened)
    yield opened
    opened.close()


def test_the_errors_are_those_that_callers_know() -> None:
    assert issubclass(Busy, MemoryFailed)
    assert issubclass(Unavailable, MemoryFailed)


def test_a_talk_that_is_held_too_long_is_busy(hasty: Database, database_url: str, keyring: Keyring) -> None:
    enter(hasty, MOTHER)
    other = Database.open(database_url, keyring, patience=0.3)
    with hasty.turn() as turn:
        turn.enter(MOTHER, GROUP, NOW)
        with pytest.raises(Busy):
            enter(other, MOTHER, GROUP)
    enter(other, MOTHER, GROUP)
    other.close()


def test_all_connections_in_use_is_busy(database_url: str, keyring: Keyring) -> None:
    database = Database.open(database_url, keyring, threads=1, patience=0.2)
    migrate.upgrade(database)
    with database.turn(), pytest.raises(Busy, match="in use"), database.turn():
        pass
    enter(database, MOTHER)
    database.close()


@pytest.mark.postgres
def test_a_deadlock_is_busy_for_one_and_well_for_the_other(postgres_url: str, keyring: Keyring) -> None:
    database = Database.open(postgres_url, keyring)
    migrate.upgrade(database)
    for number, its_id in enumerate(("c1", "c2")):
        file(database, its_id, number)
    barrier = Barrier(2)

    def both(first: str, second: str) -> bool:
        try:
            with database.turn() as turn:
                turn.concern(first)
                barrier.wait()
                turn.concern(second)
        except Busy:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(both, ("c1", "c2"), ("c2", "c1"))) == [False, True]
    database.close()


def test_a_full_disk_keeps_nothing_and_says_so(sqlite: Database) -> None:
    enter(sqlite, MOTHER)
    with sqlite.write() as transaction:
        pages = transaction.connection.execute(text("PRAGMA page_count")).scalar_one()
        transaction.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    long = (Tell("x" * 100_000),)
    with pytest.raises(Unavailable):
        say(sqlite, MOTHER, "k1", answer=long)
    with sqlite.write() as transaction:
        transaction.connection.execute(text("PRAGMA max_page_count = 100000"))
        assert transaction.connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert say(sqlite, MOTHER, "k1", answer=long)


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "cheong.db").write_text("건너기 무서워요" * 100)
    database = Database.open(f"sqlite:///{tmp_path / 'cheong.db'}", keyring)
    with pytest.raises(Unavailable):
        migrate.current(database)
    database.close()


def test_a_server_that_is_not_there_is_unavailable(keyring: Keyring) -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:9/nothing", keyring)
    with pytest.raises(Unavailable), database.turn():
        pass
    with pytest.raises(Unavailable):
        migrate.check(database)
    database.close()


@pytest.mark.postgres
def test_a_server_that_crashes_loses_nothing_kept_and_is_found_again(keyring: Keyring) -> None:
    with postgres_cluster(fsync=True) as cluster:
        database = Database.open(cluster.url("postgres"), keyring)
        migrate.upgrade(database)
        say(database, MOTHER, "k1", Decision(notices=(letter("a"),)))

        def crash_within() -> None:
            with database.turn() as turn:
                turn.enter(OFFICER, GROUP, NOW)
                cluster.stop("QUIT")
                turn.audit("say", None, "done", NOW)

        with pytest.raises(Unavailable):
            crash_within()
        with pytest.raises(Unavailable):
            enter(database, MOTHER)
        cluster.start()
        assert not say(database, MOTHER, "k1")
        assert say(database, MOTHER, "k2")
        with database.look() as transaction:
            query = text("SELECT count(*) FROM person")
            assert transaction.connection.execute(query).scalar_one() == 1
        database.close()


@pytest.mark.postgres
def test_connections_that_were_cut_while_idle_are_not_noticed(
    postgres: Cluster, postgres_url: str, keyring: Keyring
) -> None:
    database = Database.open(postgres_url, keyring)
    migrate.upgrade(database)
    with database.write() as first, database.write() as second:
        for each in (first, second):
            each.connection.execute(text("SELECT 1"))
    name = postgres_url.rsplit("/", 1)[1]
    with postgres.connect() as connection:
        cut = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = %s"
        assert connection.execute(cut, (name,)).fetchone() == (2,)
    for number in range(4):
        assert say(database, MOTHER, f"k{number}")
    database.close()
