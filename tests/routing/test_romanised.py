"""Places in Latin letters are read like their Korean names; English sentences name none by accident."""

import json
import re
import shutil
from pathlib import Path

import pytest

from intake.messages import Place
from routing.directory import romanised
from routing.directory.assign import department_for
from routing.directory.loading import DirectoryError, load_directory
from routing.directory.places import Located, find_place, locate
from routing.gaps import DATA
from routing.reading.places import load_places
from scripts.romanise import letter_by_letter, page, stems
from scripts.romanise import romanised as spelled

DIRECTORY = load_directory()
PLACES = load_places(DIRECTORY)


def test_the_file_follows_from_the_korean_names() -> None:
    assert (DATA / romanised.DRAWN).read_text("utf-8") == page(stems(DIRECTORY)), (
        "run: python -m scripts.romanise"
    )


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("종로", "Jongno"), ("중랑", "Jungnang"), ("신림", "Sillim"), ("왕십리", "Wangsimni"),
        ("답십리", "Dapsimni"), ("명륜", "Myeongnyun"), ("청량리", "Cheongnyangni"), ("정릉", "Jeongneung"),
        ("공릉", "Gongneung"), ("선릉", "Seolleung"), ("문래", "Mullae"), ("만리", "Malli"),
        ("염리", "Yeomni"), ("봉래", "Bongnae"), ("쌍림", "Ssangnim"), ("신문로", "Sinmunno"),
        ("남대문로", "Namdaemunno"), ("충무로", "Chungmuro"), ("을지로", "Euljiro"), ("한강로", "Hangangno"),
        ("의주로", "Uijuro"), ("일원", "Irwon"), ("갈월", "Garwol"), ("북아현", "Bugahyeon"),
        ("옥인", "Ogin"), ("낙원", "Nagwon"), ("낙성대", "Nakseongdae"), ("압구정", "Apgujeong"),
        ("역삼", "Yeoksam"), ("면목", "Myeonmok"), ("월계", "Wolgye"), ("불광", "Bulgwang"),
        ("묵", "Muk"), ("혜화", "Hyehwa"), ("여의도", "Yeouido"), ("회현", "Hoehyeon"),
        ("필운", "Pirun"), ("흑석", "Heukseok"), ("풍납", "Pungnap"), ("전농", "Jeonnong"),
        ("신내", "Sinnae"), ("독립문", "Dongnimmun"), ("대학로", "Daehangno"), ("오륜", "Oryun"),
        ("숭인", "Sungin"), ("구의", "Guui"), ("잠원", "Jamwon"), ("율현", "Yulhyeon"),
    ],
)  # fmt: skip
def test_names_are_spelled_as_on_signs(name: str, signs: str) -> None:
    assert spelled(name) == signs


def test_letter_by_letter_no_sound_changes() -> None:
    assert letter_by_letter("왕십리") == "Wangsipri"
    assert letter_by_letter("종로") == "Jongro"


@pytest.mark.parametrize("gu", DIRECTORY.gus)
def test_a_gu_is_read_by_its_official_name(gu: str) -> None:
    official = DIRECTORY.gus[gu].names["en"]
    assert spelled(gu.removesuffix("구")) + "-gu" == official
    for written in (
        official,
        official.upper(),
        official.lower(),
        official.replace("-", " "),
        official.replace("-", ""),
    ):
        assert locate(f"a broken lamp in {written}.", DIRECTORY) == Located(gu)
    assert locate(f"in {official.removesuffix('-gu')} District", DIRECTORY) == Located(gu)


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("면목동", "Myeonmok-dong"),
        ("면목3·8동", "Myeonmok 3·8-dong"),
        ("면목본동", "Myeonmokbon-dong"),
        ("금호동1가", "Geumho-dong 1-ga"),
        ("성수1가1동", "Seongsu 1-ga 1-dong"),
        ("종로1·2·3·4가동", "Jongno 1·2·3·4-ga-dong"),
        ("을지로동", "Euljiro-dong"),
        ("세종로", "Sejongno"),
        ("개포동", "Gaepo-dong"),
        ("중동", "Jung-dong"),
    ],
)
def test_an_english_reader_sees_a_dong_as_on_signs(name: str, signs: str) -> None:
    assert DIRECTORY.name("dong", name) == {"ko": name, "en": signs}
    assert (
        locate(f"{signs}, {DIRECTORY.gus[DIRECTORY.gus_of_dong[name][0]].names['en']}", DIRECTORY).dong
        == name
    )


def test_every_name_is_spelled_in_latin_letters() -> None:
    assert not [
        name for name in DIRECTORY.gus_of_dong if re.search("[가-힣]", DIRECTORY.name("dong", name)["en"])
    ]
    assert all(DIRECTORY.romanised.spelled(gu.code) == gu.names["en"] for gu in DIRECTORY.gus.values())


