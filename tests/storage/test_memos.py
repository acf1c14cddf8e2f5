"""What messengers keep in mind about a room: found again, by room and key, for a week."""

from datetime import timedelta

from storage.database import Database
from storage.keeper import Keeper
from storage.memos import Memos
from tests.storage.samples import DAY, GROUP, MOTHER, NOW, room_of


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
