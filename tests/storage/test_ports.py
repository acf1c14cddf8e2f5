"""Storage offers what the shell asks for: the type checker compares the two here, where both may be seen."""

from bot import ports
from storage.database import Database
from storage.keeper import Keeper
from storage.lanes import Lanes
from storage.outbox import Outbox
from storage.photos import Album
from storage.school import School


def test_storage_fits_its_ports(database: Database) -> None:
    store: ports.Store = database
    outbox: ports.Outbox = Outbox(database)
    album: ports.Album = Album(database)
    keeper: ports.Keeper = Keeper(database)
    lanes: ports.Lanes = Lanes(database)
    school: ports.School = School(database)
    assert [store, outbox, album, keeper, lanes, school]
