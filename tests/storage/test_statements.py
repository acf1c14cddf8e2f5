"""What is handed to the driver directly gives what SQLAlchemy itself would give."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.statements import Statement
from storage.tables import data_key, event

NOW = datetime(2026, 1, 20, 6, 30, tzinfo=UTC)
_INSERT = insert(data_key).values({name: bindparam(name) for name in ("id", "wrapped", "made_at")})
_FIND = select(data_key.c.id, data_key.c.wrapped, data_key.c.made_at, data_key.c.wrapped.is_(None)).where(
    data_key.c.id == bindparam("its_id"), data_key.c.made_at <= bindparam("at", type_=data_key.c.made_at.type)
)


def test_values_go_and_come_as_sqlalchemy_sends_them(database: Database) -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "wrapped": b"\x00key", "made_at": NOW},
        {"id": "b", "wrapped": None, "made_at": NOW},
    ]
    with database.write() as transaction:
        assert Statement(_INSERT).run(transaction.connection, rows[0]).rowcount == 1
        transaction.connection.execute(_INSERT, rows[1])
    with database.look() as transaction:
        for name in ("a", "b", "nobody"):
            wanted = {"its_id": name, "at": NOW}
            theirs = [list(row) for row in transaction.connection.execute(_FIND, wanted)]
            assert Statement(_FIND).rows(transaction.connection, wanted) == theirs


def test_what_fails_fails_as_with_sqlalchemy_and_shows_no_values(database: Database) -> None:
    values = {"hash": b"k1", "at": NOW}
    statement = Statement(insert(event).values({name: bindparam(name) for name in values}))
    with database.write() as transaction:
        statement.run(transaction.connection, values)
    with pytest.raises(IntegrityError) as raised, database.write() as transaction:
        statement.run(transaction.connection, values)
    assert raised.value.hide_parameters
    with database.look() as transaction:
        assert len(transaction.connection.execute(select(event.c.hash)).all()) == 1


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="without a zone"), database.write() as transaction:
        Statement(_INSERT).run(
            transaction.connection, {"id": "a", "wrapped": None, "made_at": NOW.replace(tzinfo=None)}
        )
