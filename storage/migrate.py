"""Migrations: what the database has, what this program needs, and bringing the one to the other.

Alembic is imported only to migrate: a service that starts asks one cheap question.
"""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import bindparam, insert, select, text

from storage.database import Database
from storage.errors import CannotOpen, SchemaTooOld, SchemaUnknown, WrongKey
from storage.tables import data_key, touchstone
from storage.transaction import Transaction

#: Every revision, oldest first; a test compares it with the scripts.
REVISIONS = ("0001",)

_SCRIPTS = Path(__file__).parent / "migrations"
#: Any number that nothing else in the same PostgreSQL database locks.
_ADVISORY = 0x_63_68_65_6F_6E_67
_HAS_VERSIONS = {
    "sqlite": text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"),
    "postgresql": text("SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"),
}
_VERSION = text("SELECT version_num FROM alembic_version")
_TOUCHSTONE = select(data_key.c.id, data_key.c.wrapped).join(touchstone, touchstone.c.key_id == data_key.c.id)
_TOUCH = insert(touchstone).values(id=1, key_id=bindparam("key"))


def head() -> str:
    """The revision this program needs."""
    return REVISIONS[-1]


def current(database: Database) -> str | None:
    """The revision the database has; None when it was never migrated."""
    with database.look() as transaction:
        return _current(transaction)


def needs_migration(database: Database) -> bool:
    """Whether `upgrade` has something to do; SchemaUnknown when the database is ahead of this program."""
    found = current(database)
    if found is not None and found not in REVISIONS:
        raise SchemaUnknown(
            f"The database is at revision {found}, which this program does not know: a newer one migrated"
            " it. Run that version, or bring back the backup made before."
        )
    return found != head()


def check(database: Database) -> None:
    """Refuse to go on with a database of another revision or of another key file.

    SchemaTooOld, SchemaUnknown or WrongKey; nothing is written.
    """
    if needs_migration(database):
        raise SchemaTooOld(
            f"The database is at revision {current(database) or 'none'}, this program needs {head()}."
            " Run: cheong migrate"
        )
    with database.look() as transaction:
        _check_key(transaction)


def upgrade(database: Database) -> None:
    """Bring the database to `head`, in one transaction: after a failure it is as it was.

    Several processes may do so at once. Busy when another one takes too long, SchemaUnknown, WrongKey.
    """
    if not needs_migration(database):
        check(database)
        return

    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    with database.write() as transaction:
        if database.dialect == "postgresql":
            lock = {"key": _ADVISORY}
            transaction.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), lock)
        config.attributes["connection"] = transaction.connection
        command.upgrade(config, "head")
        if not _check_key(transaction):
            key = transaction.new_key(datetime.now(UTC))
            transaction.connection.execute(_TOUCH, {"key": key.id})


def _current(transaction: Transaction) -> str | None:
    connection = transaction.connection
    if connection.execute(_HAS_VERSIONS[connection.dialect.name]).first() is None:
        return None
    found: str | None = connection.execute(_VERSION).scalar()
    return found


def _check_key(transaction: Transaction) -> bool:
    """Whether there is a touchstone; WrongKey when it does not open."""
    row = transaction.connection.execute(_TOUCHSTONE).first()
    if row is None:
        return False
    try:
        transaction.key(*row)
    except CannotOpen:
        raise WrongKey(
            "The key file does not belong to this database: nothing in it opens. Bring back the key file"
            " it was made with."
        ) from None
    return True
