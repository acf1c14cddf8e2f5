"""The tables by which the workers of a bot know of each other: what to keep in mind, and whose turn it is."""

from sqlalchemy import Column, LargeBinary, Table

from storage.columns import Instant
from storage.schema import instant, metadata, word

#: What a messenger keeps in mind about a room: the platform's own names for things, by a keyed hash.
memo = Table(
    "memo",
    metadata,
    Column("blind", LargeBinary, primary_key=True),
    word("value"),
    Column("at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)

#: When the next message may go down a lane: a bot's, or a room's. All workers of a bot share them.
lane = Table(
    "lane",
    metadata,
    Column("blind", LargeBinary, primary_key=True),
    instant("free_at"),
    sqlite_with_rowid=False,
)
