"""What comes in over HTTP: who may post at all, what is heard once, and what is said again."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.settings import Settings
from tests.fixtures.ready import concerns, count
from tests.slack.conftest import OFFICER, Serve
from tests.slack.person import Person
from tests.slack.platform import TEAM, Platform
from tests.slack.seen import signed
from tests.slack.stories import to_the_review

only_http = pytest.mark.parametrize("mode", ["http"], indirect=True)
EVENT = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {"type": "message"}}


@only_http
def test_only_slack_is_heard(slack: Platform, serve: Serve, memory_settings: Settings) -> None:
    body = json.dumps(EVENT).encode()
    sound = signed(body) | {"content-type": "application/json"}
    stamp, signature = "x-slack-request-timestamp", "x-slack-signature"
    hostile: list[tuple[bytes, dict[str, str]]] = [
        (body, {}),
        (body, {stamp: sound[stamp]}),
        (body, {signature: sound[signature]}),
        *[(body, {**sound, stamp: odd}) for odd in ("", "now", "-1", "9" * 400, "1.5", "٣", "0x10", " 1")],
        *[(body, {**sound, signature: odd}) for odd in ("", "v0=", "v0=" + "0" * 64, "v1=" + "0" * 64, "é")],
        (body, signed(body, int(time.time()) - 330)),
        (body, signed(body, int(time.time()) + 330)),
        (body, signed(body, secret="another")),
        (body + b" ", sound),
        (b"\xff\xfe", signed(b"\xff\xfe")),
        (b"", signed(b"", secret="another")),
        (b"{" * 100_000, sound),
        (b"payload=%ff%00", sound),
    ]
    with serve():
        for sent, headers in hostile:
            encoded = {name: value.encode("utf-8") for name, value in headers.items()}
            assert slack.raw(sent, encoded)[0] == 401, (sent[:20], headers)
        assert slack.raw(b"x" * 1_100_000, sound)[0] in (0, 413)
        # Signed, but nothing anybody could read: not repeated for ever.
        for odd in (b"[]", b"{", b"[" * 50_000, b'{"type": 5}', b"payload=5", b"payload=%7B%7D", b"a=b"):
            status, _ = slack.raw(odd, signed(odd) | {"content-type": "application/json"})
            assert status in (200, 400), odd[:20]
        for odd_payload in hostile_payloads():
            raw = json.dumps(odd_payload).encode()
            status, _ = slack.raw(raw, signed(raw) | {"content-type": "application/json"})
            assert status in (200, 400), odd_payload
        challenge = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
        answer = slack.raw(challenge, signed(challenge) | {"content-type": "application/json"})
        assert answer == (200, {"challenge": "abc"})
    assert count(memory_settings, "select count(*) from event") == 0


def hostile_payloads() -> list[dict[str, Any]]:
    odd: list[Any] = [None, "", 0, [], {}, "x" * 5000, "\0", "\ud800", {"id": None}, {"id": "\ud800"}]
    sound: list[dict[str, Any]] = [
        {"type": "block_actions", "actions": [{"action_id": "press:0", "value": "x", "block_id": "own:0"}]},
        {"type": "view_submission", "view": {"callback_id": "form", "private_metadata": "{}"}},
        {"type": "shortcut", "callback_id": "report"},
        {"type": "message_action", "callback_id": "report_message", "message": {}},
        {"command": "/cheong"},
        {"type": "event_callback", "event_id": "Ev1", "team_id": TEAM, "user": {"id": "U0011"}},
    ]
    said = {"type": "message", "channel_type": "im", "user": "U0011", "text": "안녕하세요", "ts": "1.1"}
    events = [{**sound[-1], "event": {**said, name: value}} for name in ("type", "user") for value in odd]
    return events + [
        {**payload, name: value}
        for payload in sound
        for name in ("user", "team", "team_id", "view", "actions", "message", "event", "trigger_id")
        for value in odd
    ]


@only_http
def test_one_event_five_times_at_once_has_one_effect(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    mother = Person(slack)
    with serve():
        to_the_review(mother)
        view = mother.modal()
        sent = mother.submitting(view)
        with ThreadPoolExecutor(5) as five:
            answers = list(five.map(lambda _: slack.send(sent), range(5)))
        assert {status for status, _ in answers} == {200}
        assert {json.dumps(answer) for _, answer in answers} == {json.dumps(answers[0][1])}
        mother.sees("접수됐어요")
        before = len(mother.sent())
        event = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": "EvSame",
            "event": {"type": "message", "channel": mother.dm, "channel_type": "im", "user": mother.user,
                      "text": "/status", "ts": "1.1"},
        }  # fmt: skip
        with ThreadPoolExecutor(5) as five:
            assert {s for s, _ in five.map(lambda n: slack.send(event, retry=n), range(5))} == {200}
        mother.sees("보내 주신 이야기예요")
        slack.send(event, retry=1)
        time.sleep(0.3)
        # Its answer is known to have arrived: it is not said again.
        assert len(mother.sent()) == before + 1
        # A second press by hand has a trigger of its own; the form's revision catches it.
        assert "지나간" in json.dumps(slack.send(mother.submitting(view))[1], ensure_ascii=False)
    assert concerns(memory_settings) == 1
    assert slack.refused == []


def test_a_commit_that_fails_has_slack_come_again(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    """Somebody else holds the database, for longer than we wait; then lets go."""
    mother = Person(slack)
    slack.retry_seconds = (1.0, 2.0, 8.0)
    with serve():
        mother.say("안녕하세요")
        mother.sees("치안파트너스")
        held = threading.Event()
        blocker = threading.Thread(target=hold_database, args=(memory_settings, held, 13.0))
        blocker.start()
        held.wait(10)
        mother.say("/report 횡단보도 신호가 너무 짧아요")
        slack.until(lambda: any(status != 200 for status, _ in slack.acks), 20)
        blocker.join()
        slack.until(lambda: slack.pending == 0, 30)
        mother.press("동의하고 시작")
        slack.until(lambda: any(each.versions > 1 for each in mother.sent()))
    heard = count(memory_settings, "select count(*) from event")
    assert heard == 3, "the greeting, the retried report, the button"
    assert len(mother.showing("시작할까요")) <= 1


def hold_database(settings: Settings, held: threading.Event, seconds: float) -> None:
    engine = create_engine(settings.database.url.get_secret_value(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("begin immediate"))
        held.set()
        time.sleep(seconds)
        connection.execute(text("rollback"))
    engine.dispose()


@only_http
def test_danger_in_a_form_is_answered_and_kept_nowhere(
    slack: Platform, serve: Serve, tmp_path: Path, memory_settings: Settings
) -> None:
    mother = Person(slack)
    cry = "남편이 지금 칼을 들고 문 앞에 있어요 살려주세요"
    with serve() as service:
        mother.shortcut()
        mother.fill(consent="동의하고 시작", text=cry)
        mother.fill(area="교통")
        assert "112에 전화" in mother.modal("112").shown
        assert mother.modal().inputs == {}
        mother.close()
        mother.shortcut()
        mother.fill(area="교통")
        mother.fill(text=cry, place="면목동")
        status, answer = mother.submit()
        assert (status, answer["response_action"]) == (200, "update")
        assert "112에 전화" in mother.modal().shown
        mother.command("/report", cry)
        mother.sees("112에 전화")
        log = service.log.read_text("utf-8")
    assert "칼" not in log
    for file in tmp_path.iterdir():
        data = file.read_bytes()
        assert cry.encode() not in data, file
    assert concerns(memory_settings) == 0
    assert count(memory_settings, "select count(*) from event where danger is not null") == 3


@only_http
def test_a_concern_of_somebody_s_message_asks_first(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    mother = Person(slack)
    message = {
        "user": "U0099",
        "text": "놀이터 가로등이 꺼져서 무서워요 &amp; 어두워요 <@U0077>",
        "ts": "1.2",
    }
    with serve():
        mother.shortcut("report_message", message=message, channel={"id": "C0100"})
        view = mother.modal("글쓴이의 동의")
        assert "& 어두워요 @…" in view.inputs["quoted"]["element"]["initial_value"]
        assert count(memory_settings, "select count(*) from event") == 0
        mother.fill(asked=["글쓴이에게 물어봤고 괜찮다고 했어요"], quoted="놀이터 가로등이 꺼져서 무서워요")
        mother.submit()
        form = mother.modal("동의하고 시작")
        assert form.inputs["text"]["element"]["initial_value"] == "놀이터 가로등이 꺼져서 무서워요"
        mother.close()
        mother.shortcut("report_message", message={**message, "user": mother.user}, channel={"id": "C0100"})
        assert "asked" not in mother.modal("고칠 곳이 있으면").inputs
    assert slack.refused == []


@only_http
def test_home_lists_concerns_and_begins_one(slack: Platform, serve: Serve) -> None:
    mother = Person(slack)
    with serve():
        home = mother.go_home()
        assert "새 이야기 남기기" in home.buttons
        mother.press_at_home("새 이야기 남기기")
        mother.fill(consent="동의하고 시작", area="교통")
        mother.fill(t_issue="건너기 무서워요", place="면목동 면목초 정문")
        mother.submit()
        mother.modal("이렇게 보낼게요")
        mother.submit()
        receipt = mother.sees("접수됐어요")
        number = next(word for word in receipt.shown.split() if word.startswith("SP-")).strip(".,")
        home = mother.go_home()
        assert number in home.shown
        assert "까지" in home.shown
        mother.press_at_home(number)
        assert "건너기 무서워요" in mother.modal(number).shown
        mother.press_in("취소하기")
        mother.modal("취소")
    assert slack.refused == []


@only_http
def test_photos_come_from_the_form_and_are_shown_to_the_desk(
    slack: Platform, serve: Serve, memory_settings: Settings
) -> None:
    picture = (Path(__file__).parents[2] / "docs" / "pictures" / "phone.png").read_bytes()
    slack.files |= {"F1": picture, "F2": picture + b"\0"}
    mother, officer = Person(slack), Person(slack, OFFICER)
    with serve():
        mother.shortcut()
        mother.fill(consent="동의하고 시작", area="교통")
        mother.fill(t_issue="건너기 무서워요", place="https://map.kakao.com/link/map/면목초,37.58,127.09")
        mother.fill(photos=["F1", "F2"])
        mother.submit()
        assert "사진 2장" in mother.modal("이렇게 보낼게요").shown
        mother.submit()
        mother.sees("접수됐어요")
        kept = "select count(*) from photo where state = 'kept'"
        slack.until(lambda: count(memory_settings, kept) == 2, 20)
        officer.press("자세히")
        slack.until(lambda: len(slack.uploads) == 2)
    assert {channel for channel, _ in slack.uploads} == {officer.dm}
    assert slack.refused == []
