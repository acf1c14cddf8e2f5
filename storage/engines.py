"""Engines: how SQLite and PostgreSQL are opened so that what is acknowledged is kept."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from storage.errors import StorageError, Unavailable

#: Seconds to wait for whoever holds what is needed.
PATIENCE = 10
_OLDEST_SQLITE = (3, 35, 0)
_READERS = 8


def parse(url: str) -> URL:
    """The URL of a database; StorageError when it names none that can be used."""
    wanted = "Use sqlite:///path/to/cheong.db or postgresql://user@host/name."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # no number for a port, say: it may be a part of the password
        raise StorageError(f"CHEONG_DATABASE__URL: the address cannot be read. {wanted}") from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
            raise StorageError(f"CHEONG_DATABASE__URL: the address names no file. {wanted}")
        return parsed
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    raise StorageError(
        f"CHEONG_DATABASE__URL: {parsed.drivername} is no database this program knows. {wanted}"
    )


# --- SQLite --------------------------------------------------------------------------------------


def sqlite_engines(path: Path, patience: float) -> tuple[Engine, Engine]:
    """One connection that writes, for whoever waits longest; and several that cannot."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer is needed.")
    try:
        # Made here, so that nobody else can read it; its journal takes over these rights.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unavailable(f"the database {path} cannot be opened: {error.strerror}") from None
    return _sqlite(path, patience, readers=0), _sqlite(path, patience, readers=_READERS)


def _sqlite(path: Path, patience: float, *, readers: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=readers or 1,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": patience},
        hide_parameters=True,
    )
    pragmas = ["journal_mode=wal", "synchronous=full", "foreign_keys=on", "secure_delete=on"]
    begin = "BEGIN" if readers else "BEGIN IMMEDIATE"
    if readers:
        pragmas.append("query_only=on")

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: Any) -> None:
        cursor = connection.cursor()
        for each in pragmas:
            cursor.execute(f"PRAGMA {each}")
        cursor.close()

    # Without BEGIN IMMEDIATE a transaction that reads and then writes fails as soon as another did so.
    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.connection.driver_connection.execute(begin)

    return engine


# --- PostgreSQL ----------------------------------------------------------------------------------


def postgres_engines(url: URL, threads: int, patience: float) -> tuple[Engine, Engine]:
    """A pool for writing, and the same pool in transactions that only read."""
    try:
        from psycopg import ProgrammingError, conninfo
    except ModuleNotFoundError as error:
        raise StorageError(f"PostgreSQL needs {error.name}; install cheong[postgres].") from None
    try:
        conninfo.make_conninfo(**{name: str(value) for name, value in url.query.items()})
    except ProgrammingError:
        raise StorageError(
            "CHEONG_DATABASE__URL: what stands behind its question mark is no option of PostgreSQL's; mend it"
        ) from None
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=threads,
        max_overflow=threads,
        pool_timeout=patience,
        pool_pre_ping=True,
        pool_use_lifo=True,
        connect_args={"connect_timeout": 5, "application_name": "cheong"} | dict(url.query),
        hide_parameters=True,
    )
    waits = (
        f"SET lock_timeout = '{patience}s'",
        f"SET idle_in_transaction_session_timeout = '{6 * patience}s'",
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: Any) -> None:
        cursor = connection.cursor()
        for each in waits:
            cursor.execute(each)
        cursor.close()
        connection.commit()

    return engine, engine.execution_options(postgresql_readonly=True)
