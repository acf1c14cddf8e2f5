"""Concerns: filed once, changed by one at a time, found by whatever narrows them, counted by department."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from intake.messages import SKIPPED, Moment, Photo
from routing.clock.calendar import SEOUL
from routing.model import Concern, Count, Decision, Entry, Status
from routing.records import Owed, Query
from storage import tables
from storage.database import Database
from storage.errors import Changed
from storage.keeper import Keeper
from tests.storage.samples import (
    DAY,
    HOUR,
    MOTHER,
    NOW,
    OFFICER,
    OTHER,
    concern,
    enter,
    entry,
    file,
    letter,
    room_of,
    say,
)


def kept(database: Database, concern_id: str = "c1") -> Concern | None:
    with database.turn() as turn:
        return turn.concern(concern_id)


def change(database: Database, after: Concern, *lines: Entry) -> None:
    with database.turn() as turn:
        turn.keep(Decision(after, lines), NOW)


def find(database: Database, query: Query) -> list[str]:
    with database.read() as reader:
        found = [each.id for each in reader.find(query)]
        assert reader.count(query) >= len(found)
    return found


# --- filed and changed ---------------------------------------------------------------------------------


def test_what_was_filed_reads_back_the_same(database: Database) -> None:
    filed = file(
        database,
        answers={
            "when": Moment("어제", date(2026, 1, 19)),
            "photos": (Photo("pigeon", "f1"),),
            "tags": ("a", "b"),
        },
        outcome="planned",
        answered_at=NOW + HOUR,
        issue=None,
    )
    again = kept(database)
    assert again == filed
    assert again is not None
    assert again.due_at.tzinfo == SEOUL
    assert again.due_day == date(2026, 1, 27)
    assert kept(database, "c2") is None


def test_due_days_are_those_of_seoul(database: Database) -> None:
    """Ten in the evening in London is already tomorrow in Seoul."""
    file(database, due_at=NOW.replace(hour=22))
    again = kept(database)
    assert again is not None
    assert again.due_day == date(2026, 1, 21)


def test_a_change_replaces_the_version_before(database: Database) -> None:
    filed = file(database)
    person = enter(database, OFFICER)
    taken = replace(filed, status=Status.REVIEWING, taken_by=person, version=1, answers={"text": "more"})
    change(database, taken, entry("c1", "take"))
    assert kept(database) == taken


def test_what_the_desk_does_with_a_concern_reads_back_the_same(database: Database) -> None:
    filed = file(database, gu="은평구")
    person = enter(database, OFFICER)
    waiting = replace(
        filed, version=1, paused_at=NOW + HOUR, transfers=2, extensions=1, asked_until=NOW + 9 * DAY,
        proposed_by=person,
    )  # fmt: skip
    change(database, waiting)
    assert kept(database) == waiting
    assert find(database, Query(gu="은평구", besides=OFFICER.user)) == ["c1"]
    assert find(database, Query(gu="중랑구")) == []
    assert find(database, Query(besides=filed.submitter)) == []
    assert find(database, Query(area="school", due_before=filed.due_at + HOUR)) == ["c1"]
    assert find(database, Query(due_before=filed.due_at)) == []


def test_earlier_replies_are_those_of_the_department_newest_first(database: Database) -> None:
    for number, department in enumerate(("traffic", "women", "traffic"), 1):
        its_id, at = f"c{number}", NOW + number * HOUR
        filed = file(database, its_id, number, department=department)
        replied = replace(filed, version=1, status=Status.REPLIED, answered_at=at)
        change(
            database, replied, entry(its_id, "note", at, note="x"), entry(its_id, "reply", at, will=its_id)
        )
    with database.read() as reader:
        found = [each.values["will"] for each in reader.replies("traffic", 5)]
        assert reader.replies("traffic", 1)[0].values["will"] == "c3"
    assert found == ["c3", "c1"]


def test_what_was_decided_on_an_old_version_is_refused(database: Database) -> None:
    filed = file(database)
    change(database, replace(filed, area="traffic", version=1))
    for version in (1, 3):
        with pytest.raises(Changed, match="SP-260120-0042"):
            change(database, replace(filed, area="noise", version=version))
    again = kept(database)
    assert again is not None
    assert (again.area, again.version) == ("traffic", 1)


def test_a_concern_filed_twice_is_kept_once_with_all_that_goes_with_it(database: Database) -> None:
    filed = file(database)
    again = replace(filed, number="SP-260120-0043", area="noise")
    say(database, MOTHER, "again", Decision(again, (entry("c1"),), (letter("other", None, "c1"),)))
    with database.look() as transaction:
        query = select(func.count()).select_from(tables.data_key)
        assert transaction.connection.execute(query).scalar_one() == 3  # no key was left over
    with database.read() as reader:
        assert reader.find(Query()) == (filed,)
        assert len(reader.thread("c1")) == 1
        assert reader.mailbox(room_of(MOTHER), 0) == ()


def test_two_officers_who_take_the_same_concern_do_so_one_after_the_other(database: Database) -> None:
    file(database)
    people = {who: enter(database, who) for who in (OFFICER, OTHER)}
    barrier = Barrier(2)

    def take(person: str) -> bool:
        barrier.wait()
        with database.turn() as turn:
            found = turn.concern("c1")
            assert found is not None
            if found.taken_by is not None:
                return False
            taken = replace(found, status=Status.REVIEWING, taken_by=person, version=found.version + 1)
            turn.keep(Decision(taken, (entry("c1", "take"),)), NOW)
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, people.values())) == [False, True]
    again = kept(database)
    assert again is not None
    assert again.version == 1
    assert again.taken_by in people.values()


def test_a_thread_is_read_oldest_first(database: Database) -> None:
    file(database)
    lines = [
        Entry("c1", NOW + 2 * HOUR, "message", "p1", {"text": "둘"}),
        Entry("c1", NOW + HOUR, "note", None, {"text": "하나", "when": Moment("x", NOW)}),
        Entry("c1", NOW + 2 * HOUR, "message", "p1", {"text": "셋"}),
    ]
    with database.turn() as turn:
        turn.keep(Decision(entries=tuple(lines)), NOW)
    with database.read() as reader:
        assert reader.thread("c1") == (entry("c1"), lines[1], lines[0], lines[2])
        assert reader.thread("c2") == ()


def test_nothing_is_written_to_a_thread_that_is_not_there(database: Database) -> None:
    with pytest.raises(LookupError), database.turn() as turn:
        turn.keep(Decision(entries=(entry("c9"),)), NOW)


def test_a_skip_is_no_answer_of_a_concern_but_would_be_kept(database: Database) -> None:
    filed = file(database, answers={"text": SKIPPED})
    assert kept(database) == filed


# --- numbers --------------------------------------------------------------------------------------------


def test_serials_begin_anew_each_day(database: Database) -> None:
    with database.turn() as turn:
        days = [date(2026, 1, 20), date(2026, 1, 20), date(2026, 1, 21), date(2026, 1, 20)]
        assert [turn.next_serial(day) for day in days] == [1, 2, 1, 3]
    with database.turn() as turn:
        assert turn.next_serial(date(2026, 1, 20)) == 4


def test_no_serial_is_given_twice_to_many_at_once(database: Database) -> None:
    def take(_: int) -> int:
        with database.turn() as turn:
            return turn.next_serial(NOW.date())

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, range(30))) == list(range(1, 31))


# --- finding ---------------------------------------------------------------------------------------------


@pytest.fixture
def several(database: Database) -> Database:
    officer = enter(database, OFFICER)
    file(database, "c1", 1, due_at=NOW + 3 * DAY, received_at=NOW)
    file(database, "c2", 2, due_at=NOW + DAY, received_at=NOW + HOUR, department="women", taken_by=officer)
    file(database, "c3", 3, due_at=NOW + 2 * DAY, received_at=NOW + 2 * HOUR, status=Status.REPLIED)
    filed = concern(officer, "c4", 42, number="SP-260119-0042", due_at=NOW - DAY, received_at=NOW - DAY)
    say(database, OFFICER, "c4", Decision(filed))
    return database


QUERIES: dict[str, tuple[Callable[[Database], Query], list[str]]] = {
    "everything, the next due first": (lambda _: Query(), ["c4", "c2", "c3", "c1"]),
    "the newest first": (lambda _: Query(order="newest"), ["c3", "c2", "c1", "c4"]),
    "a page": (lambda _: Query(offset=1, limit=2), ["c2", "c3"]),
    "a department": (lambda _: Query(departments=frozenset({"women"})), ["c2"]),
    "two departments": (
        lambda _: Query(departments=frozenset({"women", "traffic"})),
        ["c4", "c2", "c3", "c1"],
    ),
    "every department": (lambda _: Query(departments=frozenset({"*"})), ["c4", "c2", "c3", "c1"]),
    "no department": (lambda _: Query(departments=frozenset()), []),
    "statuses": (lambda _: Query(statuses=frozenset({Status.REPLIED})), ["c3"]),
    "no status": (lambda _: Query(statuses=frozenset()), []),
    "ids": (lambda _: Query(ids=frozenset({"c1", "c3", "c9"})), ["c3", "c1"]),
    "no ids": (lambda _: Query(ids=frozenset()), []),
    "whose": (lambda database: Query(submitter=enter(database, OFFICER)), ["c4"]),
    "taken by": (lambda database: Query(taken_by=enter(database, OFFICER)), ["c2"]),
    "a serial": (lambda _: Query(serial=42), ["c4"]),
    "a serial no day has": (lambda _: Query(serial=10**30), []),
    "no serial": (lambda _: Query(serial=-1), []),
    "a number": (lambda _: Query(number="SP-260119-0042"), ["c4"]),
    "a number with a zero character": (lambda _: Query(number="SP-\x00"), []),
    "a number that cannot be written": (lambda _: Query(number="\ud800"), []),
    "together": (lambda _: Query(departments=frozenset({"traffic"}), serial=3, order="newest"), ["c3"]),
}


@pytest.mark.parametrize("name", QUERIES)
def test_concerns_are_found(several: Database, name: str) -> None:
    query, expected = QUERIES[name]
    assert find(several, query(several)) == expected


def test_counting_heeds_no_page(several: Database) -> None:
    with several.read() as reader:
        assert reader.count(Query(offset=3, limit=1)) == 4
        assert reader.count(Query(serial=10**30)) == 0


def test_what_is_owed_has_a_line_for_each_department_that_owes(several: Database) -> None:
    change(several, replace(concern("x", "c3"), status=Status.REPLIED, answered_at=NOW, version=1))
    with several.read() as reader:
        assert reader.owed(NOW, NOW + 2 * DAY, NOW) == (
            Owed("traffic", open=2, soon=0, late=1),
            Owed("women", open=1, soon=1, late=0),
        )
        assert reader.owed(NOW + 4 * DAY, NOW + 5 * DAY, NOW)[0].late == 2


def test_silent_is_whose_author_waits_too_long_for_a_word_and_was_not_asked(database: Database) -> None:
    long_ago, lately = NOW - 6 * DAY, NOW - DAY
    file(database, "c1", 1, waiting_since=long_ago)
    file(database, "c2", 2, waiting_since=lately)
    file(database, "c3", 3, waiting_since=long_ago - DAY, status=Status.REVIEWING)
    file(database, "c4", 4, waiting_since=long_ago, status=Status.NEEDS_INFO)
    file(database, "c5", 5, waiting_since=long_ago, status=Status.REPLIED)
    before = NOW - 5 * DAY
    with database.read() as reader:
        assert [line.silent for line in reader.owed(NOW, NOW, before)] == [2]
        found = reader.find(Query(waiting_before=before, order="waiting"))
        assert [each.id for each in found] == ["c3", "c1"]
        assert reader.count(Query(waiting_before=before)) == 2


def test_what_was_erased_is_not_counted(several: Database) -> None:
    def counted() -> tuple[int, int]:
        with several.read() as reader:
            return reader.count(Query()), sum(line.open for line in reader.owed(NOW, NOW, NOW))

    everything, owed = counted()
    Keeper(several).erase_concern("c1", NOW)

    assert counted() == (everything - 1, owed - 1)


def test_sums_are_raised_and_read_by_month(database: Database) -> None:
    november, december = date(2026, 11, 1), date(2026, 12, 1)
    counts = (
        Count(november, "traffic", "answered"),
        Count(december, "traffic", "answered"),
        Count(december, "traffic", "answered"),
        Count(december, "women", "filed"),
    )
    say(database, MOTHER, "count", Decision(counts=counts))
    both = frozenset({"traffic", "women"})
    with database.read() as reader:
        assert sorted(reader.counts((november, december), both)) == [
            ("traffic", "answered", 3),
            ("women", "filed", 1),
        ]
        assert reader.counts((december,), frozenset({"women"})) == (("women", "filed", 1),)
        assert set(reader.active((november, december))) == both
        assert sorted(reader.counts((december,), both)) == [("traffic", "answered", 2), ("women", "filed", 1)]


def test_the_day_of_a_concern_is_that_of_seoul(database: Database) -> None:
    file(database, received_at=NOW.replace(hour=15) + timedelta(minutes=1))
    with database.look() as transaction:
        query = select(tables.concern.c.day, tables.concern.c.serial)
        assert transaction.connection.execute(query).all() == [(date(2026, 1, 21), 42)]
