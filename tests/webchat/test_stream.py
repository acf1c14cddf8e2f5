"""Letters reach an open page exactly once: whatever breaks, nothing is missing and nothing comes twice."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import httpx2
import pytest

from bot.webchat import stream
from bot.webchat.door import Visitor
from bot.webchat.doorbell import MOST_STREAMS, Bell, Doorbell
from bot.webchat.stream import Letter, letters
from intake.messages import Show, Tell
from tests.fixtures.running import start
from tests.webchat.fake import INBOX, FakeService
from tests.webchat.serving import Site, site

ANNA = Visitor("anna")


async def _take(coming: AsyncIterator[Letter], count: int) -> list[int]:
    async with asyncio.timeout(2):
        return [(await anext(coming))[0] for _ in range(count)]


async def test_letters_come_in_order_each_once() -> None:
    service, bell = FakeService(), Bell()
    service.letters["anna"] += [(Tell("noted"),), (INBOX, INBOX), (Tell("noted"),)]
    async with aclosing(letters(service, ANNA, 0, bell)) as coming:
        assert await _take(coming, 3) == [1, 2, 3]
        service.letters["anna"].append((Tell("noted"),))
        bell.ring()
        assert await _take(coming, 1) == [4]


async def test_a_letter_of_several_cards_comes_whole() -> None:
    service = FakeService()
    service.letters["anna"].append((INBOX, Show("status")))
    async with aclosing(letters(service, ANNA, 0, Bell())) as coming:
        seq, cards = await anext(coming)
    assert (seq, len(cards)) == (1, 2)


async def test_a_letter_settled_just_after_the_ring_is_found() -> None:
    service, bell = FakeService(), Bell()
    async with aclosing(letters(service, ANNA, 0, bell)) as coming:
        waiting = asyncio.ensure_future(anext(coming))
        await asyncio.sleep(0.05)
        bell.ring()
        await asyncio.sleep(0.05)
        service.letters["anna"].append((Tell("noted"),))
        async with asyncio.timeout(2):
            assert (await waiting)[0] == 1


async def test_letters_of_another_process_are_found_without_a_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PULSE", 0.05)
    service = FakeService()
    async with aclosing(letters(service, ANNA, 0, Bell())) as coming:
        waiting = asyncio.ensure_future(anext(coming))
        await asyncio.sleep(0.02)
        service.down = True
        await asyncio.sleep(0.1)
        service.down = False
        service.letters["anna"].append((Tell("noted"),))
        async with asyncio.timeout(2):
            assert (await waiting)[0] == 1


async def test_all_streams_end_when_the_doorbell_closes() -> None:
    doorbell, service = Doorbell(), FakeService()
    with doorbell.listening("anna") as one, doorbell.listening("ben") as other:
        coming = [letters(service, ANNA, 0, one), letters(service, Visitor("ben"), 0, other)]
        waiting = [asyncio.ensure_future(anext(each, None)) for each in coming]
        await asyncio.sleep(0.01)
        doorbell.close()
        async with asyncio.timeout(2):
            assert await asyncio.gather(*waiting) == [None, None]


def test_a_room_has_so_many_streams() -> None:
    doorbell = Doorbell()
    opened = [doorbell.listening("anna") for _ in range(MOST_STREAMS)]
    for each in opened:
        each.__enter__()
    assert doorbell.is_full("anna")
    assert not doorbell.is_full("ben")
    opened[0].__exit__(None, None, None)
    assert not doorbell.is_full("anna")


# --- over a real connection ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with site() as running:
        yield running


def _events(response: httpx2.Response) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in response.iter_lines():
        if not line and event:
            yield event
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = event.get(name, "") + value


def _letters(served: Site, count: int, path: str, **headers: str) -> list[str]:
    """The numbers of the next letters; the connection is then cut."""
    found: list[str] = []
    with httpx2.stream("GET", f"{served.url}{path}", headers=headers, timeout=5) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["cache-control"] == "no-store"
        for event in _events(response):
            if "id" in event:
                assert event["data"].startswith("<article")
                found.append(event["id"])
                if len(found) == count:
                    break
    return found


def test_a_cut_stream_is_taken_up_where_it_was(served: Site) -> None:
    for _ in range(3):
        served.push("demo-officer", Tell("noted"))
    path = "/seat/officer/stream"
    assert _letters(served, 2, path) == ["1", "2"]
    served.push("demo-officer", Tell("going_on"))
    assert _letters(served, 2, f"{path}?after=0", **{"Last-Event-ID": "2"}) == ["3", "4"]
    assert _letters(served, 1, f"{path}?after=3") == ["4"]


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 19, "%D9%A1"])
def test_a_strange_position_is_refused(served: Site, after: str) -> None:
    assert httpx2.get(f"{served.url}/seat/officer/stream?after={after}").status_code == 400


def test_without_a_cookie_there_is_nothing_to_hear(served: Site) -> None:
    assert httpx2.get(f"{served.url}/chat/stream").status_code == 204


def test_the_server_ends_while_streams_are_open() -> None:
    with site() as running, httpx2.stream("GET", f"{running.url}/seat/member/stream", timeout=5) as response:
        lines = response.iter_lines()
        assert next(lines) == ": open"
        running.drop_streams()
        assert [line for line in lines if line and not line.startswith((":", "retry"))] == []


def test_a_stopped_service_lets_its_streams_end(tmp_path: Path) -> None:
    service = start(tmp_path)
    with httpx2.stream("GET", f"{service.url}/seat/member/stream", timeout=5) as response:
        lines = response.iter_lines()
        assert next(lines) == ": open"
        service.process.terminate()
        assert [line for line in lines if line and not line.startswith((":", "retry"))] == []
    assert service.ended() in (0, -signal.SIGTERM)
    assert "Traceback" not in service.log.read_text("utf-8")
    assert "without completing" not in service.log.read_text("utf-8")
