"""Nothing that anybody said, and nobody's address, stands readable in a database, its journal or a dump."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, select

from intake.conversation import Conversation, Draft
from intake.messages import Address, Moment, Named, Photo, Phrase, Place, Review, Room, Tell, Value
from routing.delivery import Lane, Outcome, Result, after
from routing.model import (
    Count,
    Decision,
    Entry,
    Joining,
    Listing,
    OfficersOf,
    Person,
    Registration,
    Submitter,
    Taught,
    Timer,
)
from routing.reading.learner import Label
from routing.records import Query
from storage import codec, rows, tables
from storage.database import Database
from storage.errors import CannotOpen
from storage.keeper import Keeper
from storage.lanes import Lanes
from storage.memos import Memos
from storage.outbox import Outbox
from storage.photos import Album
from storage.school import School
from storage.sealing import DataKey
from tests.storage.samples import DAY, HOUR, MINUTE, NOW, appoint, concern, entry, letter, room_of, talk

WHO = Address("pigeon", "intake", "canary-user-7301")
GROUP = Room("pigeon", "intake", "canary-group-7302", "canary-thread-7303")
DESK = Address("pigeon", "desk", "canary-officer-7304")

#: Every canary begins with this; none may be found.
SIGN = "canary"
HANGUL = "카나리아"


def words(what: str) -> str:
    return f"{SIGN}-{what} {HANGUL}"


def live(database: Database) -> None:
    """Take canaries through every way in."""
    keeper, outbox, album = Keeper(database), Outbox(database), Album(database)
    school = School(database)
    school.append([Label(words("label"), "traffic", words("by"))], NOW)
    school.keep("mark", 1, words("weights").encode(), NOW)
    appoint(database, DESK)
    ref = album.hold(WHO, words("upload").encode(), NOW)
    code = keeper.invite("officer", "traffic", NOW)
    album.hold(WHO, words("other upload").encode(), NOW)
    answers: dict[str, Value] = {
        "text": words("text"),
        "place": Place(words("place"), 37.123456, 126.654321, words("gu"), words("dong")),
        "photos": (Photo("pigeon", words("photo")), Photo("page", ref)),
        "when": Moment(words("moment"), NOW),
        "tags": (words("tag"),),
    }
    told = Tell("told", {"text": words("prompt"), "why": Phrase("x", {"name": words("param")})})
    for where in (room_of(WHO), GROUP):
        with database.turn() as turn:
            person = turn.enter(WHO, where, NOW).actor.person
            its_id = f"c-{where.thread}".replace(SIGN, "")
            filed = concern(
                person,
                its_id,
                turn.next_serial(NOW.date()),
                answers=answers,
                title=words("title"),
                reason=Phrase(
                    "why", {"place": words("reason"), "department": Named("department", "traffic")}
                ),
            )
            notices = (
                letter(f"n1 {its_id}", concern_id=its_id),
                letter(f"n2 {its_id}", OfficersOf("traffic"), its_id),
                letter(f"n3 {its_id}", Person(person)),
                letter(f"n4 {its_id}", Submitter(its_id), its_id, not_before=NOW + HOUR),
                letter(f"n5 {its_id}", OfficersOf("traffic")),
                letter(f"n6 {its_id}", GROUP),
            )
            shown = tuple(replace(each, prompts=(told,)) for each in notices)
            near: dict[str, Any] = {
                "counts": (Count(NOW.date(), "traffic", "filed"),),
                "joinings": (Joining(its_id, person),),
                "listing": Listing(its_id, frozenset({words("mark")})),
            }
            looked_at = Timer(f"promise:{its_id}", its_id, "promise", NOW + HOUR, {"what": words("promise")})
            lines = (entry(its_id, "file", NOW, **answers),)
            turn.keep(Decision(filed, lines, shown, (looked_at,), **near), NOW)
            draft = Draft(f"d-{its_id}", "concern", 3, NOW, answers=answers)
            after_it = Conversation(draft, (draft,), revision=1)
            turn.leave(words("event") + its_id, after_it, (Review("concern", answers, 1), told), NOW)
            turn.redeem(code, person, NOW)
            turn.keep(Decision(registers=Registration("traffic")), NOW)
            turn.audit("say", filed.id, "done", NOW)
    Memos(database).keep(GROUP, words("key"), "1001", NOW)
    outbox.expand(NOW)
    for parcel in outbox.claim("me", NOW, MINUTE):
        outcome = Outcome(Result.DELIVERED, ref=words("ref"), thread="7" if parcel.about else None)
        outbox.settle("me", after(parcel.delivery, outcome, NOW))
    first, second, *_ = album.awaited(NOW)
    album.keep_photo(first.id, words("original").encode(), words("view").encode(), NOW)
    album.retry_photo(second.id, NOW + HOUR)
    Lanes(database).take(Lane(words("room"), HOUR), Lane(words("bot"), HOUR), NOW)
    keeper.stale_drafts(NOW + DAY, HOUR)
    keeper.sweep(NOW)


def everything(database: Database) -> Iterable[tuple[str, bytes]]:
    """Each table as text, as a dump has it; of SQLite the files as well."""
    for name, table in tables.metadata.tables.items():
        with database.look() as transaction:
            for row in transaction.connection.execute(select(table)):
                for column, value in zip(table.c.keys(), row, strict=True):
                    yield f"{name}.{column}", value if isinstance(value, bytes) else str(value).encode()
    if database._path is not None:
        for path in database._path.parent.glob(database._path.name + "*"):
            yield path.name, path.read_bytes()


#: The names alone, the Hangul in each way it might be written, the coordinates.
TRACES = (
    SIGN.encode(),
    HANGUL.encode(),
    HANGUL.encode("utf-16-le"),
    HANGUL.encode("utf-16-be"),
    HANGUL.encode("unicode_escape"),
    b"37.123456",
    b"126.654321",
)


def found(database: Database) -> set[str]:
    return {where for where, data in everything(database) if any(each in data for each in TRACES)}


def test_nothing_said_and_nobody_named_is_readable(database: Database) -> None:
    live(database)
    assert found(database) == set()
    names = {name.split(".")[0] for name, _ in everything(database)}
    assert names >= set(tables.metadata.tables)  # every table was filled, and looked at


def test_a_column_that_is_not_sealed_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search above can find: with one column left open it does."""
    monkeypatch.setattr(rows, "entry_row", _open_entry)
    live(database)
    assert "entry.values_sealed" in found(database)


