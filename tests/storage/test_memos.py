"""What messengers keep in mind about a room: found again, by room and key, for a week."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from storage.database import Database
from storage.keeper import Keeper
from storage.memos import Memos
from tests.storage.samples import DAY, GROUP, MINUTE, MOTHER, NOW, room_of


def test_what_is_kept_is_found_in_its_room_under_its_key(database: Database) -> None:
    memos = Memos(database)
    memos.keep(GROUP, "album 7", "1001", NOW)
    assert memos.find(GROUP, "album 7") == "1001"
    assert memos.find(GROUP, "album 8") is None
    assert memos.find(room_of(MOTHER), "album 7") is None
    memos.keep(GROUP, "album 7", "1002", NOW)
    assert memos.find(GROUP, "album 7") == "1002"


def test_a_week_later_it_is_gone(database: Database) -> None:
    memos = Memos(database)
    memos.keep(GROUP, "album 7", "1001", NOW)
    assert Keeper(database).sweep(NOW + 7 * DAY) == 0
    assert Keeper(database).sweep(NOW + 7 * DAY + timedelta(microseconds=1)) == 1
    assert memos.find(GROUP, "album 7") is None


def test_one_has_the_turn_until_it_is_given_back_or_too_old(database: Database) -> None:
    memos = Memos(database)
    assert memos.claim(GROUP, "turn", "a", NOW, MINUTE)
    assert not memos.claim(GROUP, "turn", "b", NOW + MINUTE / 2, MINUTE)
    assert memos.claim(room_of(MOTHER), "turn", "b", NOW, MINUTE), "another room's is another"
    memos.release(GROUP, "turn", "b")
    assert not memos.claim(GROUP, "turn", "b", NOW + MINUTE / 2, MINUTE), "it was not theirs to give back"
    assert memos.claim(GROUP, "turn", "b", NOW + MINUTE, MINUTE), "whoever had it is dead"
    memos.release(GROUP, "turn", "b")
    assert memos.claim(GROUP, "turn", "c", NOW + MINUTE, MINUTE)


def test_of_many_at_the_same_instant_one_gets_the_turn(database: Database) -> None:
    memos = Memos(database)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda n: memos.claim(GROUP, "turn", str(n), NOW, MINUTE), range(8)))
    assert got.count(True) == 1
