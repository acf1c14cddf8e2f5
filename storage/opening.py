"""Rows that do not open: an operator is told, and they are passed over, so that one holds up no other."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from storage.codec import Unreadable
from storage.errors import CannotOpen

log = logging.getLogger("cheong.storage")

R = TypeVar("R")
T = TypeVar("T")

#: What is wrong with a row, and not with the database.
CLOSED = (CannotOpen, Unreadable)


def opened(what: str, rows: Iterable[R], read: Callable[[R], T]) -> Iterator[T]:
    """What `read` makes of each row, without those that do not open."""
    for row in rows:
        try:
            yield read(row)
        except CLOSED as error:
            log.error("%s cannot be opened and is passed over: %s", what, error)
