"""The database: opened once, then turns that write and looks that do not."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine

from routing.clock.quiet import USUAL
from storage.engines import PATIENCE, parse, postgres_engines, sqlite_engines
from storage.errors import DATABASE_ERRORS, translated
from storage.lines import Lines
from storage.reader import Reader
from storage.sealing import Keyring
from storage.servelock import serve_lock
from storage.transaction import Transaction
from storage.turn import Turn

#: Turns at a time on PostgreSQL; SQLite has one writer.
_THREADS = 8


class Database:
    """A database and the keyring its sealed values open with. Safe to use from several threads."""

    def __init__(
        self,
        writing: Engine,
        reading: Engine,
        keyring: Keyring,
        threads: int,
        path: Path | None,
        quiet: str = USUAL,
        patience: float = PATIENCE,
    ) -> None:
        self._writing = writing
        self._lines = Lines(writing, threads, patience)
        self._reading = reading
        self.keyring = keyring
        #: How many threads are worth having for turns.
        self.threads = threads
        self._path = path
        self._quiet = quiet

    @classmethod
    def open(
        cls,
        url: str,
        keyring: Keyring,
        *,
        threads: int = _THREADS,
        patience: float = PATIENCE,
        quiet: str = USUAL,
    ) -> "Database":
        """The database of a URL (sqlite:///path or postgresql://user@host/name); a missing file is made.

        Nothing is asked of the server yet. `patience`, in seconds, is how long to wait for whoever holds
        what is needed before Busy is raised; `quiet` names the hours of people who chose none.
        """
        parsed = parse(url)
        if parsed.drivername.startswith("sqlite"):
            path = Path(str(parsed.database))
            return cls(*sqlite_engines(path, patience), keyring, 1, path, quiet, patience)
        return cls(*postgres_engines(parsed, threads, patience), keyring, threads, None, quiet, patience)

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self._writing.dialect.name

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may write: committed when the block ends well, and only then.

        Busy when others held what it needs: it may be tried again. Unavailable when the database is out of
        reach; then a commit may or may not have been kept, and what is repeated must carry a key of its own.
        """
        try:
            with self._lines.begin() as connection:
                yield Transaction(connection, self.keyring, self._quiet)
        except DATABASE_ERRORS as error:
            raise translated(error) from error

    @contextmanager
    def look(self) -> Iterator[Transaction]:
        """A transaction that cannot write and holds up nobody."""
        try:
            with self._reading.connect() as connection:
                yield Transaction(connection, self.keyring, self._quiet)
        except DATABASE_ERRORS as error:
            raise translated(error) from error

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """A turn: see `write`."""
        with self.write() as transaction:
            yield Turn(transaction)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A look that does not hold up the writer: see `look`."""
        with self.look() as transaction:
            yield Reader(transaction)

    def serve_lock(self) -> AbstractContextManager[None]:
        """To be held while serving; AlreadyServing when another process serves the same SQLite file."""
        if self._path is None:
            return nullcontext()
        return serve_lock(self._path.with_name(self._path.name + ".lock"))

    def tidy(self) -> None:
        """Take what was erased out of SQLite's journal too, unless somebody still reads an older state."""
        if self._path is None:
            return
        try:
            with self._lines.line() as line:
                line.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        except DATABASE_ERRORS as error:
            raise translated(error) from error

    def close(self) -> None:
        """Give every connection back; the last one to close a SQLite file tidies up its journal."""
        self._lines.close()
        self._reading.dispose()
        self._writing.dispose()
