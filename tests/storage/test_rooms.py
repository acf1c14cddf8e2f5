"""Registered rooms: whose notices go there, where they go without one, the thread of each concern."""

from dataclasses import replace

import pytest

from intake.messages import Room
from routing.delivery import Result
from routing.model import (
    Assignee,
    Audience,
    Coordinators,
    Decision,
    OfficersOf,
    Person,
    Registration,
    RoomOf,
    Spot,
)
from routing.records import About, Parcel
from storage.database import Database
from storage.memos import Memos
from storage.outbox import Outbox
from tests.storage.couriers import claim, post, settle
from tests.storage.samples import (
    GROUP,
    HOUR,
    MOTHER,
    NOW,
    OFFICER,
    OTHER,
    appoint,
    concern,
    enter,
    letter,
    room_of,
    say,
)

#: Another thread of the same group.
IN_THREAD = replace(GROUP, thread="17")


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def desk(database: Database) -> str:
    """Two officers with private rooms, and a concern somebody has filed."""
    for who in (OFFICER, OTHER):
        enter(database, who)
        appoint(database, who, "officer", "traffic")
    mother = enter(database, MOTHER)
    say(database, MOTHER, "filed", Decision(concern(mother)))
    return "c1"


def register(database: Database, change: Registration = Registration("traffic"), where: Room = GROUP) -> None:  # noqa: B008
    say(database, OFFICER, f"register {change} {where}", Decision(registers=change), where=where)


def told(
    database: Database, outbox: Outbox, audience: Audience, key: str = "n", *, head: bool = False
) -> list[Parcel]:
    """What is claimed of a notice about the concern."""
    notice = replace(letter(key, audience, "c1"), head=head)
    say(database, OTHER, f"post {key}", Decision(notices=(notice,)))
    outbox.expand(NOW)
    return claim(outbox)


def spot(database: Database, where: Room) -> Spot:
    with database.read() as reader:
        visit = reader.visit(OFFICER, where, NOW)
    assert visit is not None
    return visit.spot


def test_a_departments_notice_goes_to_its_room_alone(database: Database, outbox: Outbox, desk: str) -> None:
    register(database)
    assert [parcel.to for parcel in told(database, outbox, OfficersOf("traffic"))] == [GROUP]


def test_without_a_room_it_goes_to_each_officer(database: Database, outbox: Outbox, desk: str) -> None:
    assert {p.to for p in told(database, outbox, OfficersOf("traffic"))} == {room_of(OFFICER), room_of(OTHER)}


def test_another_departments_room_is_not_told(database: Database, outbox: Outbox, desk: str) -> None:
    register(database, Registration("women"))
    assert GROUP not in {parcel.to for parcel in told(database, outbox, OfficersOf("traffic"))}


def test_who_holds_a_concern_is_told_alone_in_private(database: Database, outbox: Outbox, desk: str) -> None:
    holder = enter(database, OFFICER)
    assert [p.to for p in told(database, outbox, OfficersOf("traffic", holder))] == [room_of(OFFICER)]
    register(database)
    parcels = told(database, outbox, OfficersOf("traffic", holder), "again")
    assert [parcel.to for parcel in parcels] == [GROUP], "in the room all see who has it"


def test_what_is_for_the_room_goes_nowhere_without_one(database: Database, outbox: Outbox, desk: str) -> None:
    assert told(database, outbox, RoomOf("traffic")) == []
    register(database)
    assert [parcel.to for parcel in told(database, outbox, RoomOf("traffic"), "again")] == [GROUP]


def test_coordinators_may_have_a_room(database: Database, outbox: Outbox, desk: str) -> None:
    appoint(database, OTHER, "coordinator", "*")
    assert [p.to for p in told(database, outbox, Coordinators())] == [room_of(OTHER)]
    register(database, Registration("*"))
    assert [p.to for p in told(database, outbox, Coordinators(), "again")] == [GROUP]


def test_the_last_group_registered_is_the_room(database: Database, outbox: Outbox, desk: str) -> None:
    register(database)
    register(database, where=replace(GROUP, chat="g-new"))
    (first,) = told(database, outbox, OfficersOf("traffic"))
    settle(outbox, first)
    assert first.to.chat == "g-new"
    register(database, Registration("traffic", ends=True))  # by the old one: not its room any more
    assert [p.to.chat for p in told(database, outbox, OfficersOf("traffic"), "again")] == ["g-new"]