def _open_entry(line: Entry, key: DataKey) -> dict[str, Any]:
    return {**_SEALED_ENTRY(line, key), "values_sealed": codec.dump(line.values)}


_SEALED_ENTRY = rows.entry_row


def test_every_text_column_is_named_here() -> None:
    """A new column that may be read by whoever holds a backup is a decision: it is named here."""
    plain = {
        f"{table.name}.{column.name}"
        for table in tables.metadata.tables.values()
        for column in table.c
        if isinstance(column.type, Text) and not column.foreign_keys and not column.primary_key
    }
    assert plain == {
        "person.language",
        "person.consent",
        "person.community",
        "person.consent_channel",
        "person.quiet",
        "address.language",
        "role_grant.role",
        "role_grant.scope",
        "role_grant.given_by",
        "invitation.role",
        "invitation.scope",
        "conversation.reminded",
        "label.id",
        "label.batch",
        "label.by_mark",
        "label.area",
        "learnt.mark",
        "event.danger",
        "event.error",
        *(
            f"concern.{name}"
            for name in ("number", "kind", "form", "area", "issue", "department", "status", "pseudonym")
        ),
        "concern.rule",
        "concern.merged_into",
        "concern.outcome",
        "concern.community",
        # No more than its department says, which is a station's.
        "concern.gu",
        "entry.id",
        "entry.act",
        "entry.by_person",
        "timer.key",
        "timer.kind",
        "notice.key",
        "notice.audience",
        "notice.merge",
        "notice.reader",
        "notice.holder",
        "thread.ref",
        "thread.head",
        "memo.value",
        "notice.expanded_to",
        "notice.after_key",
        "delivery.state",
        "delivery.merge",
        "delivery.lease_owner",
        "delivery.reason",
        "photo.came_by",
        "photo.messenger",
        "photo.state",
        "photo.reason",
        "audit.person",
        "audit.act",
        "audit.subject",
        "audit.result",
    }


