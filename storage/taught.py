"""The tables of what people say texts are about, and of what was learnt from it."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from storage.columns import Counted, Instant
from storage.tables import metadata

#: Text and name are sealed with the concern's key, or with the batch's.
label = Table(
    "label",
    metadata,
    Column("seq", Counted, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("key_id", ForeignKey("data_key.id"), nullable=False),
    Column("concern_id", ForeignKey("concern.id")),
    #: Labels that came together, to be looked at and undone together.
    Column("batch", Text, nullable=False, index=True),
    #: A keyed hash of whoever said it.
    Column("by_mark", Text, nullable=False, index=True),
    Column("area", Text, nullable=False),
    Column("said_sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

#: Weights that follow from the labels; the newest row stays, with a key of its own.
learnt = Table(
    "learnt",
    metadata,
    Column("version", Counted, primary_key=True),
    Column("key_id", ForeignKey("data_key.id"), nullable=False),
    #: Of which labels and rules.
    Column("mark", Text, nullable=False, unique=True),
    Column("labels", Integer, nullable=False, server_default="0"),
    Column("weights_sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
