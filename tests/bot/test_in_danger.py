"""After a danger card nothing is pushed by itself: a phone that lights up may be seen by somebody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.tables import conversation
from tests.bot.test_switchboard import read_danger
from tests.journeys.stage import Stage, stage


def begun(played: Stage) -> None:
    """A draft in hand, with something in it."""
    read_danger(played)
    played.typed("회원", "/report 여기가 늘 걱정돼요")
    played.press("회원", "동의하고 시작")


def reminders(played: Stage) -> list[str]:
    played.now += timedelta(hours=26)
    played.job("drafts")
    return [card.text() for to, card in played.carry() if to == "회원" and "남아 있어요" in card.text()]


def marks(played: Stage) -> list[tuple[object, ...]]:
    with played.memory.database.look() as transaction:
        kept = select(conversation.c.draft_at, conversation.c.reminded.is_not(None))
        return [tuple(row) for row in transaction.connection.execute(kept)]


@pytest.mark.parametrize("in_danger", [False, True], ids=["as ever", "after danger"])
def test_nobody_is_reminded_of_a_draft_after_danger(
    in_danger: bool, database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played)
        if in_danger:
            assert played.typed("회원", "살려주세요")[0].tone == "alert"
        assert len(reminders(played)) == (not in_danger)
        # What stands there now is what stands after a reminder: of the danger there is no trace.
        assert marks(played) == [(None, True)]


def test_whoever_goes_on_is_reminded_of_the_next_draft(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played)
        played.typed("회원", "살려주세요")
        played.typed("회원", "/cancel")
        played.typed("회원", "/report 이번에는 다른 이야기예요")
        assert len(reminders(played)) == 1


def test_somebody_never_seen_stays_so(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        read_danger(played)
        played.typed("낯선사람", "살려주세요")
        assert marks(played) == []
