"""What holds of SQLite alone: one process serves, commands write beside it, looking holds up nobody."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from routing.model import Decision
from storage.database import Database
from storage.errors import AlreadyServing, Unavailable
from storage.keeper import Keeper
from storage.sealing import Keyring
from tests.storage.samples import MOTHER, NOW, OFFICER, enter, letter, room_of, say, talk

ROOT = Path(__file__).resolve().parents[2]

SERVE = """
import sys
from storage.database import Database
from storage.sealing import Keyring
database = Database.open(sys.argv[1], Keyring(bytes(range(32))))
with database.serve_lock():
    print("serving", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_service(url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "serving\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cheong.db'}"


def serve(database: Database) -> None:
    with database.serve_lock():
        pass


def test_a_second_service_is_refused_and_the_file_named(sqlite: Database, url: str, tmp_path: Path) -> None:
    holds = f"it holds {tmp_path / 'cheong.db.lock'}"
    with another_service(url), pytest.raises(AlreadyServing, match=holds):
        serve(sqlite)
    serve(sqlite)


def test_a_service_that_was_killed_holds_nothing(sqlite: Database, url: str) -> None:
    with another_service(url) as process:
        process.kill()
        process.wait(10)
        serve(sqlite)


def test_commands_write_beside_the_service(sqlite: Database, url: str) -> None:
    with another_service(url):
        Keeper(sqlite).invite("officer", "traffic", NOW)
        enter(sqlite, MOTHER)


def test_a_server_may_be_served_by_several(keyring: Keyring) -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:9/nothing", keyring)
    with database.serve_lock(), database.serve_lock():
        assert database.threads > 1
    database.close()


def test_the_file_is_opened_so_that_nothing_acknowledged_is_lost(sqlite: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 2000,
        "query_only": 0,
    }
    with sqlite.write() as transaction:
        connection = transaction.connection
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted
    assert sqlite.threads == 1


def test_a_look_cannot_write(sqlite: Database) -> None:
    enter(sqlite, MOTHER)
    for statement in ("DELETE FROM conversation", "INSERT INTO counter VALUES (1, 1)", "DROP TABLE event"):
        with pytest.raises(Unavailable), sqlite.look() as transaction:
            transaction.connection.execute(text(statement))


@pytest.mark.postgres
def test_a_look_at_a_server_cannot_write_either(postgres_url: str, keyring: Keyring) -> None:
    database = Database.open(postgres_url, keyring)
    with database.write() as transaction:
        transaction.connection.execute(text("CREATE TABLE plain (n int)"))
    with pytest.raises(Exception, match="ReadOnly"), database.look() as transaction:
        transaction.connection.execute(text("INSERT INTO plain VALUES (1)"))
    with database.write() as transaction:
        transaction.connection.execute(text("INSERT INTO plain VALUES (1)"))
    database.close()


def test_a_look_holds_up_no_turn_and_sees_one_state(sqlite: Database) -> None:
    enter(sqlite, MOTHER)
    with sqlite.read() as reader:
        before = reader.visit(MOTHER, room_of(MOTHER), NOW)
        with sqlite.turn() as turn:
            turn.enter(MOTHER, room_of(MOTHER), NOW)
            turn.leave("k1", talk(), (), NOW)
        assert reader.visit(MOTHER, room_of(MOTHER), NOW) == before
    with sqlite.read() as reader:
        after = reader.visit(MOTHER, room_of(MOTHER), NOW)
    assert after != before


def test_an_open_turn_holds_up_no_look(sqlite: Database) -> None:
    say(sqlite, MOTHER, "k1", Decision(notices=(letter("a"),)))
    with sqlite.turn() as turn:
        turn.enter(OFFICER, room_of(OFFICER), NOW)
        with sqlite.read() as reader:
            assert len(reader.mailbox(room_of(MOTHER), 0)) == 1
            assert reader.visit(OFFICER, room_of(OFFICER), NOW) is None


def test_a_folder_that_is_not_there_is_named(keyring: Keyring, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no-folder"):
        Database.open(f"sqlite:///{tmp_path / 'no-folder' / 'cheong.db'}", keyring)


def test_the_schema_is_sound(sqlite: Database, tmp_path: Path) -> None:
    enter(sqlite, MOTHER)
    sqlite.close()
    with sqlite3.connect(tmp_path / "cheong.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    assert not (tmp_path / "cheong.db-wal").exists()
