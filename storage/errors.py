"""What can go wrong in storage, in plain words; and which database errors mean which of it."""

import sqlite3

from sqlalchemy import exc

from routing.records import MemoryBusy, MemoryFailed


class StorageError(Exception):
    """Something storage refuses or cannot do; the message says what and, where there is one, the mend."""


class Busy(StorageError, MemoryBusy):
    """The database was held by others or broke a deadlock: nothing was kept, the same may be tried again."""


class Unavailable(StorageError, MemoryFailed):
    """The database is out of reach, full or broken; it is unknown whether a commit under way was kept."""


class Changed(StorageError):
    """Somebody else changed the same thing first: nothing was kept, read it again and decide again."""


class CannotOpen(StorageError):
    """A sealed value does not open: another key, another row's value, or a changed byte."""


class Erased(CannotOpen):
    """A sealed value whose data key was destroyed; nobody can open it any more."""


class KeyFileRefused(StorageError):
    """The key file is missing, malformed or open to others."""


class WrongKey(StorageError):
    """The key file is a good one, but not the one this database was made with."""


class AlreadyServing(StorageError):
    """Another process serves this database."""


class SchemaTooOld(StorageError):
    """The database lacks migrations that this program needs."""


class SchemaUnknown(StorageError):
    """The database carries a migration that this program does not know."""


#: SQLite: busy, locked. PostgreSQL: serialization failure, deadlock, lock timeout, statement timeout.
_BUSY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BUSY_POSTGRES = frozenset({"40001", "40P01", "55P03", "57014"})
#: Mistakes of ours rather than of the database: they stay what they are.
_OURS = (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.NotSupportedError)


#: What a database raises, wrapped by SQLAlchemy or, by BEGIN on SQLite, bare.
DATABASE_ERRORS = (exc.SQLAlchemyError, sqlite3.Error)


def translated(error: exc.SQLAlchemyError | sqlite3.Error) -> Exception:
    """The error in storage's words, or the same error when it tells of a mistake of ours."""
    if isinstance(error, exc.TimeoutError):
        return Busy("every database connection was in use for too long")
    if isinstance(error, exc.SQLAlchemyError) and not isinstance(error, exc.DBAPIError):
        return error
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    if _is_busy(cause):
        return Busy("the database was held by somebody else for too long, or broke a deadlock")
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR or isinstance(error, _OURS):
        return error
    return Unavailable(
        f"the database did not answer ({type(cause).__name__}); see that it runs"
        " and that CHEONG_DATABASE__URL leads to it"
    )


def _is_busy(cause: BaseException | None) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    # The low byte is the kind of error, the rest says more about it.
    return (code is not None and code & 0xFF in _BUSY_SQLITE) or getattr(
        cause, "sqlstate", None
    ) in _BUSY_POSTGRES
