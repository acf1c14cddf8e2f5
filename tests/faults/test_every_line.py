"""SIGKILL after any line of a turn and of its delivery, not only at the named points.

Each trial forks a process that presses "send" and dies after a certain line of ours; the database is then
opened anew, the press repeated, the courier let work: one concern, one receipt. `make soak` tries every
line, the suite a few dozen spread over all of them.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from intake.asking import submission_of
from intake.conversation import Draft
from intake.form import Form
from intake.messages import Act, Press, Show, Submission
from routing.records import Query
from tests.fixtures.running import ROOT
from tests.journeys.stage import Stage, stage

OURS = tuple(str(ROOT / each) + os.sep for each in ("bot", "intake", "routing", "storage"))
SEAT = "회원"
SPREAD = 40


class Lines:
    """Counts executed lines of ours, and ends the process at the one asked for."""

    def __init__(self, deadly: int = 0) -> None:
        self.count, self.deadly = 0, deadly

    def __call__(self, frame: FrameType, what: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if what == "line":
            self.count += 1
            if self.count == self.deadly:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


@contextmanager
def traced(lines: Lines) -> Iterator[None]:
    import threading

    threading.settrace(lines)
    sys.settrace(lines)
    try:
        yield
    finally:
        sys.settrace(None)
        threading.settrace(None)


def to_the_review(played: Stage) -> Act:
    """A concern ready to be sent; the press that sends it."""
    played.typed(SEAT, "/report 여기가 늘 걱정돼요")
    for label in ("동의하고 시작", "교통", "건너뛰기"):
        played.press(SEAT, label)
    return Press(played.token(SEAT, "보내기"))


def press_and_carry(played: Stage, act: Act) -> None:
    played.act(SEAT, act, "the press")
    played.carry()


def aftermath(played: Stage, act: Act) -> tuple[int, int]:
    """Repeat the event, let the courier work; concerns, and receipts in the mailbox."""
    played.act(SEAT, act, "the press")
    played.carry()
    with played.memory.database.read() as reader:
        letters = reader.mailbox(played.room(SEAT), 0)
        receipts = [
            letter
            for letter in letters
            if any(isinstance(p, Show) and p.view == "receipt" for p in letter.prompts)
        ]
        return reader.count(Query()), len(receipts)


def trials(folder: Path, chosen: Callable[[int], list[int]]) -> list[tuple[int, tuple[int, int]]]:
    """Every trial that did not end with one concern and one receipt, by the line it died at."""
    ready = folder / "ready"
    ready.mkdir()
    with stage(f"sqlite:///{ready / 'cheong.db'}", ready) as played:
        played.grant("담당자")
        act = to_the_review(played)
    lines = Lines()
    with reopened(ready, folder / "count") as played, traced(lines):
        press_and_carry(played, act)
    failed = []
    for line in chosen(lines.count):
        trial = folder / "trial"
        if dies_at(line, ready, trial, act):
            with reopened(trial, trial, copied=True) as played:
                found = aftermath(played, act)
            if found != (1, 1):
                failed.append((line, found))
        shutil.rmtree(trial)
    return failed


@contextmanager
def reopened(source: Path, folder: Path, *, copied: bool = False) -> Iterator[Stage]:
    if not copied:
        shutil.copytree(source, folder)
    with stage(f"sqlite:///{folder / 'cheong.db'}", folder, fresh=False) as played:
        yield played


def dies_at(line: int, ready: Path, trial: Path, act: Act) -> bool:
    """Press in a process of its own that dies at the line; whether it did."""
    shutil.copytree(ready, trial)
    child = os.fork()
    if child == 0:
        try:
            with reopened(trial, trial, copied=True) as played, traced(Lines(line)):
                press_and_carry(played, act)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(ended(child))


def ended(child: int) -> int:
    """The child's status. One that hangs is killed where it stands, which is a trial as good as any.

    Forking a process whose threads have just ended can leave a lock of OpenSSL's taken for ever.
    """
    for _ in range(1000):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def spread(count: int) -> list[int]:
    return [1 + count * index // SPREAD for index in range(SPREAD)]


def test_killed_after_some_lines(tmp_path: Path) -> None:
    assert trials(tmp_path, spread) == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_killed_after_every_line(tmp_path: Path) -> None:
    assert trials(tmp_path, lambda count: list(range(1, count + 1))) == []


@pytest.mark.timeout(300)  # it tries until something is lost
def test_a_service_without_transactions_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: every statement committed by itself, and what is sent named anew each time."""
    listens_for = event.listens_for

    def deaf(target: Any, name: str, **options: Any) -> Any:
        return (lambda listener: listener) if name == "begin" else listens_for(target, name, **options)

    def renamed(form: Form, draft: Draft) -> Submission:
        return replace(submission_of(form, draft), id=uuid4().hex)

    monkeypatch.setattr("storage.engines.event.listens_for", deaf)
    monkeypatch.setattr("intake.asking.submission_of", renamed)

    assert trials(tmp_path, spread)
