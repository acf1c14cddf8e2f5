"""The desk's forms where several questions stand on one card: a page that shows composers whole, a modal."""

from pathlib import Path

import pytest

from intake.messages import Answer, Begin, Moment, Place, Surface, Value
from routing.records import Query
from tests.journeys.stage import stage

SLOTS: dict[str, Value] = {
    "heard": "짧다고 하셨죠.",
    "checked": "18초였어요.",
    "will": "5초 늘려요.",
    "hard": "없음",
}
#: What is filled in at once, what comes up then, and what the author reads.
FILLED: dict[str, tuple[dict[str, Value], dict[str, Value], str]] = {
    "ask": ({"question": "몇 시인가요?", "options": "8시, 9시"}, {}, "한 가지만 여쭤볼게요. 몇 시인가요?"),
    "interim": ({"progress": "현장을 봐요", "next": Moment("2월 6일")}, {}, "2월 6일에 다시 알려 드릴게요"),
    "extend": ({"reason": "더 봐야 해요", "days": "2"}, {}, "1월 30일(금)까지 걸려요"),
    "refer": (
        {"agency": "other", "contact": "02-120"},
        {"agency_name": "중랑구청"},
        "중랑구청이 하는 일이라 그쪽에 전했어요(연락처: 02-120)",
    ),
    "close": ({"reason": "이미 고쳐졌어요"}, {}, "여기서 마무리할게요. 이미 고쳐졌어요."),
    "reply": (SLOTS, {}, "하기로 한 것: 5초 늘려요."),
    "transfer": (
        {"where": "station", "area": "traffic", "why": "관할이 달라요"},
        {"station": "gangnam"},
        "그래서 서울강남경찰서 교통과로 옮겼어요",
    ),
}


@pytest.mark.parametrize("surface", [Surface.PAGE, Surface.MODAL])
@pytest.mark.parametrize("form", sorted(FILLED))
def test_filled_in_at_once_it_is_reviewed_and_sent(form: str, surface: Surface, tmp_path: Path) -> None:
    first, then, read = FILLED[form]
    with stage(f"sqlite:///{tmp_path}/cheong.db", tmp_path) as played:
        played.grant("담당자")
        given: dict[str, Value] = {"consent": "agree", "area": "traffic", "text": "신호가 짧아요"}
        played.act("회원", Begin("concern", given={**given, "place": Place("면목동 면목초 정문")}))
        played.press("회원", "보내기")
        with played.memory.database.read() as reader:
            concern = reader.find(Query())[0].id
        played.surface = surface
        cards = played.act("담당자", Begin(form, concern))
        whole = surface is Surface.MODAL or played.knowledge.office.forms[form].together
        asked = {each.field for each in cards[-1].inputs}
        review = played.act("담당자", Answer(first))
        if then:
            review = played.act("담당자", Answer({**first, **then}))
        confirm = played.knowledge.office.forms[form].confirm
        sent = played.press("담당자", confirm["ko"] if confirm else "보내기")
        arrived = [card.text() for seat, card in played.carry() if seat == "회원"]

    assert not whole or asked >= set(first) or len(first) == 1
    assert read in review[-1].text()
    assert "SP-260120-0001" in sent[0].text()
    assert any(read in text for text in arrived)
