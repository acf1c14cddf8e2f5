"""Somebody whose roles were ended sees nothing more of others' concerns, nor what they were told before."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from intake.messages import Begin, Prompt
from routing.records import Letter, Query
from tests.bot.test_command_line import cheong
from tests.bot.test_switchboard import file_one, texts
from tests.fixtures.running import running
from tests.fixtures.seat import Seat
from tests.journeys.stage import Stage, stage

WORDS = "여기가 늘 걱정돼요"


@pytest.fixture
def played(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with stage(database_url, tmp_path) as stands:
        for seat in ("담당자", "동료"):
            stands.grant(seat, "hq.traffic")
            stands.typed(seat, "/start")
        yield stands


def dismiss(played: Stage, seat: str) -> None:
    with played.memory.database.read() as looked:
        visit = looked.visit(played.address(seat), played.room(seat), played.now)
    assert visit is not None
    assert played.memory.keeper.dismiss(visit.actor.person, played.now) == 1


def mailbox(played: Stage, seat: str) -> str:
    pushed = asyncio.run(played.service.mailbox(played.address(seat), played.room(seat), 0))
    return "\n".join(each.card.text() for each in pushed)


def test_what_they_were_told_is_not_shown_again(played: Stage) -> None:
    file_one(played)
    assert WORDS in mailbox(played, "담당자")
    assert WORDS in "".join(texts(played.typed("담당자", "/case 1")))
    file_one(played, "담당자")
    dismiss(played, "담당자")

    assert WORDS not in "".join(texts(played.typed("담당자", "/case 1")))
    assert "접수됐어요" in mailbox(played, "담당자"), "what they wrote themselves is still theirs"
    assert "새 이야기" not in mailbox(played, "담당자")
    assert WORDS in mailbox(played, "동료")


def unmarked(seq: int, at: datetime, prompts: tuple[Prompt, ...], desk: bool) -> Letter:
    del desk
    return Letter(seq, at, prompts)


def test_without_the_look_at_whom_it_was_for_they_would_see_it(
    played: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr("storage.reader.Letter", unmarked)
    file_one(played)
    dismiss(played, "담당자")
    assert WORDS in mailbox(played, "담당자")


def test_what_waited_for_them_alone_is_told_their_colleagues(played: Stage) -> None:
    file_one(played)
    played.typed("담당자", "/take 1")
    played.carry()
    played.recorder.away.add("담당자")
    with played.memory.database.read() as looked:
        (filed,) = looked.find(Query())
    played.act("회원", Begin("message", filed.id, {"text": "아이들이 뛰어서 더 걱정돼요"}))
    played.press("회원", "보내기")
    assert not [to for to, card in played.carry() if "아이들이" in card.text()]
    dismiss(played, "담당자")
    assert [to for to, card in played.carry() if "아이들이" in card.text()] == ["동료"]


def test_an_operator_lists_and_dismisses(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        _, listed = cheong(tmp_path, "roles")
        marks = {role: mark for mark, role in re.findall(r"^(\S+)  (\w+)  ", listed, re.MULTILINE)}
        assert set(marks) == {"officer", "coordinator"}
        officer = Seat(service.url, "/seat/officer/")
        assert "/inbox" in officer.say("/help").text
        assert cheong(tmp_path, "dismiss", "Z-00")[0] == 1
        code, said = cheong(tmp_path, "dismiss", marks["officer"].lower())
        assert (code, said) == (0, f"{marks['officer'].lower()}: 1 roles ended.\n")
        assert "/inbox" not in officer.say("/help").text
        assert marks["officer"] not in cheong(tmp_path, "roles")[1]
