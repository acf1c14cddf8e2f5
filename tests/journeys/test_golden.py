"""Written conversations, played through the real switchboard on both databases, word for word.

`pytest tests/journeys --write-goldens` writes them anew; read the difference as you would read a text.
"""

from pathlib import Path

import pytest

from tests.journeys.stage import play, stage

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_journey(script: Path, database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    written = script.read_text("utf-8")
    with stage(database_url, tmp_path) as played:
        said = play(written, played)
    if request.config.getoption("--write-goldens"):
        script.write_text(said, "utf-8")
        return

    assert said == written
