"""What every test gets: no network beyond this machine, and the fixtures named below."""

pytest_plugins = [
    "tests.fixtures.network",
    "tests.fixtures.postgres",
    "tests.fixtures.databases",
    "tests.fixtures.chromium",
]
