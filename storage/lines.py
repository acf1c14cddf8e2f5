"""Connections kept open from one transaction to the next.

Taking one from SQLAlchemy's pool and giving it back costs as much as several of a turn's statements.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import DATABASE_ERRORS, Busy


class Lines:
    """So many connections at most, each opened when it is first needed. Safe to use from several threads."""

    def __init__(self, engine: Engine, most: int, patience: float) -> None:
        self._engine, self._patience = engine, patience
        # The one used last comes first: what it needs is still at hand, here and at the server.
        self._free: LifoQueue[Connection | None] = LifoQueue()
        for _ in range(most):
            self._free.put(None)

    @contextmanager
    def line(self) -> Iterator[Connection]:
        """A connection for as long as the block lasts; Busy when all are in use for too long.

        After a database's error it is not used again.
        """
        try:
            line = self._free.get(timeout=self._patience)
        except Empty:
            raise Busy("every database connection was in use for too long") from None
        try:
            if line is not None and _is_cut(line):
                _drop(line)
                line = None
            if line is None:
                line = self._engine.connect()
            yield line
        except DATABASE_ERRORS:
            _drop(line)
            line = None
            raise
        finally:
            self._free.put(line)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed when the block ends well, and only then."""
        with self.line() as line, line.begin():
            yield line

    def close(self) -> None:
        """Close those that nobody uses."""
        for line in [self._free.get() for _ in range(self._free.qsize())]:
            _drop(line)
            self._free.put(None)


def _drop(line: Connection | None) -> None:
    """Close it for good."""
    if line is None:
        return
    try:
        if not line.invalidated:
            line.invalidate()
        line.close()
    except SQLAlchemyError:  # it is broken, which is why it goes
        return


def _is_cut(line: Connection) -> bool:
    """Whether a server has something to say that nobody asked for: while idle, that is goodbye."""
    socket = getattr(line.connection.driver_connection, "fileno", None)
    if socket is None:
        return False  # a file answers always
    poll = select.poll()
    poll.register(socket(), select.POLLIN)
    return bool(poll.poll(0))
