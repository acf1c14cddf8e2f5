"""Photos: awaited once a concern names them, sealed, shown; and bytes that come ahead of their act."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from intake.messages import Photo
from routing.model import Decision
from routing.records import Awaited, KeptPhoto
from storage import tables
from storage.database import Database
from storage.keeper import Keeper
from storage.photos import Album
from tests.storage.samples import DAY, HOUR, MOTHER, NOW, enter, entry, file

TWO = (Photo("pigeon", "f1"), Photo("pigeon", "f2"))


@pytest.fixture
def album(database: Database) -> Album:
    return Album(database)


def names(album: Album) -> list[tuple[str, str, int]]:
    return sorted((each.messenger, each.ref, each.attempts) for each in album.awaited(NOW))


def test_the_photos_of_a_concern_are_awaited(database: Database, album: Album) -> None:
    filed = file(database, answers={"photos": TWO, "text": "x"})
    assert names(album) == [("pigeon", "f1", 0), ("pigeon", "f2", 0)]
    assert len(album.awaited(NOW, limit=1)) == 1
    later = replace(filed, answers={"photos": (*TWO, Photo("raven", "f1"))}, version=1)
    with database.turn() as turn:
        turn.keep(Decision(later), NOW)
    assert names(album) == [("pigeon", "f1", 0), ("pigeon", "f2", 0), ("raven", "f1", 0)]


def test_photos_added_to_a_thread_are_awaited(database: Database, album: Album) -> None:
    file(database)
    with database.turn() as turn:
        turn.keep(Decision(entries=(entry("c1", "message", photos=TWO),)), NOW)
    assert len(names(album)) == 2


def test_a_photo_that_is_kept_is_shown(database: Database, album: Album) -> None:
    file(database, answers={"photos": TWO})
    first, second = album.awaited(NOW)
    assert album.view(first.id) is None
    album.keep_photo(first.id, b"original", b"plain copy", NOW)
    assert album.view(first.id) == KeptPhoto("c1", b"plain copy")
    assert album.awaited(NOW) == (second,)
    album.keep_photo(second.id, b"o", b"second", NOW)
    with database.read() as reader:
        assert sorted(reader.photos("c1")) == sorted([first.id, second.id])
        assert reader.photos("c2") == ()


def test_a_photo_is_settled_once(database: Database, album: Album) -> None:
    file(database, answers={"photos": TWO[:1]})
    (photo,) = album.awaited(NOW)
    album.keep_photo(photo.id, b"o", b"first", NOW)
    album.keep_photo(photo.id, b"o", b"second", NOW)
    assert album.reject_photo(photo.id, "no picture", NOW) is None
    assert album.view(photo.id) == KeptPhoto("c1", b"first")


@pytest.mark.parametrize("asked", ["\0", "../../etc", "가", "", "%00"])
def test_what_is_no_photo_s_id_is_no_photo(album: Album, asked: str) -> None:
    assert album.view(asked) is None


def test_a_photo_that_is_none_is_given_up(database: Database, album: Album) -> None:
    file(database, answers={"photos": TWO[:1]})
    (photo,) = album.awaited(NOW)
    assert album.reject_photo(photo.id, "no picture", NOW) == "c1"
    assert album.awaited(NOW + DAY) == ()
    assert album.view(photo.id) is None
    assert album.reject_photo("no such id", "x", NOW) is None


def test_a_photo_is_tried_again_not_before_its_time(database: Database, album: Album) -> None:
    file(database, answers={"photos": TWO[:1]})
    (photo,) = album.awaited(NOW)
    album.retry_photo(photo.id, NOW + HOUR)
    assert album.awaited(NOW) == ()
    assert album.awaited(NOW + HOUR) == (Awaited(photo.id, "pigeon", "f1", 1),)


def test_bytes_that_come_ahead_are_held_until_their_photo_is_kept(database: Database, album: Album) -> None:
    ref = album.hold(MOTHER, b"jpeg", NOW)
    assert album.held(ref) == b"jpeg"
    assert album.held("nothing") is None
    file(database, answers={"photos": (Photo("page", ref),)})
    (photo,) = album.awaited(NOW)
    assert photo.ref == ref
    album.keep_photo(photo.id, b"jpeg", b"copy", NOW)
    assert album.held(ref) is None


def test_whoever_sends_bytes_first_is_the_person_who_enters_later(database: Database, album: Album) -> None:
    refs = {album.hold(MOTHER, b"x", NOW) for _ in range(2)}
    enter(database, MOTHER)
    assert len(refs) == 2
    with database.look() as transaction:
        assert transaction.connection.execute(select(func.count()).select_from(tables.person)).scalar() == 1


ERASING: dict[str, Callable[[Album, str], object]] = {
    "awaited": lambda album, _: album.awaited(NOW),
    "kept": lambda album, photo: album.keep_photo(photo, b"o", b"v", NOW),
    "rejected": lambda album, photo: album.reject_photo(photo, "x", NOW),
    "seen": lambda album, photo: album.view(photo),
}


@pytest.mark.parametrize("name", ERASING)
def test_the_photos_of_an_erased_concern_are_gone(database: Database, album: Album, name: str) -> None:
    file(database, answers={"photos": TWO[:1]})
    (photo,) = album.awaited(NOW)
    assert Keeper(database).erase_concern("c1", NOW)
    assert not ERASING[name](album, photo.id)
