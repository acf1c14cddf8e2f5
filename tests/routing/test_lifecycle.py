"""The life-cycle table keeps its own invariants."""

from dataclasses import replace
from datetime import UTC, datetime

from intake.messages import Phrase
from routing.lifecycle import NEXT, Arrow, arrow
from routing.model import OPEN, Concern, Status

NOW = datetime(2026, 1, 20, 1, 0, tzinfo=UTC)
CONCERN = Concern(
    id="c" * 32, number="SP-260120-0001", kind="opinion", form="concern", form_version=1, area="traffic",
    answers={}, department="hq.traffic", reason=Phrase("reason.policy"), status=Status.ASSIGNED,
    pseudonym="K-17", submitter="p", received_at=NOW, due_at=NOW, rule="opinion.answer",
)  # fmt: skip


def told_or_excused(table: tuple[Arrow, ...]) -> list[Arrow]:
    """Arrows that change something for the author, say nothing, and do not tell why."""
    return [each for each in table if each.says is None and not each.silent]


def test_every_change_is_told_or_says_why_not() -> None:
    assert not told_or_excused(NEXT)


def test_a_silent_arrow_is_seen() -> None:
    assert told_or_excused((Arrow("x", None, Status.CLOSED, ("officer",), "stops"),))


def test_each_act_leads_from_each_status_to_one_other() -> None:
    pairs = [(each.act, each.before) for each in NEXT]

    assert len(pairs) == len(set(pairs))


def test_every_open_status_can_be_left_towards_an_answer() -> None:
    reached: set[Status] = {Status.REPLIED}
    while True:
        more = {each.before for each in NEXT if each.after in reached and each.before} - reached
        if not more:
            break
        reached |= more

    assert reached >= OPEN


def test_a_transfer_never_resets_the_clock() -> None:
    assert {each.clock for each in NEXT if each.act == "transfer"} == {"runs"}


def test_only_reopening_restarts_it_and_only_asking_pauses_it() -> None:
    assert {each.act for each in NEXT if each.clock == "restarts"} == {"reopen"}
    assert {each.act for each in NEXT if each.clock == "pauses"} == {"ask"}


def test_what_is_over_is_over() -> None:
    """Only what the office closed may its author have looked at once more."""
    assert not [each for each in NEXT if each.before is Status.WITHDRAWN]
    assert {each.act for each in NEXT if each.before is Status.CLOSED} == {"reopen"}


def test_only_the_author_rates_reopens_and_withdraws() -> None:
    for each in NEXT:
        if each.act in {"rate", "reopen", "withdraw", "answer"}:
            assert each.who == ("author",)


def test_a_concern_is_opened_again_once() -> None:
    replied = replace(CONCERN, status=Status.REPLIED)

    assert arrow("reopen", replied) is not None
    assert arrow("reopen", replace(replied, reopened=1)) is None


def test_what_is_not_in_the_table_does_not_happen() -> None:
    assert arrow("reply", replace(CONCERN, status=Status.WITHDRAWN)) is None
    assert arrow("reopen", CONCERN) is None
