"""Concerns and entries as rows and back: the only place that knows which part of them is sealed."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from intake.messages import Phrase
from routing.clock.calendar import SEOUL
from routing.model import Concern, Entry, Status
from storage import codec
from storage.columns import AnyRow, AnySelect
from storage.opening import opened
from storage.sealing import DataKey
from storage.tables import concern, data_key, entry
from storage.transaction import Transaction

#: What never changes once a concern is filed.
_FIXED = (
    "id",
    "number",
    "kind",
    "form",
    "form_version",
    "pseudonym",
    "submitter",
    "received_at",
    "community",
)
#: What its life changes.
_MOVING = (
    "area",
    "community",
    "issue",
    "department",
    "taken_by",
    "due_at",
    "answered_at",
    "rule",
    "outcome",
    "outcome_at",
    "reopened",
    "waiting_since",
    "merged_into",
    "paused_at",
    "transfers",
    "extensions",
    "asked_until",
    "proposed_by",
    "gu",
    "version",
)
_PLAIN = (*_FIXED, *_MOVING)

#: A concern as `read_concern` wants it; without those that were erased.
CONCERNS: AnySelect = (
    select(
        *(concern.c[name] for name in _PLAIN),
        concern.c.status,
        concern.c.answers_sealed,
        concern.c.reason_sealed,
        concern.c.title_sealed,
        data_key.c.id,
        data_key.c.wrapped,
    )
    .join(data_key, data_key.c.id == concern.c.key_id)
    .where(data_key.c.wrapped.is_not(None))
)


def read_concern(transaction: Transaction, row: AnyRow) -> Concern:
    """The concern of a row of CONCERNS, opened; `due_at` in Seoul, the other instants in UTC."""
    *plain, status, answers, reason, title, key_id, wrapped = row
    values = dict(zip(_PLAIN, plain, strict=True))
    key = transaction.key(key_id, wrapped)
    transaction.belongs(key, "concern", values["id"])
    values["due_at"] = values["due_at"].astimezone(SEOUL)
    return Concern(
        **values,
        status=Status(status),
        answers=codec.load(key.open("concern", "answers", values["id"], answers), dict),
        reason=codec.load(key.open("concern", "reason", values["id"], reason), Phrase),
        title=key.open("concern", "title", values["id"], title).decode() if title else None,
    )


def filed_row(filed: Concern, key: DataKey) -> dict[str, Any]:
    """The row of a new concern."""
    fixed = {name: getattr(filed, name) for name in _FIXED}
    return {
        **fixed,
        **moved_row(filed, key),
        "key_id": key.id,
        "serial": serial(filed.number),
        "day": filed.received_at.astimezone(SEOUL).date(),
    }


def moved_row(changed: Concern, key: DataKey) -> dict[str, Any]:
    """The columns that a change of a concern may touch."""
    return {
        **{name: getattr(changed, name) for name in _MOVING},
        "status": str(changed.status),
        "answers_sealed": key.seal("concern", "answers", changed.id, codec.dump(changed.answers)),
        "reason_sealed": key.seal("concern", "reason", changed.id, codec.dump(changed.reason)),
        "title_sealed": key.seal(
            "concern", "title", changed.id, changed.title.encode("utf-8", "surrogatepass")
        )
        if changed.title
        else None,
    }


def serial(number: str) -> int:
    """The last part of a number: 42 of SP-260120-0042; 0 when it does not end in one."""
    last = number.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0


def entry_row(line: Entry, key: DataKey) -> dict[str, Any]:
    """The row of a line of a thread."""
    its_id = uuid4().hex
    return {
        "id": its_id,
        "concern_id": line.concern,
        "at": line.at,
        "act": line.act,
        "by_person": line.by,
        "values_sealed": key.seal("entry", "values", its_id, codec.dump(line.values)),
    }


#: The lines of a thread as `read_entries` wants them.
ENTRIES: AnySelect = (
    select(
        entry.c.id,
        entry.c.concern_id,
        entry.c.at,
        entry.c.act,
        entry.c.by_person,
        entry.c.values_sealed,
        data_key.c.id,
        data_key.c.wrapped,
    )
    .join(concern, concern.c.id == entry.c.concern_id)
    .join(data_key, data_key.c.id == concern.c.key_id)
    .where(data_key.c.wrapped.is_not(None))
    .order_by(entry.c.at, entry.c.seq)
)


def read_entries(transaction: Transaction, rows: Sequence[AnyRow]) -> tuple[Entry, ...]:
    """The lines, opened."""
    return tuple(opened("a line of a thread", rows, partial(_read_entry, transaction)))


def _read_entry(transaction: Transaction, row: AnyRow) -> Entry:
    its_id, concern_id, at, act, by, values, key_id, wrapped = row
    text = transaction.key(key_id, wrapped).open("entry", "values", its_id, values)
    return Entry(concern_id, at, act, by, codec.load(text, dict))
