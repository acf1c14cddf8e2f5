"""Who may do what at the desk: other departments, the author on both sides, what stays inside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.messages import Begin, Confirm, Look, Place, Value
from routing.handlers import HANDLERS
from routing.records import Query
from routing.views.table import VIEWS
from tests.journeys.stage import Stage, stage

DESK = sorted(form for form, handler in HANDLERS.items() if handler.relation == "desk")
ABOUT_ONE = [form for form in DESK if form not in ("register", "unregister")]
COORDINATING = sorted(form for form, handler in HANDLERS.items() if handler.relation == "coordinator")
#: Filled in as far as can be.
WHOLE: dict[str, dict[str, Value]] = {
    "assign": {"to": "audit", "why": "그쪽이 맞아요"},
    "merge": {"into": "2", "title": "학교 앞 보행 신호"},
    "entrust": {"mark": "F-52"},
    "split": {},
}
NO_SUCH_NUMBER = "그런 번호를 찾지 못했어요. 번호를 다시 확인해 주세요."


@pytest.fixture
def played(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    with stage(database_url, tmp_path) as stands:
        for seat, scope in (("중랑", "jungnang.traffic"), ("강남", "gangnam.traffic")):
            code = stands.memory.keeper.invite("officer", scope, stands.now)
            stands.typed(seat, f"/start {code}")
        yield stands


def filed(played: Stage, seat: str = "회원") -> str:
    place = Place("면목동 면목초 정문")
    given: dict[str, Value] = {
        "consent": "agree",
        "area": "traffic",
        "text": "횡단보도 신호가 너무 짧아요",
        "place": place,
    }
    played.act(seat, Begin("concern", given=given))
    played.press(seat, "보내기")
    with played.memory.database.read() as reader:
        return reader.find(Query(order="newest"))[0].id


@pytest.mark.parametrize("seat", ["강남", "낯선이"])
def test_to_other_departments_a_concern_does_not_exist(played: Stage, seat: str) -> None:
    """Every form and view, by its button and by its number: the answer is that to a wrong number."""
    concern = filed(played)
    absent = played.typed("강남", "/take 999")[0].text()
    pressed = {form: played.act(seat, Begin(form, concern))[0].text() for form in ABOUT_ONE}
    typed = {form: played.act(seat, Begin(form, hint="1"))[0].text() for form in ABOUT_ONE}
    looked = {
        (view, hint): card.text()
        for view in sorted(VIEWS)
        for hint in ("1", "교통 중랑", None)
        for card in played.act(seat, Look(view, concern if hint is None else None, hint=hint))
    }

    assert absent == NO_SUCH_NUMBER
    assert set(pressed.values()) == {NO_SUCH_NUMBER}
    assert set(typed.values()) == {NO_SUCH_NUMBER}
    assert not [where for where, text in looked.items() if "SP-260120-0001" in text or "신호가" in text]
    assert looked["case", None] == looked["case", "1"] == NO_SUCH_NUMBER


def test_the_check_sees_a_concern_that_is_shown(played: Stage) -> None:
    """The negative control: to its own department the same acts do show it."""
    concern = filed(played)
    shown = {form: played.act("중랑", Begin(form, concern))[0].text() for form in ("take", "note", "reply")}

    assert NO_SUCH_NUMBER not in shown.values()


def coordinating(played: Stage) -> None:
    """A coordinator of Gangnam's traffic division and one of all departments."""
    for seat, scope in (("강남총괄", "gangnam.traffic"), ("총괄", "*")):
        code = played.memory.keeper.invite("coordinator", scope, played.now)
        played.typed(seat, f"/start {code}")


@pytest.mark.parametrize("seat", ["중랑", "강남", "강남총괄", "낯선이"])
def test_what_coordinators_do_is_refused_to_all_others(played: Stage, seat: str) -> None:
    """To officers of the department itself and coordinators of another one, there is no such number."""
    coordinating(played)
    concern = filed(played)
    pressed = {form: played.act(seat, Begin(form, concern))[0].text() for form in COORDINATING}
    typed = {form: played.act(seat, Begin(form, hint="1"))[0].text() for form in COORDINATING}
    sent = {form: played.act(seat, Begin(form, concern, WHOLE[form]))[0].text() for form in COORDINATING}

    assert set(COORDINATING) == {"assign", "entrust", "merge", "split"}
    assert {*pressed.values(), *typed.values(), *sent.values()} == {NO_SUCH_NUMBER}
    with played.memory.database.read() as reader:
        assert [str(each.status) for each in reader.find(Query())] == ["assigned"]


def test_the_coordinator_of_all_departments_may(played: Stage) -> None:
    """The negative control."""
    coordinating(played)
    concern = filed(played)
    shown = {form: played.act("총괄", Begin(form, concern))[0].text() for form in COORDINATING}

    assert NO_SUCH_NUMBER not in shown.values()


def test_nothing_is_merged_into_what_one_does_not_coordinate(played: Stage) -> None:
    coordinating(played)
    filed(played)
    code = played.memory.keeper.invite("coordinator", "jungnang.traffic", played.now)
    played.typed("중랑총괄", f"/start {code}")
    played.act(
        "이웃", Begin("concern", given={"consent": "agree", "area": "traffic", "text": "신호가 짧아요"})
    )
    played.typed("이웃", "역삼동 역삼초 정문")
    played.press("이웃", "보내기")

    def merged() -> tuple[str, list[str]]:
        played.act("중랑총괄", Begin("merge", hint="1"))
        played.typed("중랑총괄", "2")
        played.typed("중랑총괄", "학교 앞 보행 신호")
        said = played.act("중랑총괄", Confirm())[0].text()
        with played.memory.database.read() as reader:
            return said, sorted(str(each.status) for each in reader.find(Query()))

    said, stand = merged()
    assert "정확히 적어 주세요" in said
    assert stand == ["assigned", "assigned"]


def test_an_officer_who_writes_as_a_citizen_is_kept_from_the_desk_of_that_concern(played: Stage) -> None:
    concern = filed(played, "중랑")
    told = [seat for seat, card in played.carry() if "새 이야기" in card.text()]
    refused = {form: played.act("중랑", Begin(form, concern))[0].text() for form in ABOUT_ONE}
    inbox = played.typed("중랑", "/inbox")[0].text()
    own = played.typed("중랑", "/case 1")[0]

    assert told == []
    assert set(refused.values()) == {NO_SUCH_NUMBER}
    assert "SP-260120-0001" not in inbox
    assert "담당자에게 답장" in [button.label for button in own.buttons]
    assert "맡기" not in [button.label for button in own.buttons]


def test_what_colleagues_note_stays_inside(played: Stage) -> None:
    filed(played)
    played.typed("중랑", "/note 1 시청과 통화함")
    played.press("중랑", "적어 두기")
    arrived = [card.text() for seat, card in played.carry() if seat == "회원"]
    seen = played.typed("회원", "/case 1")[0].text()

    assert "시청과 통화함" in played.typed("중랑", "/case 1")[0].text()
    assert not [text for text in (*arrived, seen) if "시청" in text or "메모" in text]


def test_an_answer_meant_for_a_question_that_is_past_does_nothing(played: Stage) -> None:
    concern = filed(played)
    answers = [played.act("회원", Begin("answer", concern, {"pick": pick}))[0].text() for pick in ("1", "5")]
    consent = played.act("회원", Begin("consent", concern, {"agree": "wait"}))[0].text()

    assert all("지금은 여쭤본 것이 없어요" in text for text in answers)
    assert "그대로예요" in consent
