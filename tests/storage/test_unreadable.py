"""A row that does not open any more, for whatever reason, holds up no other; an operator is told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert

from intake.messages import Photo, Tell
from routing.delivery import WORN_ATTEMPTS
from routing.model import Decision, OfficersOf, Person, Taught
from routing.records import Query
from storage import expanding, tables
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from storage.photos import Album
from storage.school import School
from storage.transaction import Transaction
from tests.storage.couriers import carry_all, post
from tests.storage.samples import (
    DAY,
    HOUR,
    MINUTE,
    MOTHER,
    NOW,
    OFFICER,
    OTHER,
    appoint,
    concern,
    enter,
    entry,
    letter,
    room_of,
    talk,
)


def letters(database: Database) -> int:
    with database.read() as reader:
        return len(reader.mailbox(room_of(MOTHER), 0))


def sent(database: Database) -> int:
    """While the courier is at it for an hour, looking twice a minute."""
    outbox = Outbox(database)
    return sum(len(carry_all(outbox, NOW + half * MINUTE / 2)) for half in range(2 * WORN_ATTEMPTS + 2))


def concerns(database: Database) -> int:
    with database.read() as reader:
        return len(reader.find(Query()))


def lines(database: Database) -> int:
    with database.read() as reader:
        return sum(len(reader.thread(each)) for each in ("c1", "c2"))


def labels(database: Database) -> int:
    return len(School(database).labels())


def photos(database: Database) -> int:
    """One at a time: what does not open must not take the place of those behind it."""
    album, found = Album(database), 0
    for _ in range(2):
        for photo in album.awaited(NOW, limit=1):
            found += 1
            album.keep_photo(photo.id, b"original", b"view", NOW)
    return found


def reminders(database: Database) -> int:
    return len(Keeper(database).stale_drafts(NOW + DAY, HOUR))


def heard(database: Database) -> int:
    """How many of them can still say something, and be remembered with it."""
    for who in (MOTHER, OTHER):
        with database.turn() as turn:
            visit = turn.enter(who, room_of(who), NOW)
            turn.leave(f"later {who.user}", talk("later", visit.conversation.revision + 1), (), NOW)
    return 2


#: Table, column, what is had in spite of a spoilt row: one of two, but all four letters but the spoilt one.
SPOILT: tuple[tuple[str, str, Callable[[Database], int], int], ...] = (
    ("notice", "prompts_sealed", letters, 1),
    ("notice", "prompts_sealed", sent, 3),
    ("address", "room_sealed", sent, 2),
    ("concern", "answers_sealed", concerns, 1),
    ("entry", "values_sealed", lines, 1),
    ("label", "said_sealed", labels, 1),
    ("photo", "ref_sealed", photos, 1),
    ("conversation", "state_sealed", reminders, 1),
    ("address", "room_sealed", reminders, 1),
    ("conversation", "state_sealed", heard, 2),
)


@pytest.fixture
def lived(database: Database) -> Database:
    """Two of everything."""
    mother, other = enter(database, MOTHER), enter(database, OTHER)
    for number, who in enumerate((MOTHER, OTHER), 1):
        filed = concern(mother, f"c{number}", number, answers={"photos": (Photo("pigeon", f"f{number}"),)})
        told = Taught(filed.id, "what it is about", "traffic")
        notices = (letter(f"to one {number}", Person(mother)), letter(f"to another {number}", Person(other)))
        with database.turn() as turn:
            turn.enter(who, room_of(who), NOW)
            turn.keep(Decision(filed, (entry(filed.id),), notices, taught=told), NOW)
            turn.leave(f"k{number}", talk(f"d{number}"), (Tell("heard"),), NOW)
    return database


def spoil(database: Database, table: str, column: str) -> None:
    """Change the last byte of the first row that has one there."""
    its = tables.metadata.tables[table]
    (key,) = its.primary_key.columns
    with database.write() as transaction:
        found = its.select().where(its.c[column].is_not(None)).order_by(key).limit(1)
        row = transaction.connection.execute(found).one()._mapping
        value = bytes(row[column])
        changed = {column: value[:-1] + bytes([value[-1] ^ 1])}
        transaction.connection.execute(its.update().where(key == row[key.name]).values(changed))


@pytest.mark.parametrize(
    ("table", "column", "had", "left"), SPOILT, ids=[f"{t}.{c}-{had.__name__}" for t, c, had, _ in SPOILT]
)
def test_one_that_does_not_open_holds_up_no_other(
    lived: Database,
    table: str,
    column: str,
    had: Callable[[Database], int],
    left: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    spoil(lived, table, column)
    assert had(lived) == left
    assert "cannot be opened" in caplog.text


@pytest.mark.parametrize(
    "had", sorted({had for *_, had, _ in SPOILT}, key=repr), ids=lambda had: had.__name__
)
def test_unspoilt_all_can_be_had(
    lived: Database, had: Callable[[Database], int], caplog: pytest.LogCaptureFixture
) -> None:
    assert had(lived) == (4 if had is sent else 2)
    assert "cannot be opened" not in caplog.text


def test_a_notice_that_cannot_be_told_holds_up_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, outbox = expanding._page, Outbox(database)

    def stumbles(transaction: Transaction, row: Any, now: datetime, size: int) -> int:
        made = real(transaction, row, now, size)
        if row.reader == "traffic":
            transaction.connection.execute(insert(tables.notice).values(key=None))
        return made

    for who, scope in ((OTHER, "traffic"), (OFFICER, "women")):
        appoint(database, who, scope=scope)
    post(database, MOTHER, "first", audience=OfficersOf("traffic"))
    post(database, MOTHER, "second", audience=OfficersOf("women"))
    with monkeypatch.context() as broken:
        broken.setattr(expanding, "_page", stumbles)
        assert outbox.expand(NOW) == 1
        assert carry_all(outbox) == ["second"]
    assert "cannot be told" in caplog.text
    assert outbox.expand(NOW + 2 * HOUR) == 1
    assert carry_all(outbox, NOW + 2 * HOUR) == ["first"]
