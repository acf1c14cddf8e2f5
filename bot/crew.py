"""Threads for work that would block the loop: one journey there, one back."""

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[AbstractEventLoop, "Future[Any]", Callable[[], Any]]


class Crew:
    """So many threads, begun as work comes, that do it in its order. The block ends when all is done.

    The standard library's executor makes two futures and takes five locks for each piece of work; every turn
    is one.
    """

    def __init__(self, size: int, name: str = "crew") -> None:
        self._size, self._name = size, name
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._waiting.put(None)
        for each in self._threads:
            each.join()

    def run(self, work: Callable[[], T]) -> "Future[T]":
        """Do the work in a thread; what it returned or raised. Cancelled before it began, it is not done."""
        loop = get_running_loop()
        future: Future[T] = loop.create_future()
        self._waiting.put((loop, future, work))
        if len(self._threads) < self._size:
            self._one_more()
        return future

    def _one_more(self) -> None:
        thread = Thread(target=self._work, name=f"{self._name}_{len(self._threads)}")
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            loop, future, work = job
            if future.cancelled():
                continue
            try:
                answer = (future.set_result, work())
            except BaseException as error:  # whatever it is, whoever waits for it is told
                answer = (future.set_exception, error)
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(_answered, future, *answer)
            del job, future, work, answer  # nothing of a turn is kept while waiting for the next


def _answered(future: "Future[Any]", settle: Callable[[Any], None], found: object) -> None:
    """In the loop: whoever asked may have gone."""
    if not future.cancelled():
        settle(found)