def test_a_dong_that_is_no_more_still_has_a_name() -> None:
    assert DIRECTORY.name("dong", "면목9동") == {"ko": "면목9동", "en": "Myeonmok 9-dong"}
    assert DIRECTORY.name("dong", "없는동") == {"ko": "없는동", "en": "없는동"}


@pytest.mark.parametrize("gu", DIRECTORY.gus)
def test_every_dong_is_read_beside_its_gu(gu: str) -> None:
    at = DIRECTORY.gus[gu].names["en"]
    for dong in (name for where, name in DIRECTORY.dongs if where == gu):
        signs = DIRECTORY.name("dong", dong)["en"]
        assert find_place(f"at {signs}, {at}", DIRECTORY) == (gu, dong), dong
        assert find_place(f"at {signs.replace('-', ' ').lower()} in {at}", DIRECTORY) == (gu, dong), dong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the crossing at Myeonmok-dong, Jungnang-gu", Located("중랑구", "면목동")),
        ("MYEONMOK DONG", Located("중랑구", "면목동")),
        ("behind myeonmokdong church", Located("중랑구", "면목동")),
        ("Myeonmok 3.8-dong", Located("중랑구", "면목3·8동")),
        ("Myeonmok Bon-dong", Located("중랑구", "면목본동")),
        ("Jongno 3(sam)-ga, exit 5", Located("종로구", "종로3가")),
        ("Jongro-gu", Located("종로구")),
        ("Shinrim-dong", Located("관악구", "신림동")),
        ("Shillim-dong", Located("관악구", "신림동")),
        ("Eulji-ro 3-ga", Located("중구", "을지로3가")),
        ("Gaepodong", Located("강남구", "개포동")),
        ("cars race through Jungnang at night", Located("중랑구")),
        ("Hyehwa Station, exit 4", Located("종로구", None, "혜화동")),
        ("Myeonmok Elementary School", Located("중랑구", None, "면목동")),
        ("Itaewon on Saturday", Located("용산구")),
        ("Jungnang-gu의 공원", Located("중랑구")),
        ("서울Jungnang-gu", Located("중랑구")),
        ("우리동네Jungnang-gu", Located()),
        ("flat 12Jungnang-gu", Located()),
        ("Konkuk University Station", Located("광진구")),
        ("Seoul National University, main gate", Located("관악구")),
        ("Seoul National University Hospital", Located("종로구", None, "연건동")),
        ("Korea University Guro Hospital", Located("구로구")),
        ("Gangnam Severance Hospital", Located()),
        ("Seoul National University Bundang Hospital", Located()),
        ("cars and bikes coexist", Located()),
        ("from Myeonmok-dong to Sillim-dong", Located()),
        # In several gu, on a border, or against each other: as in Korean.
        ("Sinsa-dong", Located(None, "신사동")),
        ("Sinsa-dong, Eunpyeong-gu", Located("은평구", "신사동")),
        ("Sadang Station", Located()),
        ("Sinchon Station", Located()),
        ("Gangnam-gu Myeonmok-dong", Located()),
        ("Hap-dong", Located(None)),
        ("Seodaemun-gu, Hap-dong", Located("서대문구", "합동")),
    ],
)  # fmt: skip
def test_where_it_is(text: str, expected: Located) -> None:
    assert locate(text, DIRECTORY) == expected


@pytest.mark.parametrize(
    ("text", "written", "station"),
    [
        (
            "No light at the crossing at Myeonmok-dong, Jungnang-gu since May",
            "the crossing at Myeonmok-dong, Jungnang-gu",
            "jungnang",
        ),
        ("In Hyehwa-dong of Jongno-gu it is loud", "Hyehwa-dong of Jongno-gu", "hyehwa"),
        (
            "They fight behind the toilets of the park in Myeonmok-dong at night",
            "the park in Myeonmok-dong",
            "jungnang",
        ),
        ("Drunk people in Myeonmok-dong", "Myeonmok-dong", "jungnang"),
        ("Kids smoke at Hyehwa Station, exit 4 every day", "Hyehwa Station, exit 4", "hyehwa"),
        ("Kids gather near Hyehwa Station at night", "Hyehwa Station", "hyehwa"),
        ("Sinsa-dong is noisy", "Sinsa-dong", None),
        ("Pickpockets at Hongik University every Friday", "Hongik University", "mapo"),
        ("A rally in front of COEX", "COEX", "gangnam"),
        ("It is noisy here", "", None),
    ],
)
def test_a_text_gives_the_place_as_it_is_written(text: str, written: str, station: str | None) -> None:
    spot = PLACES.read(text)
    assert (spot.text, spot.station) == (written, station)


