"""A department's group: registered there, one topic for each concern, everybody's own conversation in it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.card import Card, Line, Part
from bot.messenger import Topic
from bot.telegram.messenger import TelegramMessenger
from intake.messages import Room
from routing.delivery import Outcome, Result
from tests.telegram.conftest import OFFICER, Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import BOT, Platform, Sent
from tests.telegram.test_journey import to_the_review
from tests.telegram.test_sending import with_messenger

GROUP = -1005
DEPARTMENT = "서울중랑경찰서 교통과"


def file(mother: Phone) -> None:
    to_the_review(mother)
    mother.say("면목동 면목초 정문")
    mother.press("보내기")
    mother.sees("접수됐어요")


def register(officer: Phone) -> None:
    officer.say(f"/room {DEPARTMENT}")
    officer.sees("읽게 돼요")
    officer.press("등록하기")
    officer.sees("이 방으로 와요")


def tell_what_came_of_it(officer: Phone) -> None:
    officer.press("결과 알리기")
    officer.press("바꾸기로 했어요(1개월 안)")
    officer.sees("무엇이 바뀌나요")
    officer.reply("보행 신호를 5초 늘려요")
    officer.sees("언제까지 바꾸나요")
    officer.reply("2월 6일")
    officer.sees("어떻게 됐는지")
    officer.press("보내기")


@pytest.mark.parametrize("topics", [True, False], ids=["topics", "flat"])
def test_a_concern_is_answered_in_its_topic(telegram: Platform, serve: Serve, topics: bool) -> None:
    if topics:
        telegram.groups.forum(GROUP)
    mother = Phone(telegram)
    private = Phone(telegram, OFFICER)
    officer = Phone(telegram, OFFICER, group=GROUP)
    other = Phone(telegram, 33, group=GROUP)
    with serve():
        register(officer)
        file(mother)
        if topics:
            telegram.until(lambda: telegram.groups.topics[GROUP])
            (officer.thread,) = (other.thread,) = telegram.groups.topics[GROUP]
        officer.sees("새 이야기")
        other.press("맡기")
        telegram.until(lambda: telegram.alerts)
        officer.press("맡기")
        mother.sees("맡았")
        officer.sees("살펴보고 있어요")
        officer.press("답변하기")
        officer.sees("어떤 이야기를 들으셨나요")
        officer.say("이 말은 동료에게 하는 말이에요")
        other.reply("이것도 답이 아니에요")
        other.press("그만두기")
        telegram.until(lambda: any("그분만" in each for each in telegram.alerts))
        for words, follows in (
            ("신호가 짧다고 하셨지요", "무엇을 확인"),
            ("1월 21일에 가 보니 18초였어요", "무엇을 하기로"),
            ("5초 늘리기로 했어요", "언제까지"),
            ("2월 6일까지", "어려운 점"),
            ("없음", "이렇게 읽어요"),
        ):
            officer.reply(words)
            officer.sees(follows)
        assert not mother.showing("18초"), "nothing reaches the member before it is confirmed"
        officer.press("보내기")
        mother.sees("18초였어요")
        tell_what_came_of_it(officer)
        mother.sees("신호를 5초 늘려요")
        mother.press("아쉬워요")
        officer.sees("평가: 아쉬워요")
    assert telegram.refused == ([] if topics else ["Bad Request: the chat is not a forum"])
    heads = [sent for sent in telegram.messages[GROUP] if sent.text.startswith(("새 이야기", "SP-"))]
    head = next(sent for sent in heads if sent.versions > 1)
    assert "답변 드렸어요" in head.text, "the card that heads the thread tells how it stands"
    assert private.sent() == [], "what goes to the room does not go to each officer as well"
    rated = next(sent for sent in telegram.messages[GROUP] if "평가: 아쉬워요" in sent.text)
    assert (rated.thread is not None) is topics
    assert rated.reply == (None if topics else head.id), "without topics a line answers the head"
    if topics:
        assert list(telegram.groups.topics[GROUP].values()) == [head.text.split(" · ")[0] + " · 교통"]


def test_nothing_personal_is_asked_in_a_group(telegram: Platform, serve: Serve) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    somebody = Phone(telegram, group=-5)
    with serve():
        telegram.until(lambda: any(method == "setMyCommands" for method, _ in telegram.calls))
        somebody.say("신호가 짧아요")
        somebody.say("/report 신호가 짧아요")
        somebody.sees("단둘이")
        shown = {"from": anonymous, "sender_chat": {"id": -5, "type": "supergroup", "title": "G"}}
        telegram.deliver({"message": somebody.message(text="/start", **shown)}, -5)
        somebody.sees("익명")
    (sent, _) = telegram.messages[-5]
    assert list(sent.buttons.values()) == ["https://t.me/cheong_bot"]
    assert telegram.refused == []


def test_a_group_that_becomes_a_supergroup_stays_the_room(telegram: Platform, serve: Serve) -> None:
    """As it does when its owner turns topics on."""
    officer = Phone(telegram, OFFICER, group=-7)
    mother = Phone(telegram)
    with serve():
        register(officer)
        telegram.deliver({"message": officer.message(migrate_to_chat_id=GROUP)}, -7)
        telegram.until(lambda: telegram.pending == 0)
        telegram.groups.forum(GROUP)
        file(mother)
        telegram.until(lambda: telegram.groups.topics[GROUP])
        telegram.until(lambda: any("새 이야기" in sent.text for sent in telegram.messages[GROUP]))
        mother.say("/cancel 1")
        mother.press("취소할게요")
        telegram.until(lambda: telegram.groups.closed == set(telegram.groups.topics[GROUP]))
    assert telegram.refused == []


def test_a_group_that_became_a_supergroup_unheard_is_followed_and_known(
    telegram: Platform, serve: Serve
) -> None:
    """The update that tells of it was lost: the first refusal tells as much, and nothing stays behind."""
    officer, mother = Phone(telegram, OFFICER, group=-7), Phone(telegram)
    with serve():
        register(officer)
        file(mother)
        officer.sees("새 이야기")
        telegram.moved[-7] = GROUP
        telegram.groups.forum(GROUP)
        telegram.messages[GROUP].append(Sent(telegram.messages[-7][-1].id, GROUP, "another's", None))
        mother.say("/cancel 1")
        mother.press("취소할게요")
        telegram.until(lambda: len(telegram.messages[GROUP]) > 1)
    with serve():
        other = Phone(telegram, 12)
        file(other)
        telegram.until(lambda: any("새 이야기" in sent.text for sent in telegram.messages[GROUP]))
    upgraded = [text for text in telegram.refused if "upgraded" in text]
    assert len(upgraded) <= 2, "an edit and a message at most; afterwards the new number is known"
    assert telegram.messages[GROUP][0].text == "another's", "numbers of messages are counted anew there"
    assert len(telegram.groups.topics[GROUP]) == 2, "one for each concern"


# --- topics -------------------------------------------------------------------------------------------

CARD = Card((Part((Line("새 이야기"),)),))
LINE = Card((Part((Line("덧붙였어요"),)),))
ROOM = Room("telegram", BOT, str(GROUP))
TOPIC = Topic("SP-260120-0042 · 교통", head=True)


def pushing(telegram: Platform, work: Callable[[TelegramMessenger], Awaitable[Outcome]]) -> Outcome:
    return with_messenger(telegram.url, work)


def test_a_topic_is_opened_with_the_head_and_lines_follow(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)
    first = pushing(telegram, lambda m: m.push(ROOM, "a", (CARD,), TOPIC))
    (thread,) = telegram.groups.topics[GROUP]
    assert first == Outcome(Result.DELIVERED, str(telegram.messages[GROUP][0].id), thread=str(thread))
    there = replace(ROOM, thread=first.thread)
    line = pushing(telegram, lambda m: m.push(there, "b", (LINE,), Topic(TOPIC.title, ref=first.ref)))
    assert (line.result, line.thread) == (Result.DELIVERED, None)
    again = pushing(telegram, lambda m: m.push(there, "c", (LINE,), replace(TOPIC, ref=first.ref)))
    assert again == Outcome(Result.DELIVERED, first.ref)
    assert [(s.text, s.thread) for s in telegram.messages[GROUP]] == [("덧붙였어요", thread)] * 2
    assert len(telegram.groups.topics[GROUP]) == 1


@pytest.mark.parametrize("head", [True, False])
def test_a_dead_topic_is_made_anew(telegram: Platform, head: bool) -> None:
    telegram.groups.forum(GROUP)
    dead = replace(ROOM, thread="69")
    topic = Topic(TOPIC.title, head=head, ref="999")
    outcome = pushing(telegram, lambda m: m.push(dead, "a", (CARD,), topic))
    (thread,) = telegram.groups.topics[GROUP]
    assert (outcome.result, outcome.thread) == (Result.DELIVERED, str(thread))
    assert [sent.thread for sent in telegram.messages[GROUP]] == [thread]


def test_a_topic_that_is_lost_as_soon_as_it_is_opened_is_done_without(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)
    telegram.groups.stillborn = True
    outcome = pushing(telegram, lambda m: m.push(ROOM, "a", (CARD,), TOPIC))
    assert (outcome.result, outcome.thread) == (Result.DELIVERED, None)
    assert [sent.thread for sent in telegram.messages[GROUP]] == [None]


def test_a_closed_topic_is_opened_again(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)
    telegram.groups.topics[GROUP][70] = "x"
    telegram.groups.closed.add(70)
    outcome = pushing(telegram, lambda m: m.push(replace(ROOM, thread="70"), "a", (LINE,), Topic("x")))
    assert (outcome.result, outcome.thread) == (Result.DELIVERED, None)
    assert telegram.groups.closed == set()


def test_a_topic_is_closed_with_its_concern_and_opened_when_that_begins_again(telegram: Platform) -> None:
    """News that come afterwards find their way, and leave it closed."""
    telegram.groups.forum(GROUP)
    first = pushing(telegram, lambda m: m.push(ROOM, "a", (CARD,), TOPIC))
    (thread,) = telegram.groups.topics[GROUP]
    there, head = replace(ROOM, thread=str(thread)), replace(TOPIC, ref=first.ref)
    assert pushing(telegram, lambda m: m.push(there, "b", (LINE,), replace(head, over=True))).ref == first.ref
    assert telegram.groups.closed == {thread}
    late = Topic(TOPIC.title, ref=first.ref, over=True)
    assert pushing(telegram, lambda m: m.push(there, "c", (LINE,), late)).result is Result.DELIVERED
    assert telegram.groups.closed == {thread}
    assert (
        pushing(telegram, lambda m: m.push(there, "d", (CARD,), replace(head, again=True))).ref == first.ref
    )
    assert telegram.groups.closed == set()


def test_an_open_topic_is_opened_once_more_at_most(telegram: Platform) -> None:
    """A process that has just begun does not know; it asks Telegram once for each."""
    telegram.groups.forum(GROUP)
    telegram.groups.topics[GROUP][70] = "x"
    telegram.messages[GROUP].append(Sent(5, GROUP, "old", None))
    there, topic = replace(ROOM, thread="70"), replace(TOPIC, ref="5", again=True)

    async def work(messenger: TelegramMessenger) -> Outcome:
        await messenger.push(there, "a", (CARD,), topic)
        return await messenger.push(there, "b", (LINE,), topic)

    assert pushing(telegram, work).result is Result.DELIVERED
    assert [method for method, _ in telegram.calls].count("reopenForumTopic") == 1


def test_a_topic_that_may_not_be_closed_harms_nothing(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)
    telegram.groups.topics[GROUP][70] = "x"
    telegram.groups.forbidden.add(GROUP)
    there = replace(ROOM, thread="70")
    outcome = pushing(telegram, lambda m: m.push(there, "a", (CARD,), replace(TOPIC, over=True)))
    assert outcome.result is Result.DELIVERED
    assert telegram.refused == ["Bad Request: not enough rights to close or reopen a topic"]


def test_general_is_never_named(telegram: Platform) -> None:
    """Its number is refused: what has no concern goes there without one."""
    telegram.groups.forum(GROUP)
    assert pushing(telegram, lambda m: m.push(ROOM, "a", (CARD,))).result is Result.DELIVERED
    assert telegram.messages[GROUP][0].thread is None


def test_where_we_may_open_no_topics_lines_answer_the_head(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)
    telegram.groups.forbidden.add(GROUP)

    async def work(messenger: TelegramMessenger) -> Outcome:
        first = await messenger.push(ROOM, "a", (CARD,), TOPIC)
        assert (first.result, first.thread) == (Result.DELIVERED, None)
        return await messenger.push(ROOM, "b", (LINE,), Topic(TOPIC.title, ref=first.ref))

    assert pushing(telegram, work).result is Result.DELIVERED
    head, line = telegram.messages[GROUP]
    assert (head.reply, line.reply) == (None, head.id)
    assert telegram.refused == ["Bad Request: not enough rights to create a topic"], "asked once"


def test_a_head_that_was_deleted_is_sent_anew(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)
    telegram.groups.topics[GROUP][70] = "x"
    there = replace(ROOM, thread="70")
    outcome = pushing(telegram, lambda m: m.push(there, "a", (CARD,), replace(TOPIC, ref="999")))
    assert (outcome.result, outcome.thread) == (Result.DELIVERED, None)
    assert outcome.ref == str(telegram.messages[GROUP][0].id)


def test_a_topic_that_was_opened_is_known_though_its_message_was_not_taken(telegram: Platform) -> None:
    telegram.groups.forum(GROUP)

    async def work(messenger: TelegramMessenger) -> Outcome:
        telegram.faults.append("429")
        return await messenger.push(ROOM, "a", (CARD,), TOPIC)

    outcome = pushing(telegram, work)
    (thread,) = telegram.groups.topics[GROUP]
    assert (outcome.result, outcome.thread) == (Result.TRY_LATER, str(thread))


def test_a_group_that_threw_us_out_is_unreachable(telegram: Platform) -> None:
    telegram.blocked.add(GROUP)
    outcome = pushing(telegram, lambda m: m.push(ROOM, "a", (CARD,), TOPIC))
    assert (outcome.result, outcome.thread) == (Result.UNREACHABLE, None)
