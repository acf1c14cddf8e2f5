"""The lock of the one process that serves a SQLite file. It goes with the process, however that ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from storage.errors import AlreadyServing, Unavailable

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def serve_lock(path: Path) -> Iterator[None]:
    """Hold the lock file; AlreadyServing when another process holds it."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unavailable(f"the lock file {path} cannot be opened: {error.strerror}") from None
    with os.fdopen(handle, "r+") as file:
        try:
            _lock(file)
        except OSError:
            raise AlreadyServing(
                f"Another process already serves this database: it holds {path}. Stop it first; commands may"
                " run beside it, a second service may not."
            ) from None
        yield
