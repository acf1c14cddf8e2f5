"""One message, one place, send: how a sentence is heard, on every surface, and what it teaches."""

import asyncio
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.card import Card
from bot.ports import Reads
from intake.hearing import Correction
from intake.messages import Answer, Incoming, Look, Moment, Place, Press, Reading, Surface
from routing.model import Concern
from routing.reading.areas import Judgement
from routing.records import Query
from tests.journeys.stage import Stage, stage

WHOLE = "어제 밤 11시쯤 면목동 공원 화장실 뒤에서 취객들이 소리지르고 싸워서 무서웠어요 순찰 늘려 주세요"
BARE = "취객들이 밤마다 소리지르고 싸워서 무서워요 순찰 늘려 주세요"
UNSURE = "여기가 늘 걱정돼요"


def concern(played: Stage) -> Concern:
    """The newest there is."""
    with played.memory.database.read() as reader:
        return reader.find(Query(order="newest", limit=1))[0]


def labels(played: Stage) -> list[tuple[str, str, str | None]]:
    return [(each.text, each.area, each.concern) for each in played.memory.school.labels()]


def begun(played: Stage, seat: str, text: str) -> tuple[Card, ...]:
    """A message and the consent; in a modal the consent stands beside what was read."""
    played.typed(seat, text)
    if played.surface is Surface.MODAL:
        return played.act(seat, Press(played.token(seat, "다음"), {"consent": "agree"}))
    return played.press(seat, "동의하고 시작")


def sent(played: Stage, seat: str) -> None:
    played.press(seat, "보내기")
    played.carry()


@pytest.mark.parametrize("surface", list(Surface), ids=lambda each: each.value)
def test_one_message_and_two_taps_lead_to_the_receipt(
    surface: Surface, database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path, surface) as played:
        begun(played, "회원", WHOLE)
        sent(played, "회원")
        filed = concern(played)

    assert filed.area == "crime_prevention"
    assert filed.gu == "중랑구"
    assert filed.answers["place"] == Place("면목동 공원 화장실 뒤", gu="중랑구", dong="면목동")
    assert filed.answers["when"] == Moment("어제 밤 11시쯤", datetime.fromisoformat("2026-01-19T23:00+09:00"))
    assert "kind" not in filed.answers


