"""Officers and coordinators join by a one-time code; a role is a row, in force for a time."""

from datetime import timedelta
from pathlib import Path

from tests.journeys.stage import Stage, stage


def invite(played: Stage, role: str = "officer", scope: str = "jungnang.traffic") -> str:
    return played.memory.keeper.invite(role, scope, played.now)


def test_a_code_makes_an_officer_of_its_department_once(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        code = invite(played)
        joined = played.typed("새담당", f"/start {code}")
        again = played.typed("다른사람", f"/start {code}")
        inbox = played.typed("새담당", "/inbox")
        other = played.typed("다른사람", "/inbox")

    assert "서울중랑경찰서 교통과 담당자로 등록됐어요" in joined[0].text()
    assert "초대 코드가 맞지 않거나" in again[0].text()
    assert "답해야 할 이야기가 없어요" in inbox[0].text()
    assert "모르는 명령" in other[0].text()


def test_a_code_is_good_for_72_hours(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        code = invite(played, "coordinator", "*")
        played.now += timedelta(hours=73)
        late = played.typed("새총괄", f"/start {code}")

    assert "72시간" in late[0].text()


def test_a_coordinator_sees_the_ledger(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        joined = played.typed("새총괄", f"/start {invite(played, 'coordinator', '*')}")
        ledger = played.typed("새총괄", "/ledger")

    assert "총괄로 등록됐어요" in joined[0].text()
    assert "아직 접수된 이야기가 없어요" in ledger[0].text()


def test_an_officer_sees_only_their_own_department_s_concerns(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as played:
        played.typed("중랑담당", f"/start {invite(played)}")
        played.typed("강남담당", f"/start {invite(played, scope='gangnam.traffic')}")
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        played.press("회원", "동의하고 시작")
        played.press("회원", "교통")
        played.typed("회원", "면목동 면목초 정문")
        played.press("회원", "보내기")
        heard = {seat for seat, card in played.carry() if "새 이야기" in card.text()}
        own = played.typed("중랑담당", "/take 1")
        refused = [played.typed("강남담당", each)[0].text() for each in ("/take 1", "/reply 1", "/case 1")]
        absent = played.typed("강남담당", "/take 7")[0].text()

    assert heard == {"중랑담당"}
    assert "맡으셨어요" in own[0].text()
    assert refused == [absent] * 3


def test_a_stranger_s_case_button_opens_nothing_of_others(database_url: str, tmp_path: Path) -> None:
    """The token of a case is bound to its room; the concern's id alone gives nobody a right."""
    from intake.messages import Begin, Look
    from routing.records import Query

    with stage(database_url, tmp_path) as played:
        played.typed("회원", "/report 여기가 늘 걱정돼요")
        for label in ("동의하고 시작", "교통", "건너뛰기", "보내기"):
            played.press("회원", label)
        with played.memory.database.read() as reader:
            concern = reader.find(Query())[0].id
        answers = [
            played.act("낯선사람", act)[0].text()
            for act in (
                Look("case", concern),
                Begin("take", concern),
                Begin("reply", concern),
                Begin("message", concern, {"text": "내 것"}),
                Begin("withdraw", concern, {"sure": "yes"}),
                Begin("rate", concern, {"score": "good"}),
            )
        ]

    assert set(answers) == {"그런 번호를 찾지 못했어요. 번호를 다시 확인해 주세요."}
