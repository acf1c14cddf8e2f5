"""Timers: kept with the decision that sets them, once by key, found in order, gone with their concern."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from intake.messages import Named
from routing.model import Decision, Timer
from routing.records import DueTimer
from storage import tables
from storage.database import Database
from storage.errors import Changed
from storage.keeper import Keeper
from tests.storage.samples import DAY, HOUR, MINUTE, MOTHER, NOW, concern, enter, file, say


def timer(key: str, its_id: str = "c1", **more: object) -> Timer:
    values = {"due": NOW, "department": Named("department", "traffic"), "what": "신호"}
    return replace(Timer(key, its_id, "late", NOW + HOUR, values), **more)  # type: ignore[arg-type]


def wind(database: Database, key: str, *timers: Timer) -> None:
    say(database, MOTHER, key, Decision(timers=timers))


def due(database: Database, after: DueTimer | None = None, limit: int = 100) -> list[str]:
    return [each.key for each in Keeper(database).due_timers(NOW + DAY, after, limit)]


def count(database: Database) -> int:
    with database.look() as transaction:
        return transaction.connection.execute(select(func.count()).select_from(tables.timer)).scalar_one()


def test_set_twice_it_is_there_once_as_it_was_set_first(database: Database) -> None:
    file(database)
    wind(database, "one", timer("t"))
    wind(database, "two", timer("t", kind="soon", at=NOW + 2 * HOUR))

    with database.turn() as turn:
        assert turn.timer("t") == timer("t")


def test_what_is_due_comes_in_the_order_of_time_page_by_page(database: Database) -> None:
    file(database)
    late, soon = timer("late", at=NOW + 2 * HOUR), timer("soon", at=NOW + MINUTE)
    same, after = timer("same", at=NOW + 2 * HOUR), timer("after", at=NOW + 2 * DAY)
    wind(database, "all", late, soon, same, after)

    first = Keeper(database).due_timers(NOW + DAY, None, 2)

    assert [each.key for each in first] == ["soon", "late"]
    assert due(database, first[-1]) == ["same"]


def test_what_has_rung_is_found_no_more_and_swept_after_its_time(database: Database) -> None:
    file(database)
    wind(database, "one", timer("t"))
    with database.turn() as turn:
        turn.rung("t", NOW)
    wind(database, "two", timer("t"))

    assert due(database) == []
    with database.turn() as turn:
        assert turn.timer("t") is None
    Keeper(database).sweep(NOW + 89 * DAY)
    assert count(database) == 1
    Keeper(database).sweep(NOW + 91 * DAY)
    assert count(database) == 0


def test_a_decision_that_is_not_kept_sets_none(database: Database) -> None:
    filed = file(database)
    twice = replace(filed, version=2)
    with pytest.raises(Changed):
        say(database, MOTHER, "late", Decision(twice, timers=(timer("t"),)))
    again = concern(enter(database, MOTHER), filed.id)
    say(database, MOTHER, "again", Decision(again, timers=(timer("t"),)))

    assert count(database) == 0


def test_they_go_with_their_concern_and_no_other(database: Database) -> None:
    file(database)
    file(database, "c2", 43)
    wind(database, "both", timer("t"), timer("u", "c2"))

    Keeper(database).erase_concern("c1", NOW)
    wind(database, "after", timer("v"))

    assert due(database) == ["u"]
    assert count(database) == 1
