"""A concern that is erased is nowhere any more: no key that is left opens anything said in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from routing.model import Decision, Status
from routing.records import Query
from storage import drafts
from storage.sealing import DataKey
from storage.tables import data_key, metadata
from tests.bot.test_command_line import cheong
from tests.bot.test_switchboard import file_one
from tests.journeys.stage import Stage, stage

SIGN = "카나리아"


class Seals:
    """Remembers what stands behind each sealed value, and with whose key."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known: dict[bytes, tuple[str, str, bytes]] = {}
        real = DataKey.seal

        def seal(key: DataKey, table: str, column: str, row: str, plain: bytes) -> bytes:
            sealed = real(key, table, column, row, plain)
            self.known[sealed] = (key.id, f"{table}.{column}", plain)
            return sealed

        monkeypatch.setattr(DataKey, "seal", seal)

    def open(self, played: Stage) -> Counter[str]:
        """Where words of theirs stand that a key still opens."""
        found: Counter[str] = Counter()
        with played.memory.database.look() as transaction:
            keys = select(data_key.c.id).where(data_key.c.wrapped.is_not(None))
            alive = set(transaction.connection.execute(keys).scalars())
            for table in metadata.tables.values():
                for row in transaction.connection.execute(select(table)):
                    for value in row:
                        key, where, plain = self.known.get(
                            value if isinstance(value, bytes) else b"", ("",) * 3
                        )
                        if key in alive and SIGN.encode() in plain:
                            found[where] += 1
        return found


@pytest.fixture
def seals(monkeypatch: pytest.MonkeyPatch) -> Seals:
    return Seals(monkeypatch)


@pytest.fixture
def lived(seals: Seals, database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Filed, added to, asked about, answered, noted, and on its way to being answered once more."""
    with stage(database_url, tmp_path) as played:
        for seat in ("담당자", "동료"):
            played.grant(seat)
        played.typed("회원", f"/report {SIGN} 면목동 면목초 정문 횡단보도 신호가 짧아요")
        for label in ("동의하고 시작", "보내기"):
            played.press("회원", label)
        for line in (
            "/case 1",
            f"/note 1 {SIGN}라고 하셨어요",
            "/interim 1",
            f"{SIGN} 살펴보고 있어요",
            "2월 6일",
        ):
            played.typed("담당자", line)
        played.press("담당자", "보내기")
        played.carry()
        for line in ("/reply 1", f"{SIGN} 횡단보도 말씀하셨죠"):
            played.typed("동료", line)
        played.typed("회원", f"/report {SIGN} 다른 이야기도 있어요")
        yield played


def erase_all(played: Stage) -> None:
    with played.memory.database.read() as reader:
        found = reader.find(Query())
    for each in found:
        assert played.memory.keeper.erase_concern(each.id, played.now)


def test_nothing_said_in_an_erased_concern_can_be_opened(lived: Stage, seals: Seals) -> None:
    before = seals.open(lived)
    assert set(before) >= {
        "event.answer",
        "conversation.state",
        "notice.prompts",
        "concern.answers",
        "entry.values",
    }
    erase_all(lived)
    # What she has begun since is hers, and stays.
    assert set(seals.open(lived)) <= {"conversation.state"}
    with lived.memory.database.read() as reader:
        author = reader.visit(lived.address("회원"), lived.room("회원"), lived.now)
    assert author is not None
    assert lived.memory.keeper.erase_person(author.actor.person, lived.now)
    assert seals.open(lived) == Counter()


def test_a_draft_that_is_left_is_found(lived: Stage, seals: Seals, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(drafts, "forget_concern", lambda *_: None)
    kept = seals.open(lived)["conversation.state"]
    erase_all(lived)
    assert seals.open(lived)["conversation.state"] == kept


def test_what_others_were_merged_into_is_not_erased_from_under_them(tmp_path: Path) -> None:
    """Its answer would have been theirs."""
    env = {
        "CHEONG_DATABASE__URL": f"sqlite:///{tmp_path / 'cheong.db'}",
        "CHEONG_SEALING__KEY_FILE": str(tmp_path / "key"),
    }
    with stage(env["CHEONG_DATABASE__URL"], tmp_path) as played:
        numbers = [file_one(played, seat) for seat in ("회원", "이웃")]
        with played.memory.database.turn() as turn:
            into, other = (turn.find(Query(number=each))[0] for each in numbers)
            merged = replace(other, status=Status.MERGED, merged_into=into.id, version=other.version + 1)
            turn.keep(Decision(merged), played.now)
    refused = cheong(tmp_path, "erase", numbers[0], "--yes", **env)
    assert refused == (
        1,
        f"cheong: NUMBER: {numbers[1]} would be left without an answer; /split them first\n",
    )
    assert cheong(tmp_path, "erase", numbers[1], "--yes", **env)[0] == 0
    assert cheong(tmp_path, "erase", numbers[0], "--yes", **env)[0] == 0
