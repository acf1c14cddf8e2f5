"""A migrated database on each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrate
from storage.database import Database
from storage.sealing import Keyring


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(bytes(range(32)))


@pytest.fixture
def database(database_url: str, keyring: Keyring) -> Iterator[Database]:
    opened = Database.open(database_url, keyring)
    migrate.upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """For what holds of SQLite alone."""
    opened = Database.open(f"sqlite:///{tmp_path / 'cheong.db'}", keyring, patience=2)
    migrate.upgrade(opened)
    yield opened
    opened.close()
