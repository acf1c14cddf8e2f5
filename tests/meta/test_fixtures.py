"""The fixtures that everything else stands on: a database on each engine, a browser with Korean letters."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.fixtures.chromium import FLAGS
from tests.fixtures.postgres import Cluster, postgres_cluster


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_database(database_url: str, turn: int) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("create table voice (words text)"))
        connection.execute(text("insert into voice values ('건너기 무서워요')"))
    with engine.connect() as connection:
        assert connection.execute(text("select words from voice")).scalars().all() == ["건너기 무서워요"]


@pytest.fixture
def still_open() -> Iterator[ExitStack]:
    """Closed after everything that is asked for behind it in a test's arguments."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.postgres
def test_a_database_goes_even_while_somebody_is_connected(
    still_open: ExitStack, postgres: Cluster, postgres_url: str
) -> None:
    connection = postgres.connect(postgres_url.rsplit("/", 1)[1])
    still_open.callback(connection.close)
    assert connection.execute("show fsync").fetchone() == ("off",)


@pytest.mark.postgres
def test_a_server_of_ones_own_survives_a_crash() -> None:
    with postgres_cluster(fsync=True) as cluster:
        with cluster.connect() as connection:
            connection.execute("create table kept as select 1 as n")
        cluster.stop("QUIT")
        cluster.start()
        with cluster.connect() as connection:
            assert connection.execute("select n from kept").fetchone() == (1,)
    assert not cluster.folder.exists()


@pytest.mark.browser
def test_the_browser_draws_hangul(chromium: str) -> None:
    """Missing letters are all drawn as the same box: two different ones must differ."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 100, "height": 60})
        pictures = []
        for letter in ("뷁", "쫗"):
            page.set_content(f"<p style='font: 40px NanumGothic, sans-serif'>{letter}</p>")
            pictures.append(page.screenshot())
        browser.close()
    assert pictures[0] != pictures[1]