def test_a_concern_goes_to_the_station_of_its_place() -> None:
    code, why = department_for("traffic", Place("the crossing at Myeonmok-dong, Jungnang-gu"), DIRECTORY)
    assert (code, why.code) == ("jungnang.traffic", "place_in_station")
    code, why = department_for("traffic", Place("the crossing at Sinsa-dong"), DIRECTORY)
    assert (code, why.code) == ("hq.traffic", "dong_in_several_gu")


def _labelled() -> list[str]:
    """All English sentences of the labelled sets."""
    lines = (
        line
        for file in Path("tests/reading").glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    )
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    return [text for text in texts if len(re.findall("[A-Za-z]", text)) > len(text) / 2]


ORDINARY = [
    "The crossing in front of our school has no light and cars never stop.",
    "A man keeps following girls home from the station.",
    "Hong Gil-dong signed the form.",
    "Lee Chang-dong shot a film in our street.",
    "Mr. Gil Dong parks on the pavement.",
    "My son Jung-ho was hit by a scooter.",
    "Kim Jung-gu called me about a loan.",
    "They did sing ding dong at midnight.",
    "The Mapo Bridge railing is loose.",
    "The path along Jungnang Stream is dark.",
    "Trucks race down Sejong-daero.",
    "Songpa-daero is jammed every morning.",
    "We danced to Gangnam Style.",
    "He said he was from Seocho Police Station.",
    "Gangnam side of the river is better lit.",
    "Dongdaemun is crowded on weekends.",
    "Seoul Station is full of pickpockets.",
    "Someone stole my bike from the market.",
    "The high school students smoke behind the library.",
    "Is there a police station near?",
    "Elementary school kids run across the road.",
    "Please change the signal at the intersection.",
    "No parking sign in the district.",
    "The district office never answers.",
    "Our ward has no night patrol.",
    "A gang hangs out in the park.",
    "The gate was open all night.",
    "She goes to dong-gu.",
    "We got a voice phishing call again.",
    "The bus stop has no roof.",
    "Do not go there at night.",
    "Can you send more officers to the playground?",
    "Gun shots or fireworks, I do not know.",
    "Drunk people fight near the pub.",
    "I lost my purse on line 7.",
    "A dog without a leash bit my daughter.",
    "The demonstration blocked 3 lanes for hours.",
    "They chant until 10 pm in front of our flats.",
    "My neighbour shouts at his wife.",
    "Jung says that we should wait.",
    "Thank you for the kind officer last week.",
    "The hill behind the church has no lamp.",
    "Cars park on the yellow line.",
    "A drone flies past our windows.",
    "The CCTV is broken since May.",
    "Delivery bikes ride on the sidewalk.",
    "I was cheated when I rented a room.",
    "Ga ga, said the baby.",
    "The underground passage smells of smoke.",
    "Someone took photos of women on the escalator.",
    "Cho told me that the guard sleeps.",
    "What can I do about noise from above?",
]


@pytest.mark.parametrize("text", [*_labelled(), *ORDINARY])
def test_ordinary_english_names_no_place(text: str) -> None:
    assert locate(text, DIRECTORY) == Located()
    assert PLACES.read(text).text == ""


def test_there_are_labelled_sentences() -> None:
    assert len(_labelled()) > 50
    assert len(ORDINARY) >= 50


def _copy(folder: Path, name: str, old: str, new: str) -> None:
    for file in DATA.iterdir():
        shutil.copy(file, folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (romanised.DRAWN, "name,signs", "ko,en", "line 1: the columns must be: name, signs, letters"),
        (romanised.DRAWN, "가산,Gasan,", "가산,Gasan", "line 6: it needs 3 columns"),
        (romanised.DRAWN, "가산,Gasan,", "가산,Garak,", "line 6: Garak stands for two names"),
        (romanised.FILE, "[behind]", "[behinds]", "behind: the table is missing"),
        (romanised.FILE, '"종로" = "종로구"', '"종로" = 3', "alone: the table is missing, empty or holds"),
        (romanised.FILE, 'family = [', 'family = [ 3,', "people.family: it must be a list of texts"),
    ],
)  # fmt: skip
def test_a_gap_is_named(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    _copy(tmp_path, name, old, new)
    with pytest.raises(DirectoryError, match=re.escape(told)):
        load_directory(tmp_path)


def test_names_that_are_not_listed_are_read_in_korean_alone(tmp_path: Path) -> None:
    _copy(tmp_path, romanised.DRAWN, "면목,Myeonmok,", "면목본,Myeonmokbon,")
    changed = load_directory(tmp_path)
    assert locate("Myeonmok-dong", changed) == Located()
    assert locate("면목동", changed) == Located("중랑구", "면목동")
