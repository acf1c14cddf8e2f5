"""Of people and their words nothing is logged: not at "debug", not with an error that carries them."""

import asyncio
import http.client
import io
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import logs
from tests.fixtures.running import running
from tests.fixtures.seat import Seat

SAID = "면목동 비밀"
SIGN = "비밀"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What stands on standard error once logging is set up as in the service."""
    root, ours = logging.getLogger(), logging.getLogger("cheong")
    before = root.level, ours.level, root.handlers[:]
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    root.handlers.clear()
    logs.set_up("debug")
    yield errors.getvalue
    root.setLevel(before[0])
    ours.setLevel(before[1])
    root.handlers[:] = before[2]


def fail() -> None:
    nothing: dict[str, str] = {}
    try:
        nothing[SAID]
    except KeyError as error:
        raise ValueError(f"cannot use {SAID}") from error


def test_an_error_is_told_by_its_class_and_place_alone(written: Callable[[], str]) -> None:
    try:
        fail()
    except ValueError as error:
        error.__cause__.__context__ = error  # type: ignore[union-attr]  # however errors point at each other
        logging.getLogger("cheong.run").exception("it failed")

    line = written()
    assert "ValueError\n" in line
    assert "KeyError\n" in line
    assert "in fail" in line
    assert SIGN not in line


def test_libraries_say_no_more_than_warnings(written: Callable[[], str]) -> None:
    logging.getLogger("sse_starlette.sse").debug("chunk: %s", SAID)
    logging.getLogger("cheong.turn").debug("ours is heard")
    assert (line := written()).endswith("ours is heard\n")
    assert SIGN not in line


def test_what_nobody_waited_for_is_told_without_its_words(written: Callable[[], str]) -> None:
    def later(_: str) -> None:
        fail()

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(logs.unheeded)
        asyncio.get_running_loop().call_soon(later, SAID)
        await asyncio.sleep(0)

    asyncio.run(run())
    assert "nobody waited for" in (line := written())
    assert "ValueError" in line
    assert SIGN not in line


def test_by_themselves_they_would_tell(written: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what is looked for above is there without us."""
    monkeypatch.setattr(logs.Redacting, "formatException", logging.Formatter.formatException)
    test: Callable[[Callable[[], str]], None]
    for test in (
        test_an_error_is_told_by_its_class_and_place_alone,
        test_what_nobody_waited_for_is_told_without_its_words,
    ):
        with pytest.raises(AssertionError):
            test(written)


def test_a_service_that_logs_everything_tells_nothing(tmp_path: Path) -> None:
    with running(tmp_path, ("run",), CHEONG_HTTP__PORT="0", CHEONG_SERVICE__LOG_LEVEL="debug") as service:
        seat = Seat(service.url)
        seat.say(f"/report {SAID} 횡단보도에서 차들이 안 멈춰요")
        seat.press("동의하고 시작")
        seat.press("보내기")
        stream = listening(service.url, seat.cookie)
        assert "접수됐어요" in stream
        written = service.log.read_text("utf-8")
    spelt = ("비밀", "접수", *(repr(each.encode())[2:-1] for each in ("비밀", "접수")), "button class")
    assert not any(each in written for each in spelt)


def listening(url: str, cookie: str) -> str:
    """The first letter of the stream."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.request("GET", "/chat/stream?after=0", headers={"cookie": cookie})
    answer, read = connection.getresponse(), b""
    while b"\r\n\r\n" not in read.partition(b"id: ")[2]:
        read += answer.read1(65536)
    connection.close()
    return read.decode()
