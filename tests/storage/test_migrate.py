"""The schema: brought up on both databases, equal to the tables, refused when it is of another revision."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage import migrate
from storage.database import Database
from storage.errors import SchemaTooOld, SchemaUnknown, StorageError, WrongKey
from storage.sealing import Keyring
from storage.tables import metadata
from tests.storage.samples import NOW

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(database_url: str, keyring: Keyring) -> Iterator[Database]:
    opened = Database.open(database_url, keyring)
    yield opened
    opened.close()


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    return ScriptDirectory.from_config(config)


def test_the_revisions_named_are_those_of_the_scripts() -> None:
    assert [each.revision for each in reversed(list(scripts().walk_revisions()))] == list(migrate.REVISIONS)
    assert scripts().get_heads() == [migrate.head()]


def test_an_empty_database_is_brought_up(empty: Database) -> None:
    assert migrate.current(empty) is None
    assert migrate.needs_migration(empty)
    with pytest.raises(SchemaTooOld, match=r"at revision none, .* Run: cheong migrate"):
        migrate.check(empty)
    migrate.upgrade(empty)
    assert migrate.current(empty) == migrate.head()
    assert not migrate.needs_migration(empty)
    migrate.check(empty)


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.look() as transaction:
        before = transaction.connection.execute(text("SELECT id FROM data_key")).all()
    migrate.upgrade(empty)
    with empty.look() as transaction:
        assert transaction.connection.execute(text("SELECT id FROM data_key")).all() == before
    assert len(before) == 1


def test_the_migrated_database_is_what_the_tables_say(database: Database) -> None:
    """What is printed here is what a new revision has to do."""
    with database.write() as transaction:
        context = MigrationContext.configure(transaction.connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_every_index_that_is_partial_is_partial_in_the_database(database: Database) -> None:
    partial = {
        index.name for table in metadata.tables.values() for index in table.indexes if index.dialect_kwargs
    }
    assert len(partial) == 19
    with database.look() as transaction:
        found = inspect(transaction.connection)
        there = {
            index["name"]
            for table in metadata.tables
            for index in found.get_indexes(table)
            if any(key.endswith("_where") for key in index.get("dialect_options", {}))
        }
    assert there == partial


def test_a_database_ahead_of_the_program_is_refused(database: Database) -> None:
    with database.write() as transaction:
        transaction.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (migrate.needs_migration, migrate.check, migrate.upgrade):
        with pytest.raises(SchemaUnknown, match="revision 9999, which this program does not know"):
            refused(database)


def test_another_key_file_is_refused_before_anything_is_written(
    database: Database, database_url: str
) -> None:
    other = Database.open(database_url, Keyring(bytes(32)))
    for refused in (migrate.check, migrate.upgrade):
        with pytest.raises(WrongKey, match="Bring back the key file"):
            refused(other)
    other.close()


def test_a_failed_upgrade_leaves_nothing(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_TOUCH", text("INSERT INTO no_such_table VALUES (:key)"))
    with pytest.raises(Exception, match="no_such_table"):
        migrate.upgrade(empty)
    assert migrate.current(empty) is None
    with empty.look() as transaction:
        assert inspect(transaction.connection).get_table_names() == []
    monkeypatch.undo()
    migrate.upgrade(empty)
    migrate.check(empty)


def test_several_processes_may_upgrade_at_once(empty: Database, database_url: str, keyring: Keyring) -> None:
    others = [Database.open(database_url, keyring) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_upgrade_elsewhere, [database_url] * 4))
    migrate.check(empty)
    for each in others:
        each.close()


def _upgrade_elsewhere(url: str) -> None:
    """In a process of its own: Alembic is not made for threads."""
    program = (
        "import sys\n"
        "from storage import migrate\n"
        "from storage.database import Database\n"
        "from storage.sealing import Keyring\n"
        "database = Database.open(sys.argv[1], Keyring(bytes(range(32))))\n"
        "migrate.upgrade(database)\n"
        "database.close()\n"
    )
    subprocess.run([sys.executable, "-c", program, url], cwd=ROOT, check=True, timeout=60)


def test_the_record_of_acts_can_only_grow(database: Database) -> None:
    with database.turn() as turn:
        turn.audit("say", None, "done", NOW)
    for statement in ("UPDATE audit SET result = 'nothing'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append-only"), database.write() as transaction:
            transaction.connection.execute(text(statement))
    with database.look() as transaction:
        assert transaction.connection.execute(text("SELECT result FROM audit")).scalars().all() == ["done"]


def test_a_service_that_starts_does_not_import_alembic(sqlite: Database, tmp_path: Path) -> None:
    sqlite.close()
    program = (
        "import sys\n"
        "from storage import migrate\n"
        "from storage.database import Database\n"
        "from storage.keeper import Keeper\n"
        "from storage.outbox import Outbox\n"
        "from storage.photos import Album\n"
        "from storage.sealing import Keyring\n"
        "database = Database.open(sys.argv[1], Keyring(bytes(range(32))))\n"
        "migrate.check(database)\n"
        "migrate.upgrade(database)\n"
        "database.close()\n"
        "print(sorted({'alembic', 'psycopg', 'mako'} & set(sys.modules)))\n"
    )
    url = f"sqlite:///{tmp_path / 'cheong.db'}"
    done = subprocess.run(
        [sys.executable, "-c", program, url], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://x/y",
        "sqlite+aiosqlite:///x",
        "postgresql+asyncpg://x",
    ],
)
def test_another_url_is_refused_with_what_would_do(url: str, keyring: Keyring) -> None:
    with pytest.raises(StorageError, match="Use sqlite:///"):
        Database.open(url, keyring)
