"""What is read in texts: the labelled sets are read as well as promised, and so is each trap by itself."""

import json
import unicodedata
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import reading
from routing.directory.loading import load_directory
from routing.reading.patterns import RuleError, compile_pattern
from routing.reading.reader import load_reader

HERE = Path(__file__).parent
DIRECTORY = load_directory()
READER = load_reader(DIRECTORY)
SEOUL = ZoneInfo("Asia/Seoul")
#: A Tuesday.
NOW = datetime(2026, 1, 20, 10, 0, tzinfo=SEOUL)

#: Sets that the rules were mended with, and the one they were not (README.md says what each is).
SETS = [
    "messages_dev.jsonl",
    "fresh.jsonl",
    "reports.jsonl",
    "reports_check.jsonl",
    "tuning.jsonl",
    "second.jsonl",
    "third.jsonl",
    "fourth.jsonl",
    "fifth.jsonl",
    "sixth.jsonl",
    "sealed.jsonl",
]


def tier(text: str) -> str | None:
    return READER.read(text, NOW).urgency.tier


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("전남친이 집앞에 계속 와요 지금도 있는것같아요", "now"),
        ("아이가 차 안에 갇힘 차 문이 잠겼어요 안에서 울어요", "now"),
        ("말을 못해요 짜장면 시키는 척 할게요 어디로 가고 싶은데", "now"),
        ("어머니가 맞고계세요", "now"),
        ("칼을 던지겠다고 소리쳐요", "now"),
        ("음주같아요 앞에 가고있어요", "now"),
        ("무서워서 전화를 못하겠어요", "now"),
        ("지금맞고있어요ㅠㅠ조용히해야해서문자로해요", "now"),
        ("방금 검찰이라는 사람한테 천만원을 송금했어요", "phishing"),
        ("3층에서 불이 났어요 연기가 올라와요", "fire"),
        ("할머니가 쓰러지셨는데 숨을 안쉬세요", "fire"),
        ("옥상 난간에 사람이 서 있어요 뛰어내릴 것 같아요", "suicide"),
        ("someone is following me, please help", "now"),
    ],
)
def test_danger_now(text: str, kind: str) -> None:
    found = READER.read(text, NOW).urgency
    assert (found.tier, found.kind) == ("hard", kind), found
    assert READER.read(unicodedata.normalize("NFD", text), NOW).urgency == found
    assert READER.alarm(text).danger == kind


@pytest.mark.parametrize(
    "text",
    [
        "칼 든 사람인줄 알고 심장이 쿵했는데 우산이었어요ㅋㅋㅋ",
        "만약에 집에 도둑이 들면 숨어야 하나요 나가야 하나요?",
        "어젯밤 편의점 강도 들었다던데 범인 잡혔나요?",
        "배고파 죽겠다 맛집 추천 좀",
        "죽고싶다는 말이 절로 나와요 ㅋㅋ",
        "골목 상권을 살려주세요",
        "살려주세요 시위 소음 때문에 잠을 못 자요",
        "취객들이 매일 싸워서 순찰을 늘려주세요",
        "지난주에 남편한테 맞았는데 상담받고 싶어요",
        "불나면 어떡해요 소방차가 못 들어올 것 같아요",
        "확성기 소리가 너무 커요",
    ],
)
def test_no_danger_now(text: str) -> None:
    assert tier(text) != "hard", READER.read(text, NOW).urgency


@pytest.mark.parametrize(
    "text",
    [
        "폭행당했다고 합니다",
        "투자방 운영자 신원을 알아냈어요",
        "통신사에 물어보래요",
        "시위대랑 대치 중이에요",
        "미아방지 팔찌",
        "실종경보문자 오면",
        "상대방이 욕했어요",
        "합동순찰 해 주세요",
        "중학생들이 모여요",
        "우이천 산책로",
        "안양천 자전거길",
        "수서경찰서라고 전화가 왔어요",
        "동대문 쇼핑몰 에스컬레이터",
        "방화범",
        "방학 때",
        "오류가 나요",
        "수색 중이에요",
        "동선이 길어요",
        "광장에서 시끄러워요",
        "구의원이 왔어요",
        "중계방송",
        "하계 휴가",
        "일원으로서",
        "수유 중인 엄마",
        "신사동",
        "신정동",
        "신촌에서",
        "서울역 앞",
        "대통령실 앞",
        "한강공원 화장실",
        "행당했다",
        "가산점 제도",
    ],
)
def test_what_only_looks_like_a_place(text: str) -> None:
    assert READER.read(text, NOW).spot.gu is None


