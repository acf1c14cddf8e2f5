"""What happens by the clock. Jobs hold no state: each tick finds its work in the tables."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.crew import Crew
from bot.darkroom import Darkroom
from bot.learning import Pupil
from bot.ports import Keeper
from bot.ringing import Ringer
from intake.messages import Named, Offer, Phrase, Resume, Tell
from intake.wording import SEOUL
from routing.model import Decision, Notice

log = logging.getLogger("cheong.jobs")

T = TypeVar("T")

#: Reminders are not pushed from 21:00 to 08:00, Asia/Seoul.
QUIET_FROM, QUIET_UNTIL = 21, 8
#: A draft untouched for so long is worth one reminder.
REMIND_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What jobs work with."""

    keeper: Keeper
    darkroom: Darkroom
    pupil: Pupil
    threads: Crew
    wake: Callable[[], None]
    clock: Callable[[], datetime]
    #: The forms whose drafts are worth a reminder.
    remindable: frozenset[str]
    ringer: Ringer

    async def run(self, work: Callable[[], T]) -> T:
        """Run storage's work in its thread."""
        return await self.threads.run(work)


async def develop_photos(workshop: Workshop) -> None:
    """Look at photos that came with concerns."""
    if await workshop.darkroom.develop():
        workshop.wake()


async def sweep(workshop: Workshop) -> None:
    """Erase what has had its time."""
    await workshop.run(lambda: workshop.keeper.sweep(workshop.clock()))


async def learn(workshop: Workshop) -> None:
    """Learn from what people have corrected, and take up what another replica or a command has learnt."""
    await workshop.pupil.study_aside(workshop.threads, workshop.clock)


async def remind_of_drafts(workshop: Workshop) -> None:
    """Ask once, the next day, whether an unfinished draft shall go on; never at night."""
    now = workshop.clock()
    if await workshop.run(lambda: remind(workshop, now)):
        workshop.wake()


async def tell_digests(workshop: Workshop) -> None:
    """Bring coordinators and departments what they owe, at nine on working days."""
    if await workshop.run(workshop.ringer.tell_today):
        workshop.wake()


async def ring_timers(workshop: Workshop) -> None:
    """Remind, alarm and apologise where it is time to."""
    if await workshop.run(workshop.ringer.ring):
        workshop.wake()


def remind(workshop: Workshop, now: datetime) -> int:
    """Keep one reminder for each stale draft; how many. In quiet hours they wait."""
    if not QUIET_UNTIL <= now.astimezone(SEOUL).hour < QUIET_FROM:
        return 0
    count = 0
    for room, form, draft_id in workshop.keeper.stale_drafts(now, REMIND_AFTER):
        if form not in workshop.remindable:
            continue
        offers = tuple(
            Offer(Phrase(label), Resume(form, None, then))
            for label, then in (
                ("button.go_on", "go_on"),
                ("button.send_so_far", "rest"),
                ("button.delete_draft", "drop"),
            )
        )
        told = Tell("draft.reminder", {"form": Named("form", form)}, offers)
        workshop.keeper.remind(Decision(notices=(Notice(f"draft:{draft_id}", (told,), room),)), now)
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class Job:
    """A tick: what, and how often."""

    name: str
    every: timedelta
    work: Callable[[Workshop], Awaitable[None]]
    #: Ticks as soon as the service has started, too.
    at_once: bool = False


JOBS: tuple[Job, ...] = (
    Job("photos", timedelta(seconds=3), develop_photos),
    Job("timers", timedelta(seconds=20), ring_timers),
    Job("digest", timedelta(seconds=60), tell_digests),
    Job("drafts", timedelta(minutes=5), remind_of_drafts),
    Job("sweep", timedelta(minutes=10), sweep),
    Job("learning", timedelta(minutes=10), learn, at_once=True),
)


def schedule(workshop: Workshop) -> AsyncIOScheduler:
    """A running metronome for all jobs; shut it down when the service stops."""
    scheduler = AsyncIOScheduler(
        timezone=SEOUL, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for job in JOBS:
        first = {"next_run_time": workshop.clock()} if job.at_once else {}
        every = job.every.total_seconds()
        scheduler.add_job(_tick, "interval", (job, workshop), seconds=every, id=job.name, **first)
    scheduler.start()
    return scheduler


async def _tick(job: Job, workshop: Workshop) -> None:
    try:
        await job.work(workshop)
    except Exception as error:  # the next tick finds the same work; an operator must know
        log.error("the job %s failed and will run again: %s", job.name, type(error).__name__)
