"""What is learnt from corrections: the reader in force, and the job that rebuilds its weights.

Learning takes seconds, so it happens in a process of its own: no turn waits for it.
"""

import asyncio
import logging
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime

from bot.crew import Crew
from bot.ports import School
from intake.hearing import Correction
from intake.messages import Moment, Reading
from routing.reading.areas import Areas, Judgement, load_areas
from routing.reading.learner import Label, Weights, WeightsError
from routing.reading.letters import load_letters
from routing.reading.reader import Reader
from routing.reading.teaching import taught

log = logging.getLogger("cheong.learning")

#: Learns from labels, oldest first; gives the packed weights and how many labels counted.
Learn = Callable[[Sequence[Label]], tuple[bytes, int]]


def learn(labels: Sequence[Label]) -> tuple[bytes, int]:
    """The weights that follow from the labels beside the packaged rules and letters, and how many counted."""
    weights = taught(load_areas(load_letters()), labels)
    return weights.pack(), weights.labels


class Pupil:
    """Holds the reader in force: the rules, and the newest weights there are."""

    def __init__(self, reader: Reader, school: School) -> None:
        self.reader = reader
        self._school = school

    def reading(self, text: str, now: datetime, wanted: frozenset[str]) -> Reading:
        """What a text says, read with what was learnt so far."""
        return self.reader.reading(text, now, wanted)

    def moment(self, text: str, now: datetime, on: date | None) -> Moment | None:
        """The time that the text names."""
        return self.reader.moment(text, now, on)

    def correction(self, text: str) -> Correction | None:
        """The correction that the text is, if it is one."""
        return self.reader.correction(text)

    def why(self, text: str) -> Judgement:
        """The area, and every reason for it."""
        return self.reader.why(text)

    def refresh(self) -> int:
        """Take up the newest weights, if they are newer than those in force; the version in force."""
        known = self._school.newest_mark()
        if known and known[0] != self.reader.learnt.version and known[1].startswith(self.release + "."):
            newest = self._school.newest()
            if newest:
                self.reader = self.reader.with_learnt(unpacked(self.reader.areas, newest[0], newest[2]))
        return self.reader.learnt.version

    @property
    def release(self) -> str:
        """What the weights depend on beside the labels."""
        return self.reader.areas.release

    def due(self) -> tuple[str, tuple[Label, ...]] | None:
        """The labels to learn from and their mark; None when the newest weights are of these very labels."""
        mark = self._school.mark(self.release)
        known = self._school.newest_mark()
        if known and known[1] == mark:
            return None
        given = tuple(Label(each.text, each.area, each.mark) for each in self._school.labels())
        return (mark, given) if given or known else None

    def study(self, now: datetime, learn: Learn = learn) -> int:
        """Rebuild the weights where labels have come or gone, and take them up; the version in force."""
        due = self.due()
        if due:
            packed, count = learn(due[1])
            self._school.keep(due[0], count, packed, now)
        return self.refresh()

    async def study_aside(self, threads: Crew, clock: Callable[[], datetime]) -> int:
        """The same inside the service: the database in its threads, the learning in a process of its own."""
        due = await threads.run(self.due)
        if due:
            process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
            try:
                packed, count = await asyncio.get_running_loop().run_in_executor(process, learn, due[1])
            finally:
                process.shutdown(wait=False)
            version = due[0]
            await threads.run(lambda: self._school.keep(version, count, packed, clock()))
            log.info("learnt from %d labels", count)
        return await threads.run(self.refresh)


def unpacked(areas: Areas, version: int, packed: bytes) -> Weights:
    """Stored weights; nothing learnt when they are of another form, until they are rebuilt."""
    try:
        return Weights.unpack(version, packed, len(areas.order))
    except WeightsError:
        return Weights()