@pytest.mark.parametrize(
    ("text", "gu", "dong", "written"),
    [
        ("어제 면목동 ○○공원 화장실 뒤에 애들이", "중랑구", "면목동", "면목동 ○○공원 화장실 뒤"),
        ("합정역 7번출구쪽 횡단보도에 택시들이", "마포구", None, "합정역 7번출구쪽 횡단보도"),
        ("신길역 방금 지났어요", "영등포구", None, "신길역"),
        ("송파서 민원실에 갔더니", "송파구", None, ""),
        ("대치역 앞이요", "강남구", None, "대치역 앞"),
        ("△△초 정문에서 차들이", None, None, "△△초 정문"),
        ("이태원 언덕 골목에", "용산구", None, "언덕 골목"),
        ("강남구 신사동 가로수길", "강남구", "신사동", "강남구 신사동 가로수길"),
    ],
)
def test_places(text: str, gu: str | None, dong: str | None, written: str) -> None:
    spot = READER.read(text, NOW).spot
    assert (spot.gu, spot.dong) == (gu, dong)
    assert written in spot.text


@pytest.mark.parametrize(
    ("text", "written", "at"),
    [
        ("어제 밤 11시쯤 무서웠어요", "어제 밤 11시쯤", datetime(2026, 1, 19, 23, tzinfo=SEOUL)),
        ("그저께 오후 3시 반에", "그저께 오후 3시 반", datetime(2026, 1, 18, 15, 30, tzinfo=SEOUL)),
        ("어제 밤 12시", "어제 밤 12시", datetime(2026, 1, 20, 0, tzinfo=SEOUL)),
        ("지난주 토요일 새벽 2시쯤", "지난주 토요일 새벽 2시쯤", datetime(2026, 1, 17, 2, tzinfo=SEOUL)),
        ("이틀전에 봤어요", "이틀전", date(2026, 1, 18)),
        ("매주 토요일 밤 11시쯤 시끄러워요", "매주 토요일 밤 11시쯤", None),
        ("등교 시간에 위험해요", "등교 시간", None),
    ],
)
def test_times(text: str, written: str, at: datetime | date | None) -> None:
    found = READER.read(text, NOW).when
    assert found is not None
    assert (found.text, found.at) == (written, at)


def test_a_day_is_the_one_in_seoul() -> None:
    late = datetime.fromisoformat("2026-01-19T16:00:00+00:00")  # 01:00 on the 20th in Seoul
    found = READER.read("어제 무서웠어요", late).when
    assert found is not None
    assert found.at == date(2026, 1, 19)


