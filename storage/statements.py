"""The statements of every turn: spelt by SQLAlchemy once for a dialect, then handed to the driver directly.

For one row SQLAlchemy's own execution costs many times what SQLite does. What happens less often than once a
turn goes the usual way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A statement as one dialect has it."""

    text: str
    #: The names of its parameters in their order, where the driver knows them by that alone.
    order: Sequence[str] | None
    #: What is done to a value on the way in, by its name; and to a column on the way out.
    going: tuple[tuple[str, _Convert], ...]
    coming: tuple[tuple[int, _Convert], ...]
    error: type[Exception]


class Statement:
    """A statement of which everything but the values is fixed; each value is a bindparam."""

    __slots__ = ("_spelt", "_statement")

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._spelt: dict[str, _Spelt] = {}

    def run(self, connection: Connection, values: Values) -> Any:
        """The driver's cursor; errors are SQLAlchemy's."""
        spelt = self._spelt_for(connection.dialect)
        sent = dict(values)
        for name, convert in spelt.going:
            sent[name] = convert(sent[name])
        parameters = [sent[name] for name in spelt.order] if spelt.order is not None else sent
        try:
            return connection.connection.driver_connection.execute(spelt.text, parameters)  # type: ignore[union-attr]
        except spelt.error as error:
            raise DBAPIError.instance(
                spelt.text, None, error, spelt.error, hide_parameters=True, dialect=connection.dialect
            ) from error

    def rows(self, connection: Connection, values: Values) -> list[Sequence[Any]]:
        """All rows of a select."""
        found = self.run(connection, values).fetchall()
        coming = self._spelt_for(connection.dialect).coming
        return [_converted(row, coming) for row in found]

    def text(self, dialect: Dialect) -> str:
        """As the dialect has it."""
        return self._spelt_for(dialect).text

    def _spelt_for(self, dialect: Dialect) -> _Spelt:
        spelt = self._spelt.get(dialect.name)
        if spelt is None:
            spelt = self._spelt[dialect.name] = _spell(self._statement, dialect)
        return spelt


def _converted(row: Sequence[Any], coming: tuple[tuple[int, _Convert], ...]) -> Sequence[Any]:
    cells = list(row)
    for at, convert in coming:
        cells[at] = convert(cells[at])
    return cells


def _spell(statement: Any, dialect: Dialect) -> _Spelt:
    compiled = statement.compile(dialect=dialect)
    going = (
        (name, _kind(bound.type, dialect).bind_processor(dialect)) for name, bound in compiled.binds.items()
    )
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    coming = (_kind(column.type, dialect).result_processor(dialect, None) for column in columns)
    return _Spelt(
        str(compiled),
        compiled.positiontup,
        tuple((name, convert) for name, convert in going if convert is not None),
        tuple((at, convert) for at, convert in enumerate(coming) if convert is not None),
        dialect.loaded_dbapi.Error,
    )


def _kind(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