def test_a_room_is_known_from_inside(database: Database, desk: str) -> None:
    register(database)
    register(database, Registration("women"), where=IN_THREAD)
    assert spot(database, GROUP) == Spot(private=False, rooms=frozenset({"traffic", "women"}))
    assert spot(database, room_of(OFFICER)) == Spot()
    register(database, Registration("women", ends=True))
    assert spot(database, GROUP).rooms == {"traffic"}


@pytest.mark.parametrize("audience", [OfficersOf("traffic"), Assignee("c1")], ids=["officers", "assignee"])
def test_a_room_that_is_lost_passes_on_what_waits(
    database: Database, outbox: Outbox, desk: str, audience: Audience
) -> None:
    """The bot was thrown out: each officer hears of all of it in private, and of what follows."""
    register(database)
    post(database, OTHER, "second", audience=audience, concern_id="c1")
    (parcel,) = told(database, outbox, audience, "first")
    settle(outbox, parcel, Result.UNREACHABLE, reason="kicked")
    outbox.expand(NOW)
    rooms: list[Room] = []
    for _ in range(2):
        for each in claim(outbox, NOW + HOUR):
            rooms.append(each.to)
            settle(outbox, each, now=NOW + HOUR)
    assert sorted(rooms, key=repr) == sorted([room_of(OFFICER), room_of(OTHER)] * 2, key=repr)


def test_a_concern_keeps_its_thread_and_head(database: Database, outbox: Outbox, desk: str) -> None:
    register(database)
    (first,) = told(database, outbox, OfficersOf("traffic"), "first", head=True)
    assert first.about == About("SP-260120-0042", "school", head=True)
    settle(outbox, first, ref="m1", thread="17")
    assert spot(database, IN_THREAD).concern == "c1"
    assert spot(database, GROUP).concern is None
    (line,) = told(database, outbox, OfficersOf("traffic"), "line")
    assert (line.to, line.about) == (IN_THREAD, About("SP-260120-0042", "school", ref="m1"))
    settle(outbox, line, ref="m2")
    (head,) = told(database, outbox, RoomOf("traffic"), "head", head=True)
    assert head.about == About("SP-260120-0042", "school", head=True, ref="m1"), "a line is no head"


def test_a_thread_opened_anew_takes_the_place_of_the_dead_one(
    database: Database, outbox: Outbox, desk: str
) -> None:
    register(database)
    (first,) = told(database, outbox, OfficersOf("traffic"), "first", head=True)
    settle(outbox, first, ref="m1", thread="17")
    (line,) = told(database, outbox, OfficersOf("traffic"), "line")
    # Opened, and then the message itself had to wait: the thread is kept all the same.
    settle(outbox, line, Result.TRY_LATER, thread="18")
    (again,) = claim(outbox, NOW + HOUR)
    assert again.to.thread == "18"
    assert again.about == About("SP-260120-0042", "school"), "the head died with its thread"


def test_in_private_there_is_no_thread(database: Database, outbox: Outbox, desk: str) -> None:
    person = enter(database, OFFICER)
    (parcel,) = told(database, outbox, Person(person))
    assert parcel.about is None


NEW = replace(GROUP, chat="g-1001")


def moved(database: Database) -> None:
    Memos(database).move(GROUP, NEW, NOW)


def test_a_group_that_goes_on_under_another_name_keeps_what_waits_and_no_thread(
    database: Database, outbox: Outbox, desk: str
) -> None:
    register(database)
    (first,) = told(database, outbox, OfficersOf("traffic"), "first", head=True)
    settle(outbox, first, ref="m1", thread="17")
    (late,) = told(database, outbox, OfficersOf("traffic"), "late")
    moved(database)
    settle(outbox, late, Result.TRY_LATER, thread="3")
    (again,) = claim(outbox, NOW + HOUR)
    assert again.to == replace(NEW, thread="3")
    assert again.about is not None
    assert again.about.ref is None, "numbers of the old group's messages mean nothing in the new one"
    assert spot(database, NEW).rooms == {"traffic"}
    assert spot(database, GROUP).rooms == frozenset()


def test_in_a_group_that_is_known_by_its_new_name_already_nothing_is_lost(
    database: Database, outbox: Outbox, desk: str
) -> None:
    register(database)
    say(database, OFFICER, "they spoke there first", where=NEW)
    post(database, OTHER, "waiting", audience=OfficersOf("traffic"))
    outbox.expand(NOW)
    moved(database)
    outbox.expand(NOW)
    assert [parcel.to for parcel in claim(outbox)] == [NEW]
    assert spot(database, NEW).rooms == {"traffic"}