def test_one_message_a_shared_place_and_two_taps(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", BARE)
        asked = played.press("회원", "동의하고 시작")
        review = played.act("회원", Answer({"place": Place("", 37.5886, 127.0877)}))
        played.press("회원", "보내기")
        filed = concern(played)

    assert "어디인가요" in asked[0].text()
    assert "이렇게 보낼게요" in review[0].text()
    assert filed.place is not None
    assert filed.place.lat == 37.5886


def test_where_the_area_is_not_sure_it_is_asked_and_all_of_them_stand_there(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        texts = ("골목에 사람들이 많아요", "차들이 많아요", "취객이 있었어요", "건너기 무서워요")
        found = {text: played.knowledge.reader.why(text) for text in texts}
        text, judged = next((t, j) for t, j in found.items() if j.confidence != "high" and j.suspected)
        asked = begun(played, "회원", f"/report {text}")[0]
        offered = [button.label for button in asked.buttons]
        likely = judged.suspected
        typed = played.typed("회원", "1")[0]

    areas = list(played.knowledge.office.directory.areas)
    names = {area: played.knowledge.office.name("area", area)["ko"] for area in areas}
    assert offered[: len(likely[:2])] == [names[area] for area in likely[:2]]
    assert set(names.values()) <= set(offered)
    # A number typed means the option as it stands there.
    assert "어느 쪽에" not in typed.text()


def test_decomposed_and_hidden_letters_are_heard_alike(database_url: str, tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    with stage(database_url, tmp_path) as played:
        for seat, text in (
            ("하나", WHOLE),
            ("둘", unicodedata.normalize("NFD", WHOLE)),
            ("셋", "\u202e\u200b" + WHOLE.replace(" ", " \u200b") + "\u2069"),
        ):
            played.typed(seat, f"/report {text}")
            review = played.press(seat, "동의하고 시작")[0].text()
            played.typed(seat, unicodedata.normalize("NFD", "시간은 밤 10시였어요"))
            heard.append((review, played.cards[seat][-1].text()))

    assert heard[0] == heard[1] == heard[2]
    assert "1월 19일(월) 23:00" in heard[0][0]
    assert "1월 19일(월) 22:00" in heard[0][1]


def test_forty_thousand_letters_are_taken_or_refused_and_lose_nothing(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("회원", f"/report {WHOLE}")
        played.press("회원", "동의하고 시작")
        answer = played.typed("회원", "아니 위치는 거기가 아니라 " * 3000)

    assert "면목동 공원 화장실 뒤" in answer[-1].text()


class Counting:
    """Reads nothing, and counts how often it is asked to."""

    def __init__(self) -> None:
        self.readings = 0

    def reading(self, text: str, now: datetime, wanted: frozenset[str]) -> Reading:
        self.readings += 1
        return Reading()

    def correction(self, text: str) -> Correction | None:
        return None

    def moment(self, text: str, now: datetime, on: date | None) -> Moment | None:
        return None

    def why(self, text: str) -> Judgement:
        return Judgement("other", "low", (), {}, ())


def reading_with(played: Stage, reads: Reads) -> None:
    board = played.service.switchboard
    setting = replace(board.setting, reads=reads)
    played.service = replace(played.service, switchboard=replace(board, setting=setting))


def test_what_answers_a_choice_or_names_a_place_is_not_read_as_a_story(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        counting = Counting()
        reading_with(played, counting)
        played.typed("회원", "안녕하세요")
        played.press("회원", "동의하고 시작")
        played.typed("회원", "교통")
        played.typed("회원", "신호가 안 맞아요")
        played.typed("회원", "면목동 초등학교 정문")

        assert counting.readings == 0
        played.typed("회원", "건널 때 아이들이 뛰어요")
        assert counting.readings > 0


def test_a_tap_of_an_area_teaches_where_the_reading_was_not_sure(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        for seat, area in (("하나", "교통"), ("둘", "기타·잘 모르겠어요")):
            played.typed(seat, f"/report {UNSURE}")
            played.press(seat, "동의하고 시작")
            played.press(seat, area)
            played.typed(seat, "면목동 면목초 정문")
            played.press(seat, "보내기")
        played.typed("셋", f"/report {WHOLE}")
        played.press("셋", "동의하고 시작")
        played.press("셋", "보내기")

        assert [(text, area) for text, area, _ in labels(played)] == [(UNSURE, "traffic")]


def test_a_hand_over_to_another_area_teaches_too(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자")
        begun(played, "회원", f"/report {WHOLE}")
        sent(played, "회원")
        played.typed("담당자", "/transfer 1")
        played.press("담당자", "같은 경찰서의 다른 과")
        played.press("담당자", "교통")
        played.typed("담당자", "교통과에서 살펴볼 일이에요")
        played.press("담당자", "옮기고 알리기")

        assert [(text, area) for text, area, _ in labels(played)] == [(WHOLE, "traffic")]


def test_why_an_area_was_chosen_is_shown_to_the_desk_alone_and_logged_nowhere(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자")
        begun(played, "회원", f"/report {WHOLE}")
        sent(played, "회원")
        desk = played.typed("담당자", "/case 1")[0].text()
        played.press("회원", "여기까지")
        own = played.typed("회원", "/case 1")[0].text()

    assert "범죄예방으로 읽었어요(높음): ‘순찰’" in desk
    assert "crime_prevention." not in desk, "a rule's name tells an officer nothing"
    assert "읽었어요" not in own
    assert "취객" not in caplog.text


def test_a_correction_of_what_is_filed_is_for_its_author_alone(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played, "회원", f"/report {WHOLE}")
        sent(played, "회원")
        before = concern(played)
        played.typed("이웃", "아니 위치는 거기가 아니라 옆 놀이터요")
        assert concern(played) == before
        played.press("회원", "여기까지")
        played.typed("회원", "아니 위치는 거기가 아니라 강남구 역삼동 놀이터요")
        assert concern(played) == before, "nothing changes before it is confirmed"
        played.press("회원", "보내기")
        after = concern(played)

    assert after.answers == {
        **before.answers,
        "place": Place("강남구 역삼동 놀이터", gu="강남구", dong="역삼동"),
    }
    assert (after.gu, after.due_at, after.department) == ("강남구", before.due_at, before.department)


@pytest.mark.parametrize(
    ("words", "asked"),
    [("공원 뒤는 그대로예요", False), ("학교 앞 횡단보도 신호가 너무 짧아서 아이들이 위험해요", True)],
)
def test_words_beside_a_follow_up_are_asked_about_where_they_speak_of_something_else(
    database_url: str, tmp_path: Path, words: str, asked: bool
) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자")
        begun(played, "회원", WHOLE)
        sent(played, "회원")
        played.press("회원", "여기까지")
        answered(played)
        played.press("회원", "아쉬워요")
        cards = played.typed("회원", words)
        arrived = [card.text() for seat, card in played.carry() if seat == "담당자"]

    assert any("새 이야기인가요?" in card.text() for card in cards) is asked
    assert any(words in text for text in arrived) is not asked


def answered(played: Stage) -> None:
    played.press("담당자", "맡기")
    played.typed("담당자", "/reply 1")
    for words in ("무섭다고 하셨죠.", "나가 봤어요.", "순찰을 늘려요.", "건너뛰기", "없음"):
        played.typed("담당자", words)
    played.press("담당자", "보내기")
    played.carry()


@pytest.mark.parametrize(
    ("is_answered", "told"),
    [(False, "어느 쪽에서 어느 쪽으로"), (True, "덧붙일까요, 새 이야기인가요?")],
)
def test_what_is_asked_after_filing_ends_with_the_answer(
    database_url: str, tmp_path: Path, is_answered: bool, told: str
) -> None:
    with stage(database_url, tmp_path) as played:
        played.grant("담당자")
        played.typed("회원", "/start")
        for label in ("동의하고 시작", "교통", "건너기 무서워요"):
            played.press("회원", label)
        played.typed("회원", "면목동 면목초 정문")
        sent(played, "회원")
        if is_answered:
            answered(played)
        back = Incoming("back", played.address("회원"), played.room("회원"), Look("welcome"))
        open_now = asyncio.run(played.service.current(back))
        (heard,) = played.typed("회원", "감사해요, 잘 부탁드려요")
        (late,) = played.press("회원", "여기까지")

    assert any("한두 줄로" in card.text() for card in open_now) is not is_answered
    assert told in heard.text()
    assert ("지나간 버튼" in late.text()) is is_answered


@pytest.mark.parametrize(("words", "asked"), [(WHOLE, False), (BARE.replace("밤마다 ", ""), True)])
def test_a_time_that_was_told_is_not_asked_for_again(
    database_url: str, tmp_path: Path, words: str, asked: bool
) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played, "회원", words)
        if asked:
            played.typed("회원", "면목동 공원 화장실 뒤")
        sent(played, "회원")
        cards = played.press("회원", "아이들이 모여요")

    assert any("몇 시쯤인가요?" in card.text() for card in cards) is asked


def test_which_concern_was_meant_is_asked_again_of_whoever_comes_back(
    database_url: str, tmp_path: Path
) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played, "회원", WHOLE)
        sent(played, "회원")
        played.press("회원", "여기까지")
        asked = played.typed("회원", "학교 앞 횡단보도 신호가 너무 짧아요")
        back = Incoming("back", played.address("회원"), played.room("회원"), Answer({}), Surface.CHAT)
        again = asyncio.run(played.service.current(back))

    assert "새 이야기인가요?" in asked[-1].text()
    assert [card.text() for card in again] == [asked[-1].text()]


OTHER_AREA = "학교 앞 횡단보도 신호가 너무 짧아서 아이들이 위험해요 역삼동 역삼초 정문이에요"
OTHER_PLACE = "강남구 역삼동 공원에서도 밤마다 취객들이 싸우고 소리를 질러요"
SAME_STORY = "밤에 공원에 모이는 취객들을 누가 좀 돌려보내 주시면 좋겠어요"


@pytest.mark.parametrize(
    ("words", "other"), [(SAME_STORY, False), ("네 맞아요", False), (OTHER_AREA, True), (OTHER_PLACE, True)]
)
def test_a_new_story_typed_where_words_are_asked_for_is_asked_about(
    database_url: str, tmp_path: Path, words: str, other: bool
) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played, "회원", WHOLE)
        sent(played, "회원")
        asked = wished(played)
        cards = played.typed("회원", words)
        answer = concern(played).answers.get("wish_text")

    assert "더 바라는 점이 있으면" in asked[-1].text()
    assert any("새 이야기인가요?" in card.text() for card in cards) is other
    assert answer == (None if other else words)


def test_danger_typed_where_words_are_asked_for_is_kept_nowhere(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        begun(played, "회원", WHOLE)
        sent(played, "회원")
        wished(played)
        cards = played.typed("회원", "지금 어떤 남자가 칼을 들고 저를 따라와요")
        answers = concern(played).answers

    assert "112" in cards[0].text()
    assert "wish_text" not in answers


def wished(played: Stage) -> tuple[Card, ...]:
    """As far as the question for further wishes."""
    cards: tuple[Card, ...] = ()
    for _ in range(3):
        cards = played.press("회원", "건너뛰기")
    return cards
