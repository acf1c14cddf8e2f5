"""Every phrase that is said exists, every phrase that exists is said, in every language."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from intake.form import Form
from routing.clock.quiet import QUIET
from routing.lifecycle import NEXT
from routing.model import Status
from tests.fixtures.words import alerts, forms, phrases

ROOT = Path(__file__).parents[2]
SOURCES = ("bot", "intake", "routing")

#: Ids that are put together while running, by the part that stands still.
#: Each is matched by the values that the second part can take.
BUILT: dict[str, Iterable[str]] = {
    "status": [str(status) for status in Status],
    "standing": [*(str(status) for status in Status), "unanswered", "not_asked", "not_merged", "not_taken"],
    "kind": ["opinion", "proposal", "inquiry", "praise"],
    "format.weekday": [str(day) for day in range(7)],
    "format.month": [str(month) for month in range(1, 13)],
    "outcome": ["sent", *(each.id for each in forms()["outcome"].fields)],
    "done": ["sent", *(each.id for each in forms()["done"].fields)],
    "felt": [choice.code for choice in forms()["felt"].by_id["feeling"].choices],
    "case": ["given", "new", "reopened", "handed"],
    "reply": [each.id for each in forms()["reply"].fields],
    "message": ["text"],
    "me_too": ["more", "differs"],
    "thread": ["entrust", "merge", "merged_in", "split", "split_off",
               "file", "triage", "assign", "take", "reply", "outcome", "rate", "rate_why", "reopen",
               "message", "amended", "withdraw", "take_over", "ask", "answer", "note", "interim", "transfer",
               "refer", "extend", "extend_ask", "consent", "close", "late", "lapsed", "proceed",
               "title", "joined", "propose", "approve", "disapprove", "promise", "kept",
               "put_right", "done", "felt"],
    "button": ["take", "reply", "ask", "interim", "transfer", "refer", "extend", "close", "wait", "proceed",
               "no_longer", "outcome", "done", "register", "unregister", "assign", "merge", "split",
               "write_back", "look_again", "withdraw"],
    "filter": ["new", "working", "asked", "out"],
    "ask": ["sent"],
    "interim": ["sent"],
    "refer": ["sent"],
    "close": ["sent"],
    "extend": ["sent", "too_late", "too_long", "waiting", "used_up"],
    "consent": ["waits", "refused"],
    "case.consent": ["waits", "refused", "lapsed"],
    "reason": ["place_in_station", "split_gu", "split_dong", "dong_in_several_gu", "no_place", "policy",
               "conduct", "unsorted"],
    "unreadable": ["voice", "sticker", "file", "video", "contact", "other"],
    "join": ["officer", "coordinator"],
    "quiet": list(QUIET),
    "help": ["member", "officer", "coordinator"],
    "review.personal": ["phone", "resident", "plate", "name"],
    "title": ["title"],
    "review": ["title", "letter", "note", "register", "unregister", "correction"],
    "note": ["note"],
    "correction": ["place", "when"],
    "read": ["read", "chosen"],
    "read.sure": ["high", "medium", "low"],
    "register": ["department"],
    "unregister": ["department"],
    "pick": ["message"],
    "offer": ["concern", "proposal", "inquiry", "praise"],
}  # fmt: skip


def quoted(text: str) -> set[str]:
    """Everything that stands in quotes."""
    return set(re.findall(r"[\"']([a-z0-9_.]+)[\"']", text))


def said(all_forms: Iterable[Form], known: set[str]) -> set[str]:
    """The ids of all phrases something may say."""
    ids: set[str] = set()
    for source in SOURCES:
        for file in (ROOT / source).rglob("*"):
            if file.suffix in {".py", ".html", ".js"}:
                ids |= quoted(file.read_text("utf-8")) & known
    for form in all_forms:
        ids |= {form.thanks} - {None}  # type: ignore[arg-type]  # None is taken out
        for each in form.fields:
            for choice in each.choices:
                ids |= {choice.says, choice.ends} - {None}  # type: ignore[arg-type]
    for card in alerts().values():
        ids |= {*card.says, *(line.label for line in card.lines), *(label for label, _ in card.views)}
    ids |= {f"{head}.{tail}" for head, tails in BUILT.items() for tail in tails}
    return ids


def missing_and_unused(known: set[str], used: set[str]) -> tuple[set[str], set[str]]:
    return used - known, known - used


def test_every_phrase_exists_and_is_used() -> None:
    known = set(phrases())
    missing, unused = missing_and_unused(known, said(forms().values(), known))

    assert not missing, f"said but not written: {sorted(missing)}"
    assert not unused, f"written but never said: {sorted(unused)}"


def test_the_check_sees_what_is_missing_and_what_is_unused() -> None:
    assert missing_and_unused({"a", "b"}, {"b", "c"}) == ({"c"}, {"a"})


@pytest.mark.parametrize("arrow", [a for a in NEXT if a.says is not None and a.act != "merge"])
def test_what_the_life_cycle_says_exists(arrow: object) -> None:
    assert getattr(arrow, "says", None) in phrases()


def test_no_phrase_breaks_the_tone() -> None:
    """Words that petitioners have learnt to dread do not occur."""
    dreaded = ("귀하", "민원인", "불수용", "불채택", "반려", "처리불가")
    for key, words in phrases().items():
        assert not any(word in words["ko"] for word in dreaded), key
