"""Told together: at night nothing but one's own answers, afterwards one message; no two in ten minutes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from intake.messages import Tell
from routing.delivery import Outcome, Result, State, after
from routing.model import Coordinators, Decision, Submitter
from routing.records import Parcel
from routing.telling.notices import URGENT
from storage.database import Database
from storage.keeper import Keeper
from storage.outbox import Outbox
from tests.storage.couriers import claim, keys, settle, states
from tests.storage.samples import (
    HOUR,
    MINUTE,
    MOTHER,
    NOW,
    OFFICER,
    appoint,
    file,
    letter,
    room_of,
    say,
)

#: 23:00 in Seoul; NOW is 15:30.
NIGHT = NOW.replace(hour=14, minute=0, second=0, microsecond=0)
MORNING = NIGHT + 9 * HOUR
TEN = timedelta(minutes=10)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture(autouse=True)
def filed(database: Database) -> None:
    file(database)
    file(database, "c2", 43)


def news(database: Database, *names: str, its_id: str = "c1", now: datetime = NOW, **more: Any) -> None:
    """The office changes a concern, and its author shall hear of it."""
    notices = tuple(letter(name, Submitter(its_id), its_id, **more) for name in names)
    say(database, OFFICER, "news " + " ".join(names), Decision(notices=notices), now=now)


def told(parcel: Parcel) -> list[str]:
    return [str(prompt.params["key"]) for prompt in parcel.prompts if isinstance(prompt, Tell)]


def test_the_first_goes_at_once_and_what_follows_within_ten_minutes_is_one_message(
    database: Database, outbox: Outbox
) -> None:
    news(database, "taken")
    (first,) = claim(outbox)
    settle(outbox, first)
    news(database, "moved", now=NOW + MINUTE)
    news(database, "extended", now=NOW + 2 * MINUTE)

    assert claim(outbox, NOW + TEN - MINUTE) == []
    assert outbox.next_due() == NOW + TEN
    (second,) = claim(outbox, NOW + TEN)
    assert told(second) == ["moved", "extended"]
    assert second.together
    settle(outbox, second, now=NOW + TEN)
    assert claim(outbox, NOW + HOUR) == []
    assert sorted(states(database).values()) == ["delivered", "delivered", "merged"]


def test_what_was_not_sent_yet_is_joined_at_once(database: Database, outbox: Outbox) -> None:
    news(database, "taken")
    news(database, "moved", now=NOW + MINUTE)

    assert [told(each) for each in claim(outbox, NOW + MINUTE)] == [["taken", "moved"]]


def test_a_letter_somebody_waits_for_goes_at_once_and_takes_along_what_waits(
    database: Database, outbox: Outbox
) -> None:
    news(database, "taken")
    settle(outbox, claim(outbox)[0])
    news(database, "moved", now=NOW + MINUTE)
    news(database, "reply", now=NOW + 2 * MINUTE, priority=URGENT)

    (letter_with_news,) = claim(outbox, NOW + 2 * MINUTE)
    assert told(letter_with_news) == ["moved", "reply"]
    settle(outbox, letter_with_news)
    assert claim(outbox, NOW + TEN) == []


def test_another_concern_is_another_message(database: Database, outbox: Outbox) -> None:
    news(database, "one")
    news(database, "two", its_id="c2")
    first = claim(outbox)
    settle(outbox, first[0])

    assert [told(each) for each in (*first, *claim(outbox))] == [["one"], ["two"]]


def test_at_night_it_waits_and_holds_up_nothing_that_somebody_does_then(
    database: Database, outbox: Outbox
) -> None:
    news(database, "taken", "moved", now=NIGHT)
    news(database, "reply", now=NIGHT + HOUR, priority=URGENT)
    assert claim(outbox, NIGHT + HOUR) == []

    receipt = letter("receipt", concern_id="c2")
    say(database, MOTHER, "her own", Decision(notices=(receipt,)), now=NIGHT + HOUR)
    own = claim(outbox, NIGHT + HOUR)
    assert keys(own) == ["receipt"]
    settle(outbox, own[0], now=NIGHT + HOUR)

    assert claim(outbox, MORNING - MINUTE) == []
    assert [told(each) for each in claim(outbox, MORNING)] == [["taken", "moved", "reply"]]


def test_what_somebody_did_is_answered_at_night_with_what_waited(database: Database, outbox: Outbox) -> None:
    news(database, "taken", now=NIGHT)
    withdrawn = letter("withdrawn", Submitter("c1"), "c1")
    say(database, MOTHER, "withdraw", Decision(notices=(withdrawn,)), now=NIGHT + MINUTE)

    assert [told(each) for each in claim(outbox, NIGHT + MINUTE)] == [["taken", "withdrawn"]]


@pytest.mark.parametrize(("hours", "goes_at"), [("off", NIGHT), ("long", MORNING + HOUR), ("night", MORNING)])
def test_everybody_chooses_their_hours(
    database: Database, outbox: Outbox, hours: str, goes_at: datetime
) -> None:
    say(database, MOTHER, "quiet", Decision(person={"quiet": hours}))
    news(database, "taken", now=NIGHT)

    assert outbox.next_due() == goes_at


def test_reminders_to_all_who_hold_a_role_are_one_message_each(database: Database, outbox: Outbox) -> None:
    appoint(database, OFFICER, "coordinator", "*")
    for number in range(12):
        its_id = "c1" if number % 2 else "c2"
        alarm = letter(f"a{number:02}", Coordinators(), its_id, merge="reminders", not_before=NOW + MINUTE)
        Keeper(database).remind(Decision(notices=(alarm,)), NOW)
    outbox.expand(NOW + MINUTE)

    (first,) = claim(outbox, NOW + MINUTE)
    assert told(first) == [f"a{number:02}" for number in range(10)]
    settle(outbox, first, now=NOW + MINUTE)
    (rest,) = claim(outbox, NOW + MINUTE)
    assert told(rest) == ["a10", "a11"]


def test_tried_again_it_says_the_same_and_counts_once(database: Database, outbox: Outbox) -> None:
    news(database, "taken", "moved")
    (parcel,) = claim(outbox)
    settle(outbox, parcel, Result.TRY_LATER)
    news(database, "later", now=NOW + 2 * MINUTE)
    (again,) = claim(outbox, NOW + 2 * MINUTE)
    assert told(again) == told(parcel) == ["taken", "moved"]

    settle(outbox, again, now=NOW + 2 * MINUTE)
    assert [told(each) for each in claim(outbox, NOW + 2 * TEN)] == [["later"]]


def test_given_up_it_is_all_given_up(database: Database, outbox: Outbox) -> None:
    news(database, "taken", "moved")
    (parcel,) = claim(outbox)
    tried = after(parcel.delivery, Outcome(Result.TRY_LATER, reason="gone"), NOW)
    assert outbox.settle("me", replace(tried, state=State.DEAD))

    assert set(states(database).values()) == {"dead"}


def test_what_went_with_an_erased_letter_goes_out_by_itself(database: Database, outbox: Outbox) -> None:
    appoint(database, OFFICER, "coordinator", "*")
    for name, its_id in (("a", "c1"), ("b", "c2")):
        alarm = letter(name, Coordinators(), its_id, merge="reminders")
        Keeper(database).remind(Decision(notices=(alarm,)), NOW)
    outbox.expand(NOW)
    (parcel,) = claim(outbox)
    assert told(parcel) == ["a", "b"]
    settle(outbox, parcel, Result.TRY_LATER)

    Keeper(database).erase_concern("c1", NOW)

    assert [told(each) for each in claim(outbox, NOW + MINUTE)] == [["b"]]


def test_the_page_shows_each_letter_by_itself(database: Database, outbox: Outbox) -> None:
    news(database, "taken", "moved")
    claim(outbox)

    with database.read() as reader:
        letters = reader.mailbox(room_of(MOTHER), 0)
    assert [each.prompts[0].params["key"] for each in letters if isinstance(each.prompts[0], Tell)] == [
        "taken",
        "moved",
    ]
