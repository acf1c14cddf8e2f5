"""What happened to a concern is told to each reader in its order, and there is always a reader."""

from datetime import datetime

import pytest

from intake.messages import Address, Tell
from routing.model import (
    Assignee,
    Colleagues,
    Coordinators,
    Decision,
    Joiners,
    Joining,
    OfficersOf,
    Person,
    Registration,
    Submitter,
)
from routing.records import Parcel
from storage.database import Database
from storage.outbox import Outbox
from tests.storage.couriers import carry_all, claim, settle
from tests.storage.samples import (
    GROUP,
    HOUR,
    MOTHER,
    NOW,
    OFFICER,
    OTHER,
    appoint,
    enter,
    file,
    letter,
    room_of,
    say,
)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def post_pair(database: Database) -> None:
    """A card for another department, and the news that waits until it has arrived."""
    moved = letter("moved", Submitter("c1"), "c1", after="card")
    say(database, OFFICER, "k2", Decision(notices=(letter("card", Person(enter(database, OTHER))), moved)))


# --- what happened to one concern is told to one reader in its order --------------------------------------


def test_a_later_word_takes_along_what_waits(database: Database, outbox: Outbox) -> None:
    """Taken before its chat has shown the card: first it is said where it went, then who has it."""
    file(database)
    post_pair(database)
    say(database, OFFICER, "k3", Decision(notices=(letter("taken", Submitter("c1"), "c1"),)))
    (both,) = _to_the_mother(outbox)
    assert both.prompts == (told("moved"), told("taken"))
    settle(outbox, both)
    assert carry_all(outbox, NOW + HOUR) == ["card"]


def test_what_was_moved_twice_is_told_in_that_order_whichever_chat_is_first(
    database: Database, outbox: Outbox
) -> None:
    file(database)
    post_pair(database)
    second = letter("moved again", Submitter("c1"), "c1", after="second card")
    card = letter("second card", Person(enter(database, OFFICER)))
    say(database, OFFICER, "k3", Decision(notices=(card, second)))
    parcels = {parcel.key: parcel for parcel in claim(outbox)}
    settle(outbox, parcels["second card"])
    assert outbox.expand(NOW) == 2
    assert [parcel.prompts for parcel in _to_the_mother(outbox)] == [(told("moved"), told("moved again"))]


def test_what_the_clock_says_instead_takes_nothing_along(database: Database, outbox: Outbox) -> None:
    """It says that the other chat has not got it yet: then it must not be told as moved."""
    file(database)
    post_pair(database)
    instead = letter("on its way", Submitter("c1"), "c1", instead="moved")
    say(database, OFFICER, "k3", Decision(notices=(instead,)))
    assert [parcel.prompts for parcel in _to_the_mother(outbox)] == [(told("on its way"),)]


def test_those_who_joined_and_the_desk_hear_it_in_its_order(database: Database, outbox: Outbox) -> None:
    filed = file(database)
    joiner = enter(database, OTHER)
    appoint(database, OFFICER)
    say(database, OFFICER, "k2", Decision(joinings=(Joining(filed.id, joiner),)))
    taken = letter("taken", Joiners("c1"), "c1")
    answered = letter("answered", Joiners("c1"), "c1", priority=1)
    more = letter("more", Assignee("c1"), "c1", not_before=NOW + HOUR)
    gone = letter("gone", Assignee("c1"), "c1", priority=1)
    say(database, MOTHER, "k3", Decision(notices=(taken, answered, more, gone)))
    assert outbox.expand(NOW) == 4
    assert carry_all(outbox) == ["taken", "more", "gone"]


def _to_the_mother(outbox: Outbox, now: datetime = NOW) -> list[Parcel]:
    return [parcel for parcel in claim(outbox, now) if parcel.to == room_of(MOTHER)]


def told(key: str) -> Tell:
    return Tell("told", {"key": key})


# --- nobody is left unheard ---------------------------------------------------------------------------------


def test_colleagues_are_asked_but_not_the_one_who_wrote(database: Database, outbox: Outbox) -> None:
    filed, names = file(database), ("o1", "o2", "o3")
    people = {name: Address("pigeon", "desk", name) for name in names}
    for who in people.values():
        appoint(database, who)
    writer = enter(database, people["o1"])
    say(database, OFFICER, "k1", Decision(notices=(letter("read", Colleagues("traffic", writer), filed.id),)))
    assert outbox.expand(NOW) == 2
    assert {parcel.to.chat for parcel in claim(outbox)} == {"o2", "o3"}


def test_without_colleagues_a_coordinator_of_the_department_is_asked(
    database: Database, outbox: Outbox
) -> None:
    filed = file(database)
    appoint(database, OFFICER)
    appoint(database, OTHER, "coordinator", "traffic")
    appoint(database, Address("pigeon", "desk", "c-women"), "coordinator", "women")
    writer = enter(database, OFFICER)
    say(database, OFFICER, "k1", Decision(notices=(letter("read", Colleagues("traffic", writer), filed.id),)))
    assert outbox.expand(NOW) == 1
    assert [parcel.to for parcel in claim(outbox)] == [room_of(OTHER)]


def test_coordinators_of_another_department_hear_nothing_of_a_concern(
    database: Database, outbox: Outbox
) -> None:
    file(database)
    for name, scope in (("c-all", "*"), ("c-traffic", "traffic"), ("c-women", "women")):
        appoint(database, Address("pigeon", "desk", name), "coordinator", scope)
    say(database, OFFICER, "k1", Decision(notices=(letter("alarm", Coordinators(), "c1"),)))
    assert outbox.expand(NOW) == 2
    assert {parcel.to.chat for parcel in claim(outbox)} == {"c-all", "c-traffic"}


def test_what_nobody_can_read_yet_waits_for_somebody(
    database: Database, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither an officer nor a coordinator: the card waits, and the operator reads which department it is."""
    file(database)
    say(database, OFFICER, "k1", Decision(notices=(letter("case", OfficersOf("traffic"), "c1"),)))
    assert outbox.expand(NOW) == 0
    assert "nobody serves traffic" in caplog.text
    assert outbox.expand(NOW) == 0
    appoint(database, OTHER)
    assert outbox.next_due() == NOW + HOUR
    assert outbox.expand(NOW + HOUR) == 1
    assert carry_all(outbox, NOW + HOUR) == ["case"]


def test_the_coordinators_room_hears_for_a_department_that_nobody_serves(
    database: Database, outbox: Outbox
) -> None:
    file(database)
    appoint(database, OTHER, "coordinator", "*")
    register = Decision(registers=Registration("*"))
    say(database, OTHER, "register", register, where=GROUP)
    say(database, OFFICER, "k1", Decision(notices=(letter("case", OfficersOf("traffic"), "c1"),)))
    outbox.expand(NOW)
    assert [parcel.to for parcel in claim(outbox)] == [GROUP]
