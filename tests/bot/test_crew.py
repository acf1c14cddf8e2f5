"""The threads that turns run in: what is done, in which order, and what becomes of who asked."""

import asyncio
import threading
import time

import pytest

from bot.crew import Crew


class Sought(Exception):
    """What the work raises."""


def fail() -> None:
    raise Sought


async def test_what_was_found_comes_back_and_so_does_what_was_raised() -> None:
    with Crew(1) as crew:
        assert await crew.run(lambda: threading.current_thread().name) == "crew_0"
        with pytest.raises(Sought):
            await crew.run(fail)
        assert await crew.run(lambda: 2) == 2


async def test_one_thread_does_its_work_in_the_order_it_came() -> None:
    done: list[int] = []
    with Crew(1) as crew:
        await asyncio.gather(*(crew.run(lambda n=n: done.append(n)) for n in range(50)))  # type: ignore[misc]  # bound at once
    assert done == list(range(50))


async def test_the_loop_goes_on_meanwhile_and_so_do_the_other_threads() -> None:
    gate = threading.Event()
    with Crew(2) as crew:
        waits = crew.run(gate.wait)
        assert await crew.run(lambda: "beside it") == "beside it"
        gate.set()
        assert await waits


async def test_what_was_cancelled_before_it_began_is_not_done() -> None:
    gate, done = threading.Event(), []
    with Crew(1) as crew:
        waits = crew.run(gate.wait)
        dropped, kept = crew.run(lambda: done.append("dropped")), crew.run(lambda: done.append("kept"))
        dropped.cancel()
        gate.set()
        await kept
        assert await waits
    assert done == ["kept"]


async def test_who_asked_may_go_while_it_is_being_done() -> None:
    began, gate = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        gate.wait()

    with Crew(1) as crew:
        asked = crew.run(work)
        await asyncio.to_thread(began.wait)
        asked.cancel()
        gate.set()
        assert await crew.run(lambda: "the next") == "the next"
    assert asked.cancelled()


def test_the_block_ends_when_all_is_done_though_the_loop_has_ended() -> None:
    done: list[str] = []

    def slowly() -> None:
        time.sleep(0.05)
        done.append("first")

    async def ask(crew: Crew) -> None:
        crew.run(slowly)
        crew.run(lambda: done.append("second"))

    with Crew(1) as crew:
        asyncio.run(ask(crew))
    assert done == ["first", "second"]
