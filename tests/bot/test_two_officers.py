"""Two officers press at the same moment: one reply goes out, the other officer is told who was first."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import pytest

from intake.messages import Address, Begin, Incoming, Place, Press, Value
from routing.records import Query
from tests.journeys.stage import BOT, Stage, stage


@dataclass
class Together:
    """Presses at the same moment, each through the switchboard from a thread of its own."""

    played: Stage

    def press(self, *pressed: tuple[str, str]) -> list[str]:
        barrier = Barrier(len(pressed))

        def one(number: int, seat: str, label: str) -> str:
            act = Press(self.played.token(seat, label))
            incoming = Incoming(f"race{number}", Address(BOT, BOT, seat), self.played.room(seat), act)
            barrier.wait()
            heard = self.played.service.switchboard.hear(incoming)
            drawn = self.played.service.drawn(heard.prompts, "ko", incoming.who, incoming.where)
            self.played.cards.setdefault(seat, []).extend(drawn)
            return "\n".join(card.text() for card in drawn)

        with ThreadPoolExecutor(len(pressed)) as pool:
            running = [pool.submit(one, n, seat, label) for n, (seat, label) in enumerate(pressed)]
            return [each.result() for each in running]


SLOTS = ("신호가 짧다고 하셨죠.", "나가 보니 18초였어요.", "5초 늘려요.", None, "없음")


@pytest.mark.parametrize("order", [("담당자", "동료"), ("동료", "담당자")])
def test_one_reply_goes_out(database_url: str, tmp_path: Path, order: tuple[str, str]) -> None:
    with stage(database_url, tmp_path) as played:
        for seat in order:
            played.grant(seat)
        place = Place("면목동 면목초 정문")
        given: dict[str, Value] = {
            "consent": "agree",
            "area": "traffic",
            "text": "신호가 짧아요",
            "place": place,
        }
        played.act("회원", Begin("concern", given=given))
        played.press("회원", "보내기")
        for seat in order:
            played.typed(seat, "/reply 1")
            for words in SLOTS:
                played.typed(seat, words) if words else played.press(seat, "건너뛰기")
        said = Together(played).press(*((seat, "보내기") for seat in order))
        arrived = [card.text() for seat, card in played.carry() if seat == "회원"]
        with played.memory.database.read() as reader:
            concern = reader.find(Query())[0].id
            acts = [entry.act for entry in reader.thread(concern)]

    assert acts.count("reply") == 1
    assert sum("의 답변이에요" in text for text in arrived) == 1
    assert sum("보냈어요(" in text for text in said) == 1
    (late,) = [text for text in said if "보냈어요(" not in text]
    assert "다른 일이 먼저 있었어요" in late
    assert "답변 · 담당자" in late
