"""What people of the town do, in which words, and what must be heard of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.life.town import ACTORS, OFFICERS, WHERE

NUMBER = re.compile(r"SP-\d{6}-\d{4}")
SECRET = re.compile(r"비밀\d{4}")
TOKEN = re.compile(r"까닭\d{4}")

#: What each form of the desk is filled in with; "{}" is a word of its own by which it is known again.
FILLED: Mapping[str, Mapping[str, str]] = {
    "ask": {"question": "아침인가요, 저녁인가요? {}"},
    "transfer": {"why": "신호 시간은 그쪽에서 정해요 {}"},
    "refer": {"agency": "city_120", "contact": "120 {}"},
    "interim": {"progress": "현장을 보고 왔어요 {}"},
    "extend": {"reason": "현장을 한 번 더 봐야 해서 {}"},
    "close": {"reason": "다른 공사와 함께 마무리돼서 {}"},
    "note": {"note": "우리끼리 메모 {}"},
    "reply": {
        "heard": "신호가 짧다고 하셨죠.",
        "checked": "나가 보니 짧았어요 {}",
        "will": "늘리기로 했어요.",
        "hard": "없음",
    },
    "outcome": {"reason": "길이 좁아서 어려워요 {}", "what": "신호를 늘려요 {}"},
    "done": {"what": "신호를 늘렸어요 {}"},
    "title": {"title": "정문 앞 보행 신호"},
    "assign": {"why": "총괄이 보니 그쪽이 맞아요 {}"},
    "merge": {"title": "학교 앞 보행 신호"},
    "approve": {},
    "disapprove": {"why": "날짜를 넣어 주세요 {}"},
}
#: What they write is for colleagues only, or a title that stands in many a letter.
INSIDE = {"note", "title", "disapprove", "merge"}
#: Forms whose button says all there is to say.
BUTTONS = {
    "take": {}, "take_over": {}, "proceed": {}, "withdraw": {"sure": "yes"}, "reopen": {}, "leave": {},
    "rate": {"score": "poor"}, "me_too": {"how": "same"}, "split": {}, "kept": {},
    "promise": {"day": "2026-12-30"},
}  # fmt: skip
BY_DESK = (
    "take", "take_over", "ask", "proceed", "transfer", "refer", "interim", "extend", "reply", "close", "note",
    "title", "outcome", "done", "assign", "entrust", "approve", "disapprove", "promise", "kept", "merge",
    "split",
)  # fmt: skip
BY_AUTHOR = ("message", "correction", "consent", "rate", "reopen", "withdraw", "me_too", "leave")
#: What is tried again and again.
INSISTED = ("transfer", "extend", "interim", "reopen")

#: The ways of doing it: where to, how many days, yes or no.
DETAILS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "transfer": [{"to": to} for to in sorted(WHERE)],
    "assign": [{"to": to} for to in sorted(WHERE)],
    "entrust": [{"officer": each} for each in OFFICERS],
    "extend": [{"days": days} for days in (1, 3, 7)],
    "outcome": [{"to": code} for code in ("declined", "adopted")],
    "consent": [{"yes": True}, {"yes": False}],
}
#: What its author reads in a line with the number, and nothing else says.
SAYS = {
    "take": "맡았어요. 답할 날은",
    "proceed": "아는 데까지 살펴보고",
    "reopen": "다시 살펴볼게요. 늦어도",
    "withdraw": "취소했어요. 언제든",
    "merge": "같은 이야기가 먼저",
    "split": "따로 살펴볼게요",
    "kept": "하기로 한 것을 마쳤어요",
}
#: Acts whose news those who joined hear, too.
SHARED = {"outcome", "done", "reply", "approve", "transfer", "assign", "refer", "interim", "extend", "close"}
#: What is compared.
KEPT = (
    "author", "status", "department", "taken_by", "due", "transfers", "extensions", "reopened", "title",
    "merged_into", "proposed_by", "place", "joiners",
)  # fmt: skip
NOT_AN_END = {*BY_DESK, *BY_AUTHOR} - {"withdraw", "close", "note"}

SEATS = st.sampled_from(sorted(each.name for each in ACTORS))
WHICH = st.integers(0, 5)
HOURS = st.sampled_from([0.5, 1, 3, 5, 24, 24, 48, 80, 200])
