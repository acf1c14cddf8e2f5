"""What all tables are written with: the names of constraints, and columns that recur."""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    literal_column,
)

from storage.columns import Counted, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def counted(name: str) -> Column[int]:
    """A number that the database gives out."""
    return Column(name, Counted, primary_key=True)


def to(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[Any]:
    """A row of another table."""
    return Column(name, ForeignKey(target), nullable=nullable, index=index)


def word(name: str) -> Column[str]:
    """A text there always is."""
    return Column(name, Text, nullable=False)


def instant(name: str) -> Column[Any]:
    """An instant there always is."""
    return Column(name, Instant, nullable=False)


def number(name: str) -> Column[int]:
    """A count, from 0."""
    return Column(name, Integer, nullable=False, server_default="0")


def partial(name: str, table: Table, *columns: str, when: Any) -> None:
    """An index over those rows only for which the condition holds."""
    Index(name, *(table.c[each] for each in columns), sqlite_where=when, postgresql_where=when)


def spelt(word: object) -> ColumnElement[str]:
    """A word of ours written out in a query, as it stands in the condition of a partial index.

    As a parameter it would make SQLite plan the query anew each time, and PostgreSQL miss the index.
    """
    return literal_column(f"'{word}'", Text)


#: Triggers by which the record of acts can only grow.
APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    ),
}