@pytest.mark.parametrize("text", ["한시간째 기다려요", "역시 위험해요", "신호가 짧아요"])
def test_no_time(text: str) -> None:
    assert READER.read(text, NOW).when is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("순찰차 자주 보이니까 마음이 놓여요 감사합니다", "praise"),
        ("지문등록은 지구대에서도 되나요?", "inquiry"),
        ("속도제한을 탄력 운영할 것을 제안합니다", "proposal"),
        ("골목이 어두워서 무서워요", "opinion"),
        ("순찰 좀 돌아주시면 감사하겠습니다 부탁드려요", "opinion"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert READER.read(text, NOW).kind == kind


@pytest.mark.parametrize("name", SETS)
def test_sets_are_read_as_well_as_promised(name: str) -> None:
    pairs = [(row, READER.read(row["text"], NOW)) for row in reading.load_rows(HERE / name)]
    urgent = [found.urgency.tier for row, found in pairs if row["urgent"]]
    harmless = [found.urgency.tier for row, found in pairs if not row["urgent"]]
    sure = [row["area"] == found.area.area for row, found in pairs if found.area.confidence == "high"]

    assert urgent.count("hard") >= 0.92 * len(urgent)
    assert urgent.count("hard") >= 0.85 * (urgent.count("hard") + harmless.count("hard"))
    assert urgent.count(None) <= 0.03 * len(urgent)
    assert sum(sure) >= 0.85 * len(sure)
    assert sum(row["area"] == found.area.area for row, found in pairs) >= 0.8 * len(pairs)


#: Sets told windingly: what of danger must be found, of what is taken for it must be danger, may pass unseen.
TOLD = {"winding.jsonl": (0.87, 0.85, 0.07), "blind.jsonl": (0.92, 0.75, 0.0)}


@pytest.mark.parametrize(("told", "floors"), TOLD.items(), ids=TOLD)
def test_danger_told_windingly_is_found(told: str, floors: tuple[float, float, float]) -> None:
    found_at_least, right_at_least, unseen = floors
    pairs = [(row, READER.read(row["text"], NOW)) for row in reading.load_rows(HERE / told)]
    urgent = [found.urgency.tier for row, found in pairs if row["urgent"]]
    others = [found.urgency.tier for row, found in pairs if not row["urgent"]]
    sure = [row["area"] == found.area.area for row, found in pairs if found.area.confidence == "high"]

    assert urgent.count("hard") >= found_at_least * len(urgent)
    assert urgent.count("hard") >= right_at_least * (urgent.count("hard") + others.count("hard"))
    assert urgent.count(None) <= unseen * len(urgent)
    assert others.count("soft") <= 0.12 * len(others)
    assert sum(sure) >= 0.85 * len(sure)
    assert sum(row["area"] == found.area.area for row, found in pairs) >= 0.8 * len(pairs)


@pytest.mark.parametrize(
    "text",
    [
        "남편한테 자주 맞아요",
        "아빠가 술 드시면 때려요 누구한테 말하면 되나요",
        "맞고 산 지 십년인데 또 맞을까봐 겁나요",
    ],
)
def test_who_is_beaten_again_and_again_gets_a_line(text: str) -> None:
    assert tier(text) is not None


def test_fear_that_stayed_is_no_danger_now() -> None:
    assert tier("아직도 무서워요") == "soft"
    assert tier("아직도 문 앞에 서 있어요 무서워요") == "hard"


def test_harmless_messages_seldom_get_a_line() -> None:
    rows = [row for name in SETS for row in reading.load_rows(HERE / name) if not row["urgent"]]
    tiers = [tier(row["text"]) for row in rows]

    assert tiers.count("soft") <= 0.12 * len(tiers)


def test_districts_are_exact() -> None:
    rows = [row for name in SETS for row in reading.load_rows(HERE / name)]
    read = [(row.get("district"), READER.read(row["text"], NOW).spot.gu) for row in rows]

    assert sum(gu == found for gu, found in read if gu) >= 0.95 * sum(gu is not None for gu, _ in read)
    assert sum(found is not None for gu, found in read if not gu) <= 0.01 * len(read)


@pytest.mark.parametrize("name", SETS)
def test_decomposed_letters_read_the_same(name: str) -> None:
    for row in reading.load_rows(HERE / name):
        apart = unicodedata.normalize("NFD", row["text"])
        assert READER.read(apart, NOW) == READER.read(row["text"], NOW)


def test_the_command_writes_one_object_a_line() -> None:
    lines = ["어제 면목동 골목이 어두웠어요\n".encode(), b"\xff\n", b"\n"]
    found = [json.loads(line) for line in reading.read_lines(READER, lines, NOW)]

    assert len(found) == 3
    assert set(found[0]) >= {"area", "confidence", "urgent", "kind", "place", "when", "reasons"}
    assert found[0]["place"]["gu"] == "중랑구"
    assert found[2]["place"] is None


def test_an_evaluation_says_everything() -> None:
    text = "\n".join(reading.evaluate(READER, reading.load_rows(HERE / "fresh.jsonl"), NOW))
    for word in ("macro-F1", "confidence high", "precision", "soft among the harmless", "district"):
        assert word in text


def test_every_reading_says_why() -> None:
    found = READER.read("어제 홍대 골목에 칼 든 남자가 있었는데 순찰 강화해 주시길 제안합니다", NOW)
    told = {reason.partition(":")[0] for reason in found.reasons}

    assert {"danger.weapon", "danger.past", "crime_prevention.patrol", "kind.proposal"} <= told
    assert {"place.landmark", "when.written", f"confidence.{found.area.confidence}"} <= told


@pytest.mark.parametrize(
    ("text", "ridden"),
    [
        ("It was loud at 10 pm near the park", False),
        ("yesterday 11pm in front of the store", False),
        ("인도에서 pm 타는 학생들", True),
        ("PM이 너무 빨라요", True),
    ],
)
def test_a_time_is_no_scooter(text: str, ridden: bool) -> None:
    reasons = READER.read(text, NOW).area.reasons
    assert any(reason.startswith("traffic.vehicle") for reason in reasons) == ridden, reasons


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Cars are double parked at the crosswalk every morning", "traffic"),
        ("My ex-boyfriend keeps calling and waiting near my office", "children_women"),
        ("Could you patrol the alley behind the market at night", "crime_prevention"),
        ("I lost money to a phishing call last week", "investigation_security"),
        ("The protest downtown used loudspeakers until midnight", "assembly"),
        ("The garbage near our gate is never collected", "other"),
        ("The music festival was nice", "other"),
    ],
)
def test_english_is_read_too(text: str, area: str) -> None:
    found = READER.read(text, NOW)

    assert found.area.area == area, found.area
    assert found.urgency.tier is None


def test_every_expression_is_compiled_when_it_is_first_looked_for() -> None:
    reader = load_reader(DIRECTORY)
    each = [one for rule in reader.areas.rules for one in rule.pattern.expressions]
    before = sum(bool(one._held) for one in each)
    reader.read("아이 학교 앞 횡단보도에 차가 서 있어요", NOW)

    assert before == 0 < sum(bool(one._held) for one in each) < len(each)
    assert all(one.compiled.pattern == one.text for one in each)
    with pytest.raises(RuleError, match="correct this pattern"):
        compile_pattern("(?:one|two", {}, "here")
