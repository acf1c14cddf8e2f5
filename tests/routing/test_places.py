import unicodedata

import pytest

from routing.directory.loading import load_directory
from routing.directory.places import find_place

DIRECTORY = load_directory()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("면목동 사가정역 앞", ("중랑구", "면목동")),
        ("중랑구 면목동 ○○공원", ("중랑구", "면목동")),
        ("중랑구면목동이요", ("중랑구", "면목동")),
        ("서울시중랑구 면목동", ("중랑구", "면목동")),
        ("서울 중구 명동", ("중구", "명동")),
        ("서울특별시중구명동1가", ("중구", "명동1가")),
        ("(면목동)", ("중랑구", "면목동")),
        ("신림동이에요 살려주세요", ("관악구", "신림동")),
        ("노원구청 앞", ("노원구", None)),
        ("강남구청담동", ("강남구", "청담동")),
        ("종로1ㆍ2ㆍ3ㆍ4가동 주민센터", ("종로구", "종로1·2·3·4가동")),
        ("종로3가 골목", ("종로구", "종로3가")),
        # The same name in several gu: only with its gu.
        ("신사동 가로수길", (None, "신사동")),
        ("은평구 신사동", ("은평구", "신사동")),
        ("신정동", (None, "신정동")),
        ("신사동이랑 압구정동 사이", ("강남구", None)),
        # Two places, or a contradiction: nobody guesses.
        ("면목동에서 상봉동 가는 길", ("중랑구", None)),
        ("면목동에서 신림동까지", (None, None)),
        ("중랑구에서 동대문구 넘어가는 다리", (None, None)),
        ("강남구 면목동", (None, None)),
        ("", (None, None)),
        ("우리 집 앞", (None, None)),
    ],
)
def test_full_names(text: str, expected: tuple[str | None, str | None]) -> None:
    assert find_place(text, DIRECTORY) == expected
    assert find_place(unicodedata.normalize("NFD", text), DIRECTORY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "폭행당동네에서 말이 많아요",       # 행당동 inside a word
        "어제 상대방이동네에서 소리를 질렀어요",
        "실종경보문동네",
        "투자방 운영자 신원동의 없이",       # 신원동 begins a word, but is in two gu
        "합동순찰을 늘려 주세요",
        "초동 대응이 늦었어요",
        "30초동안 신호가 안 바뀌어요",
        "3번동안",
        "방학동안 아이들이 몰려요",
        "수유동안 쉴 곳이 없어요",
        "능동적으로 대응해 주세요",
        "중동 사태 집회",
        "아파트 본동 뒤",
        "대학동아리 모임",
        "중구난방으로 세워 둔 차",
        "강남 쪽", "중랑 어디쯤", "송파에서",    # stems are for a finer reader
        "수서경찰서라고 전화가 왔어요",
        "홍길동이라는 사람",
        "공중구조물",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_place(text: str) -> None:
    assert find_place(text, DIRECTORY)[0] is None


def test_an_ordinary_word_is_a_dong_beside_its_gu() -> None:
    assert find_place("서대문구 합동 골목", DIRECTORY) == ("서대문구", "합동")
    assert find_place("강남구 합동순찰", DIRECTORY) == ("강남구", None)


@pytest.mark.parametrize("gu", DIRECTORY.gus)
def test_every_name_of_the_data_is_found_with_its_gu(gu: str) -> None:
    for dong in (name for at, name in DIRECTORY.dongs if at == gu):
        assert find_place(f"{gu} {dong}에서요", DIRECTORY) == (gu, dong)
        assert find_place(f"{gu}{dong}", DIRECTORY) == (gu, dong)