def test_the_record_of_acts_holds_no_id_of_a_person(database: Database) -> None:
    live(database)
    with database.look() as transaction:
        people = set(transaction.connection.execute(select(tables.person.c.id)).scalars())
        named = set(transaction.connection.execute(select(tables.audit.c.person)).scalars())
    assert len(named) == 1
    assert not any(name in person or person in name for name in named for person in people)


# --- ciphertexts that change places ------------------------------------------------------------------------


def swap(database: Database, table: str, column: str) -> None:
    """Exchange a sealed column between two rows of a table: keys of concerns, photos that wait."""
    its = tables.metadata.tables[table]
    (key,) = its.primary_key.columns
    order = (its.c.state,) if table == "photo" else ()
    with database.write() as transaction:
        some = key.in_(select(tables.concern.c.key_id)) if table == "data_key" else its.c[column].is_not(None)
        query = select(key, its.c[column]).where(some).order_by(*order, key).limit(2)
        (one, first), (two, second) = transaction.connection.execute(query).all()
        for row, value in ((one, second), (two, first)):
            transaction.connection.execute(its.update().where(key == row).values({column: value}))


def look_at_everything(database: Database) -> None:
    album, outbox = Album(database), Outbox(database)
    with database.read() as reader:
        for where in (room_of(WHO), GROUP):
            assert reader.visit(WHO, where, NOW)
            reader.mailbox(where, 0)
        for found_one in reader.find(Query()):
            reader.thread(found_one.id)
            for photo in reader.photos(found_one.id):
                album.view(photo)
    with database.turn() as turn:
        for where in (room_of(WHO), GROUP):
            turn.enter(WHO, where, NOW)
            turn.seen(f"k-{where.chat}")
    School(database).labels()
    album.awaited(NOW + DAY)
    outbox.claim("you", NOW + DAY, MINUTE)


SWAPPED = (
    ("data_key", "wrapped"),
    ("conversation", "state_sealed"),
    ("event", "answer_sealed"),
    ("concern", "answers_sealed"),
    ("concern", "reason_sealed"),
    ("concern", "title_sealed"),
    ("entry", "values_sealed"),
    ("label", "said_sealed"),
    ("notice", "prompts_sealed"),
    ("photo", "ref_sealed"),
    ("photo", "view_sealed"),
)


@pytest.fixture
def lived(database: Database) -> Database:
    """Two of everything, of the same person: so that even the key is the same."""
    answers = {"photos": (Photo("pigeon", "f1"), Photo("pigeon", "f2"), Photo("pigeon", "f3")), "text": "x"}
    for where in (room_of(WHO), GROUP):
        with database.turn() as turn:
            person = turn.enter(WHO, where, NOW).actor.person
            serial = turn.next_serial(NOW.date())
            filed = concern(person, f"c{serial}", serial, answers=answers, title=f"t{serial}")
            lines = (entry(filed.id, text="one"), entry(filed.id, "note", text="two"))
            notices = (letter(f"a{serial}", concern_id=filed.id), letter(f"b{serial}", concern_id=filed.id))
            told = Taught(filed.id, "what it is about", "traffic")
            turn.keep(Decision(filed, lines, notices, taught=told), NOW)
            turn.leave(f"k-{where.chat}", talk(f"d{serial}"), (Tell("heard"),), NOW)
    album = Album(database)
    for photo in album.awaited(NOW, limit=2):
        album.keep_photo(photo.id, b"original", b"view", NOW)
    look_at_everything(database)
    with database.write() as transaction:
        transaction.connection.execute(tables.delivery.update().values(lease_owner=None, next_at=NOW))
    return database


@pytest.mark.parametrize(("table", "column"), SWAPPED, ids=[f"{table}.{column}" for table, column in SWAPPED])
def test_ciphertexts_that_changed_places_are_refused(
    lived: Database, table: str, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    """They do not open, or are passed over; either way an operator is told."""
    assert "cannot be opened" not in caplog.text
    swap(lived, table, column)
    with suppress(CannotOpen):
        look_at_everything(lived)
        assert "cannot be opened" in caplog.text


def test_the_files_of_a_database_are_their_owners_alone(sqlite: Database, tmp_path: Path) -> None:
    live(sqlite)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("cheong.db*")}
    assert set(modes) >= {"cheong.db", "cheong.db-wal"}
    assert set(modes.values()) == {0}
