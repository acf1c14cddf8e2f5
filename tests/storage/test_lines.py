"""Connections are kept from turn to turn, and those that broke are not."""

import pytest
from sqlalchemy import event, text

from storage import lines, migrate
from storage.database import Database
from storage.errors import Unavailable
from storage.sealing import Keyring
from tests.fixtures.postgres import Cluster
from tests.storage.samples import MOTHER, enter, say


def test_one_connection_serves_turn_after_turn(database: Database) -> None:
    opened: list[object] = []
    event.listen(database._writing, "connect", lambda *_: opened.append(1))
    taken: list[object] = []
    event.listen(database._writing, "checkout", lambda *_: taken.append(1))
    for number in range(5):
        say(database, MOTHER, f"k{number}")
    assert (len(opened), len(taken)) == (0, 0), "migrating had opened it"


def test_a_connection_that_failed_is_not_used_again(database: Database) -> None:
    enter(database, MOTHER)
    with database.write() as transaction:
        first = transaction.connection.connection.driver_connection
    with pytest.raises(Exception, match="nothing_of_that_name"), database.write() as transaction:
        transaction.connection.execute(text("SELECT 1 FROM nothing_of_that_name"))
    with database.write() as transaction:
        assert transaction.connection.connection.driver_connection is not first
    assert say(database, MOTHER, "k1")


def test_what_is_no_fault_of_the_database_leaves_the_connection(database: Database) -> None:
    with database.write() as transaction:
        first = transaction.connection.connection.driver_connection
    with pytest.raises(RuntimeError), database.write() as transaction:
        raise RuntimeError
    with database.write() as transaction:
        assert transaction.connection.connection.driver_connection is first


@pytest.mark.postgres
def test_without_a_look_at_it_a_cut_connection_is_noticed(
    postgres: Cluster, postgres_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of "connections that were cut while idle are not noticed"."""
    database = Database.open(postgres_url, keyring)
    migrate.upgrade(database)
    enter(database, MOTHER)
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
    with postgres.connect() as connection:
        connection.execute(cut, (postgres_url.rsplit("/", 1)[1],))
    monkeypatch.setattr(lines, "_is_cut", lambda _: False)
    with pytest.raises(Unavailable):
        enter(database, MOTHER)
    assert say(database, MOTHER, "k1"), "the one that failed is gone"
    database.close()
