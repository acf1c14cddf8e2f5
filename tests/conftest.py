"""What every test gets: no network beyond this machine, and the fixtures named below."""

import pytest

pytest_plugins = [
    "tests.fixtures.network",
    "tests.fixtures.postgres",
    "tests.fixtures.databases",
    "tests.fixtures.chromium",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """One switch of our own: goldens are written anew only on purpose."""
    parser.addoption("--write-goldens", action="store_true", help="write the recorded conversations anew")
