"""The clock moves by a month in one step: what came due goes out once, in order, in few messages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.messages import Begin
from routing.records import Query
from tests.bot.test_ringing import ANSWERS, move
from tests.journeys.stage import SEOUL, Stage, stage

REPLY = {"heard": "신호가 짧다고", "checked": "나가 보니 짧아요", "will": "늘릴게요", "hard": "없음"}


@pytest.fixture
def played(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with stage(database_url, tmp_path) as opened:
        opened.grant("담당자")
        opened.grant("총괄")
        yield opened


def three(played: Stage) -> None:
    """One that nobody looks at, one that is taken and forgotten, one that is answered without an outcome."""
    for seat in ("첫째", "둘째", "셋째"):
        played.act(seat, Begin("concern", given=ANSWERS))
        played.press(seat, "건너뛰기")
        played.press(seat, "보내기")
    played.carry()
    with played.memory.database.read() as reader:
        _, second, third = (each.id for each in reader.find(Query(order="due")))
    move(played, "2026-01-21 11:00")
    played.act("담당자", Begin("take", second))
    move(played, "2026-01-22 15:00")
    played.act("담당자", Begin("reply", third, given=REPLY))
    played.press("담당자", "건너뛰기")
    played.press("담당자", "보내기")
    played.carry()


def messages(played: Stage) -> dict[str, list[list[str]]]:
    """Who got which messages, each line by its sign and the last digit of the number."""
    played.now += timedelta(minutes=1)
    found: dict[str, list[list[str]]] = {}
    for seat, card in played.carry():
        lines = [line.text for part in card.parts for line in part.lines]
        found.setdefault(seat, []).append([_short(line) for line in lines])
    return found


def _short(line: str) -> str:
    sign, number, *_ = [*line.split(), ""]
    return sign + number[-1:] if number.startswith("SP-") else sign


def test_everything_due_in_between_goes_out_once_in_order_merged(played: Stage) -> None:
    three(played)
    move(played, "2026-02-24 10:00")

    rang = played.ringer.ring()
    assert played.ringer.tell_today()
    told = messages(played)

    # By hand: received Tue 20 Jan 10:00, due Wed 28 Jan 18:00; no day off before 16 Feb.
    #   22 Jan 10:00  1 has no first word (two working days); 2 was taken, 3 is answered by now
    #   27 Jan 09:00  due soon: 1 and 2     10:00  1 is silent (five working days since the receipt)
    #   28 Jan 11:00  2 is silent (since it was taken)     18:00  1 and 2 are late
    #   19 Feb 18:00  1 and 2 are thirty days old (18 Feb is off)
    #   23 Feb 18:00  3 was answered a month ago (21 Feb is a Saturday)
    signs = ["👋1", "⏳1", "⏳2", "🔕1", "🔕2", "⏰1", "⏰2", "🗓1", "🗓2", "📝3"]
    reminders = [line for message in told["담당자"] for line in message if line != "🌅"]
    assert reminders == signs
    assert told["총괄"] == [["🌅", "서울경찰청"], ["🔕1", "🔕2", "⏰1", "⏰2", "📝3"]]
    assert (len(told["첫째"]), len(told["둘째"]), "셋째" in told) == (1, 1, False)
    assert rang >= len(signs)


def test_looked_at_again_nothing_more_goes_out(played: Stage) -> None:
    three(played)
    move(played, "2026-02-24 10:00")
    played.ringer.ring()
    played.ringer.tell_today()
    messages(played)

    for _ in range(3):
        played.now += timedelta(minutes=20)
        assert played.ringer.ring() == 0
        assert not played.ringer.tell_today()
        assert messages(played) == {}


def test_in_one_step_or_hour_by_hour_the_same_rings(played: Stage) -> None:
    """Each timer that came due rang in either case; what differs is in how many messages it was told."""
    three(played)
    start = datetime(2026, 1, 22, 15, 0, tzinfo=SEOUL)
    for hour in range(0, 33 * 24, 6):
        played.now = start + timedelta(hours=hour)
        played.ringer.ring()
    move(played, "2026-02-24 10:00")
    assert played.ringer.ring() == 0
    with played.memory.database.look() as transaction:
        left = transaction.connection.execute(text("SELECT kind FROM timer WHERE done_at IS NULL")).scalars()
        kinds = sorted(left)
        notices = transaction.connection.execute(
            text("SELECT key FROM notice WHERE merge = 'reminders' ORDER BY id")
        ).scalars()
        told = [key.split(":")[0] for key in notices if key.endswith(":desk")]

    assert kinds == []
    assert told == [
        "first_word", "soon", "soon", "silent", "silent", "late", "late", "interim", "interim", "outcome",
    ]  # fmt: skip


def test_a_digest_that_was_missed_is_gone_and_there_is_none_at_night_or_on_days_off(played: Stage) -> None:
    three(played)
    for off in ("2026-02-24 08:59", "2026-02-24 18:00", "2026-02-21 10:00", "2026-02-17 10:00"):
        move(played, off)
        assert not played.ringer.tell_today(), off
    move(played, "2026-02-24 17:59")
    assert played.ringer.tell_today()
    move(played, "2026-02-25 09:00")
    assert played.ringer.tell_today()

    said = [card.text() for seat, card in played.carry() if seat == "총괄"]
    assert [each.startswith("🌅") for each in said] == [True]
