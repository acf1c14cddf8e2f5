"""One act, one transaction: repeated events, poison, a database that is away, danger that leaves no trace."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.messenger import Unavailable
from bot.service import LocalService
from intake import engine
from intake.messages import Answer, Begin, Confirm, Danger, Incoming, Photo, Place, Press, Reading, Say
from routing.records import MemoryFailed, Query
from storage.errors import Busy
from storage.tables import metadata
from storage.turn import Turn
from tests.journeys.stage import Stage, stage


def texts(cards: Any) -> list[str]:
    return [card.text() for card in cards]


def file_one(played: Stage, seat: str = "회원") -> str:
    """File a concern; its number."""
    played.typed(seat, "/report 여기가 늘 걱정돼요")
    for label in ("동의하고 시작", "교통", "건너뛰기", "보내기"):
        if label != "동의하고 시작" or any(b.label == label for c in played.cards[seat] for b in c.buttons):
            played.press(seat, label)
    arrived = [card.text() for to, card in played.carry() if to == seat]
    return arrived[-1].partition("번호는 ")[2][:14]


def test_a_repeated_event_is_answered_alike_and_has_one_effect(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        played.press("회원", "교통")
        first = played.press("회원", "건너뛰기", event="same")
        again = played.act("회원", Say("something else"), event="same")
        looks = [played.typed("회원", "/status", event="look") for _ in range(2)]

    assert texts(first) == texts(again)
    assert texts(looks[0]) == texts(looks[1])
    assert looks[0]


def test_the_same_event_from_many_threads_has_one_effect(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        played.press("회원", "교통")
        played.press("회원", "건너뛰기")
        with ThreadPoolExecutor(5) as pool:
            for each in [pool.submit(played.press, "회원", "보내기", "once") for _ in range(5)]:
                each.result()
        receipts = [card for to, card in played.carry() if "접수됐어요" in card.text()]
        with played.memory.database.read() as reader:
            count = reader.count(Query())

    assert count == 1
    assert len(receipts) == 1


def test_a_poison_event_is_closed_and_the_next_one_is_heard(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def poison(*_: object, **__: object) -> None:
        raise ZeroDivisionError("면목동 비밀")

    with stage(database_url, tmp_path) as played:
        played.typed("회원", "안녕하세요")
        with monkeypatch.context() as broken:
            broken.setattr("bot.step.advance", poison)
            answer = played.press("회원", "동의하고 시작", event="poison")
        heard = played.press("회원", "동의하고 시작")

    assert "한 번 더 보내" in answer[0].text()
    assert "무슨 일인지" in heard[0].text()
    assert "ZeroDivisionError" in caplog.text
    assert "비밀" not in caplog.text


def test_what_fails_once_is_tried_once_more(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = engine.advance, [ZeroDivisionError()]

    def shaky(*args: Any, **kwargs: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*args, **kwargs)

    with stage(database_url, tmp_path) as played:
        played.typed("회원", "안녕하세요")
        monkeypatch.setattr("bot.step.advance", shaky)

        assert "무슨 일인지" in played.press("회원", "동의하고 시작")[0].text()


def test_a_database_that_is_away_acknowledges_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise MemoryFailed("gone")

    with stage(database_url, tmp_path) as played:
        played.typed("회원", "안녕하세요")
        with monkeypatch.context() as broken:
            broken.setattr("storage.turn.Turn.leave", away)
            with pytest.raises(Unavailable):
                played.press("회원", "동의하고 시작", event="e")

        assert "무슨 일인지" in played.press("회원", "동의하고 시작", event="e")[0].text()


def test_a_database_that_was_busy_is_asked_once_more(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave, deadlocks = Turn.leave, [Busy("a deadlock was broken")]

    def shaky(*args: Any) -> None:
        if deadlocks:
            raise deadlocks.pop()
        leave(*args)

    with stage(database_url, tmp_path) as played:
        played.typed("회원", "안녕하세요")
        monkeypatch.setattr(Turn, "leave", shaky)

        assert "무슨 일인지" in played.press("회원", "동의하고 시작")[0].text()


def read_danger(played: Stage) -> None:
    """Let the service read danger in a text, as a reader to come will."""
    board = played.service.switchboard
    reading = lambda text: Reading("now" if "살려" in text else None)  # noqa: E731
    played.service = replace(played.service, switchboard=replace(board, read=reading))
    assert isinstance(played.service, LocalService)


def test_of_somebody_in_danger_nothing_is_kept(database_url: str, tmp_path: Path) -> None:
    secret = "살려주세요 저는 목련아파트 1203호에 있어요"
    with stage(database_url, tmp_path) as played:
        read_danger(played)
        answer = played.typed("낯선사람", secret)
        again = played.typed("낯선사람", secret, event="e1")
        with played.memory.database.read() as reader:
            visit = reader.visit(played.address("낯선사람"), played.room("낯선사람"), played.now)
        kept = dump(played)

    assert answer[0].tone == "alert"
    assert texts(answer) == texts(again)
    assert visit is None, "a person was made of somebody in danger"
    for piece in ("목련", "1203", "낯선사람"):
        assert piece not in kept


@pytest.mark.parametrize("gone", ["turn.Turn.enter", "turn.Turn.close", "reader.Reader.visit"])
def test_somebody_in_danger_is_told_where_to_turn_while_the_database_is_away(
    gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise MemoryFailed("gone")

    with stage(f"sqlite:///{tmp_path / 'cheong.db'}", tmp_path) as played:
        read_danger(played)
        there = texts(played.typed("회원", "살려주세요"))
        monkeypatch.setattr(f"storage.{gone}", away)

        assert texts(played.typed("회원", "살려주세요")) == there
        assert texts(played.act("회원", Danger("now"))) == there
        if gone == "turn.Turn.enter":
            with pytest.raises(Unavailable):
                played.typed("회원", "여기가 늘 걱정돼요")


def test_danger_in_an_open_thread_leaves_the_draft_as_it_was(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        read_danger(played)
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        played.typed("회원", "살려주세요 목련아파트")
        played.press("회원", "교통")
        review = played.press("회원", "건너뛰기")
        kept = dump(played)

    assert "여기가 늘 걱정돼요" in review[0].text()
    assert "목련" not in kept


def test_danger_written_into_a_form_s_inputs_is_found_as_well(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        read_danger(played)
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        cards = [
            played.act("회원", act)
            for act in (
                Answer({"place": Place("살려주세요 목련아파트")}),
                Confirm({"text": "살려주세요 목련아파트"}),
                Begin("concern", given={"text": "살려주세요 목련아파트"}),
            )
        ]
        kept = dump(played)

    assert [card[0].tone for card in cards] == ["alert"] * 3
    assert "목련" not in kept


def test_a_button_s_own_code_is_not_taken_for_words(database_url: str, tmp_path: Path) -> None:
    seen: list[str] = []

    def noted(text: str) -> Reading:
        seen.append(text)
        return Reading()

    with stage(database_url, tmp_path) as played:
        board = replace(played.service.switchboard, read=noted)
        played.service = replace(played.service, switchboard=board)
        played.typed("회원", "안녕하세요")
        played.press("회원", "동의하고 시작")
        played.press("회원", "교통")
        filled = Press(played.token("회원", "건너기 무서워요"), {"place": Place("면목동")})
        played.act("회원", filled)

    assert seen == ["안녕하세요", "면목동"]


def test_a_photo_or_a_position_without_a_word_begins_a_concern(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.act("회원", Answer({"photos": (Photo("stage", "ref"),)}))
        asked = played.press("회원", "동의하고 시작")
        played.act("이웃", Answer({"place": Place(lat=37.58, lon=127.08)}))
        played.press("이웃", "동의하고 시작")
        played.press("이웃", "교통")
        review = played.press("이웃", "건너기 무서워요")

    assert "무슨 일인지" in asked[0].text()
    assert "중랑구 면목동" in review[0].text()


def dump(played: Stage) -> str:
    """Everything the database holds, and what of it we can open: drafts and mailboxes."""
    rows: list[str] = []
    with played.memory.database.look() as looking:
        for table in metadata.sorted_tables:
            rows += [repr(row) for row in looking.connection.execute(select(table))]
    with played.memory.database.read() as reader:
        for seat in played.cards:
            visit = reader.visit(played.address(seat), played.room(seat), played.now)
            rows += [repr(visit), repr(reader.mailbox(played.room(seat), 0))]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "typed",
    [
        "가" * 5000,
        "\u202e\u200b",
        "\x00\x07",
        "\ud800",
        "{due} {x|이/가}",
        "<script>alert(1)</script>",
        "/" * 300,
    ],
)
def test_hostile_words_are_answered_and_lose_nothing(typed: str, database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        answer = played.typed("회원", typed)
        played.press("회원", "교통")
        review = played.press("회원", "건너뛰기")

    assert answer
    assert "여기가 늘 걱정돼요" in review[0].text()


def test_decomposed_hangul_is_read_as_composed(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", unicodedata.normalize("NFD", "/report 여기가 늘 걱정돼요"))
        played.press("회원", "동의하고 시작")
        played.typed("회원", unicodedata.normalize("NFD", "교통"))
        review = played.typed("회원", unicodedata.normalize("NFD", "면목동 정문"))

    assert "여기가 늘 걱정돼요" in review[0].text()
    assert "면목동 정문" in review[0].text()


def test_a_button_of_somebody_else_opens_nothing(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        token = played.token("회원", "동의하고 시작")
        played.cards["다른회원"] = list(played.cards["회원"])
        answer = played.press("다른회원", "동의하고 시작")

    assert token
    assert "지나간 버튼" in answer[0].text()


def test_a_role_that_has_ended_ends_at_once(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자", "jungnang.traffic")
        number = file_one(played)
        refused = played.typed("담당자", f"/case {number}")
        played.grant("동료", "*")
        seen = played.typed("동료", f"/case {number}")

    assert "찾지 못했어요" in refused[0].text()
    assert number in seen[0].text()


def test_a_department_nobody_serves_is_told_to_the_coordinators(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("총괄")
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        for label in ("동의하고 시작", "교통", "건너뛰기", "보내기"):
            played.press("회원", label)
        heard = [seat for seat, card in played.carry() if "새 이야기" in card.text()]

    assert heard == ["총괄"]


def test_a_draft_is_kept_seven_days(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.now += timedelta(days=6, hours=23)
        played.press("회원", "동의하고 시작")
        played.now += timedelta(days=7, hours=1)
        late = played.press("회원", "교통")

    assert "지금은 여쭤본 것이 없어요" in late[0].text()


def test_turns_do_not_block_each_other_s_answers(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:

        async def crowd() -> list[Any]:
            from intake.messages import Address, Incoming, Room

            incoming = [
                Incoming(
                    f"c{n}",
                    Address("stage", "stage", f"u{n}"),
                    Room("stage", "stage", f"u{n}"),
                    Say("안녕하세요"),
                )
                for n in range(20)
            ]
            return await asyncio.gather(*(played.service.receive(each) for each in incoming))

        answers = asyncio.run(crowd())

    assert all("치안파트너스" in cards[0].text() for cards in answers)


def test_the_courier_is_woken_for_what_was_posted_and_for_nothing_else(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        woken: list[None] = []
        played.service = replace(played.service, woken=lambda: woken.append(None))
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        for label in ("동의하고 시작", "교통", "건너뛰기"):
            played.press("회원", label)
        assert woken == []
        played.press("회원", "보내기")
        assert len(woken) == 1


def test_somebody_new_is_spoken_to_in_the_language_of_their_device(database_url: str, tmp_path: Path) -> None:
    """Whatever they do first; afterwards what they chose counts."""

    def says(who: str, text: str, language: str | None) -> str:
        act = Incoming(f"{who}{text}", played.address(who), played.room(who), Say(text), language=language)
        return " ".join(texts(asyncio.run(played.service.receive(act))))

    with stage(database_url, tmp_path) as played:
        assert "Seoul" in says("Ann", "/start", "en")
        assert "Just write" in says("Ann", "/help", None)
        assert "한국어" in says("Ann", "/lang 한국어", "en")
        assert "Just write" not in says("Ann", "/help", "en")
        assert "call 112" in says("Bob", "/112", "en")
        assert "서울" in says("회원", "/start", None)
        looked = Incoming("1", played.address("Cid"), played.room("Cid"), Say(""), language="en")
        assert "Seoul" in " ".join(texts(asyncio.run(played.service.current(looked))))
