"""Who joined a concern hears of it, and nobody sees another; only what is listed is found from near."""

from datetime import timedelta

from sqlalchemy import func, select

from intake.messages import Address
from routing.model import Concern, Decision, Joiners, Joining, Listing, Status
from routing.records import Query
from storage import tables
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from tests.storage.samples import DAY, MINUTE, NOW, OFFICER, OTHER, enter, file, letter, room_of, say

MARKS = frozenset({"cell:a", "name:b"})


def join(database: Database, who: Address, concern: Concern, *, leaves: bool = False) -> str:
    person = enter(database, who)
    say(database, who, f"{who.user} {leaves}", Decision(joinings=(Joining(concern.id, person, leaves),)))
    return person


def listed(database: Database, concern: Concern, marks: frozenset[str] = MARKS) -> None:
    Keeper(database).remind(Decision(listing=Listing(concern.id, marks)), NOW)


def found(database: Database, *marks: str, since: timedelta = DAY) -> list[str]:
    with database.turn() as turn:
        return [each.id for each in turn.near(frozenset(marks), NOW - since)]


def joiners(database: Database, concern: Concern) -> tuple[str, ...]:
    with database.read() as reader:
        return reader.joiners(concern.id)


def rows_of(database: Database, name: str) -> int:
    with database.look() as transaction:
        return transaction.connection.execute(
            select(func.count()).select_from(tables.metadata.tables[name])
        ).scalar_one()


def test_joining_twice_is_joining_once_and_leaving_undoes_it(database: Database) -> None:
    filed = file(database)
    first = join(database, OFFICER, filed)
    second = join(database, OTHER, filed)
    say(database, OFFICER, "again", Decision(joinings=(Joining(filed.id, first),)))

    assert set(joiners(database, filed)) == {first, second}
    join(database, OFFICER, filed, leaves=True)
    assert joiners(database, filed) == (second,)


def test_what_somebody_joined_is_found_by_them_alone(database: Database) -> None:
    filed = file(database)
    person = join(database, OTHER, filed)

    with database.read() as reader:
        assert [each.id for each in reader.find(Query(joined_by=person))] == [filed.id]
        assert reader.find(Query(joined_by=filed.submitter)) == ()


def test_a_notice_for_those_who_joined_reaches_each_of_them_and_nobody_else(database: Database) -> None:
    filed = file(database)
    join(database, OFFICER, filed)
    join(database, OTHER, filed)
    Keeper(database).remind(Decision(notices=(letter("news", Joiners(filed.id), filed.id),)), NOW)
    outbox = Outbox(database)
    outbox.expand(NOW)

    sent = outbox.claim("me", NOW, MINUTE)
    assert {parcel.to for parcel in sent if parcel.key == "news"} == {room_of(OFFICER), room_of(OTHER)}


def test_who_joins_while_a_notice_waits_hears_it_and_who_left_does_not(database: Database) -> None:
    filed = file(database)
    join(database, OFFICER, filed)
    late = letter("news", Joiners(filed.id), filed.id, not_before=NOW + MINUTE)
    Keeper(database).remind(Decision(notices=(late,)), NOW)
    join(database, OFFICER, filed, leaves=True)
    join(database, OTHER, filed)
    outbox = Outbox(database)
    outbox.expand(NOW + MINUTE)

    assert [each.to for each in outbox.claim("me", NOW + MINUTE, MINUTE)] == [room_of(OTHER)]


def test_only_what_is_listed_open_and_recent_is_found_from_near(database: Database) -> None:
    filed = file(database)
    file(database, "c2", 43)
    assert found(database, *MARKS) == []

    listed(database, filed)
    assert found(database, "cell:a") == found(database, "name:b", "cell:z") == [filed.id]
    assert found(database, "cell:z") == []
    assert found(database, "cell:a", since=-MINUTE) == []

    listed(database, filed, frozenset())
    assert found(database, *MARKS) == []


def test_what_is_over_is_found_no_more(database: Database) -> None:
    filed = file(database, status=Status.CLOSED)
    listed(database, filed)

    assert found(database, *MARKS) == []


def test_the_same_mark_is_another_hash_under_another_key(database: Database) -> None:
    """What stands in the table is no name of a cell: without the key file it cannot be made."""
    filed = file(database)
    listed(database, filed)
    with database.look() as transaction:
        kept = set(transaction.connection.execute(select(tables.listing.c.blind)).scalars())

    assert all(len(each) == 32 and b"cell" not in each for each in kept)


def test_erasing_a_concern_takes_out_where_it_was_and_who_joined(database: Database) -> None:
    filed = file(database)
    listed(database, filed)
    join(database, OTHER, filed)
    Keeper(database).erase_concern(filed.id, NOW)

    assert (rows_of(database, "listing"), rows_of(database, "joiner")) == (0, 0)


def test_erasing_a_person_takes_them_out_of_what_they_joined(database: Database) -> None:
    filed = file(database)
    person = join(database, OTHER, filed)
    Keeper(database).erase_person(person, NOW)

    assert joiners(database, filed) == ()


def test_the_title_comes_back_as_it_was_written(database: Database) -> None:
    filed = file(database, title="초등학교 앞 보행 신호 시간")
    with database.read() as reader:
        (kept,) = reader.find(Query(ids=frozenset({filed.id})))

    assert kept.title == "초등학교 앞 보행 신호 시간"
