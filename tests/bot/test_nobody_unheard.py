"""Whatever becomes of those who should answer, what is overdue reaches somebody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from intake.messages import Begin, Place, Value
from storage import tables
from tests.journeys.stage import SEOUL, Stage, stage

DEPARTMENT = "jungnang.traffic"
#: 20 January 2026 is a Tuesday; an answer is due on the 28th.
FILED = datetime(2026, 1, 20, 10, 0, tzinfo=SEOUL)


def appoint(played: Stage, seat: str, role: str, scope: str) -> None:
    played.typed(seat, "/help")
    played.memory.keeper.grant(played.address(seat), role, scope, FILED - timedelta(days=9))


def dismiss_all(played: Stage) -> None:
    with played.memory.database.write() as transaction:
        ends = update(tables.role_grant).values(valid_until=played.now)
        transaction.connection.execute(ends)


def files(played: Stage, seat: str) -> None:
    given: dict[str, Value] = {
        "consent": "agree",
        "area": "traffic",
        "text": "신호가 짧아요",
        "place": Place("면목동 면목초"),
    }
    played.act(seat, Begin("concern", given=given))
    played.press(seat, "보내기")


def heard(played: Stage, until: datetime) -> dict[str, str]:
    """What each seat is sent until then, an hour at a time."""
    told: dict[str, str] = {}
    while played.now < until:
        played.now += timedelta(hours=1)
        played.ringer.ring()
        for seat, card in played.carry():
            told[seat] = told.get(seat, "") + card.text()
    return told


def officer_and_coordinator(played: Stage) -> None:
    appoint(played, "교통", "officer", DEPARTMENT)
    appoint(played, "총괄", "coordinator", "*")
    files(played, "회원")


def no_officer(played: Stage) -> None:
    appoint(played, "총괄", "coordinator", "*")
    files(played, "회원")


def no_coordinator(played: Stage) -> None:
    appoint(played, "교통", "officer", DEPARTMENT)
    files(played, "회원")


def the_officer_has_left_with_it(played: Stage) -> None:
    appoint(played, "교통", "officer", DEPARTMENT)
    files(played, "회원")
    played.carry()
    played.typed("교통", "/take 1")
    dismiss_all(played)
    appoint(played, "총괄", "coordinator", "*")


def the_only_officer_wrote_it(played: Stage) -> None:
    appoint(played, "교통", "officer", DEPARTMENT)
    appoint(played, "총괄", "coordinator", "*")
    files(played, "교통")


LIVES: dict[Callable[[Stage], None], set[str]] = {
    officer_and_coordinator: {"교통", "총괄"},
    no_officer: {"총괄"},
    no_coordinator: {"교통"},
    the_officer_has_left_with_it: {"총괄"},
    the_only_officer_wrote_it: {"총괄"},
}


@pytest.mark.parametrize("life", LIVES, ids=lambda each: each.__name__)
def test_what_is_overdue_reaches_somebody(life: Callable[[Stage], None], tmp_path: Path) -> None:
    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played:
        played.now = FILED
        life(played)
        told = heard(played, FILED + timedelta(days=9))
    alarmed = {seat for seat, text in told.items() if "⏰ SP-260120-0001" in text}
    assert alarmed == LIVES[life]


def test_with_nobody_at_all_it_waits_for_the_first_who_comes(tmp_path: Path) -> None:
    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played:
        played.now = FILED
        files(played, "회원")
        before = heard(played, FILED + timedelta(days=3))
        appoint(played, "교통", "officer", DEPARTMENT)
        after = heard(played, FILED + timedelta(days=3, hours=2))
    assert "교통" not in before
    assert "SP-260120-0001" in after["교통"]
    assert "신호가 짧아요" in after["교통"]
