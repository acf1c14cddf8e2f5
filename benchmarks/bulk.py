"""Rows laid down by the hundred thousand, as a restore does: no statement for each, indexes at the end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, Index, Table, text

from storage.database import Database

_Row = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


@contextmanager
def loading(database: Database, tables: Sequence[Table]) -> Iterator[None]:
    """Without these tables' indexes while the block runs; nobody else may use the database meanwhile."""
    kept: list[Index] = [index for table in tables for index in table.indexes]
    with database.write() as transaction:
        for index in kept:
            index.drop(transaction.connection)
    yield
    with database.write() as transaction:
        if database.dialect == "postgresql":
            transaction.connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        for index in kept:
            index.create(transaction.connection)


def lay(connection: Connection, table: Table, rows: Sequence[_Row]) -> None:
    """Insert rows that all name the same columns; what they refer to is taken on trust."""
    if not rows:
        return
    names = list(rows[0])
    converts = [_convert(connection.dialect, table, name) for name in names]
    values = (
        [
            value if convert is None else convert(value)
            for value, convert in zip(row.values(), converts, strict=True)
        ]
        for row in rows
    )
    _WAYS[connection.dialect.name](connection, table.name, names, values)


def _convert(dialect: Dialect, table: Table, name: str) -> _Convert:
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)


def _into_sqlite(connection: Connection, table: str, names: list[str], values: Iterator[list[Any]]) -> None:
    places = ", ".join("?" * len(names))
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", values)


def _into_postgres(connection: Connection, table: str, names: list[str], values: Iterator[list[Any]]) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    # Each reference would be looked up for each row.
    raw.execute("SET LOCAL session_replication_role = replica")
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


_WAYS = {"sqlite": _into_sqlite, "postgresql": _into_postgres}
