"""Messages taken without an answer: none is lost, and copies are no more than attempts of unknown outcome."""

import pytest

from bot.settings import Settings
from tests.fixtures.ready import count
from tests.slack.conftest import Serve
from tests.slack.person import Person
from tests.slack.platform import Platform
from tests.slack.stories import to_the_review

PEOPLE = 3


@pytest.mark.parametrize("mode", ["http"], indirect=True)
@pytest.mark.parametrize("hidden", [False, True], ids=["looked up", "no scope to look"])
def test_what_was_taken_without_an_answer(
    slack: Platform, serve: Serve, memory_settings: Settings, *, hidden: bool
) -> None:
    slack.hidden = hidden
    people = [Person(slack, f"U01{number}") for number in range(PEOPLE)]
    with serve():
        for mother in people:
            to_the_review(mother)
        slack.faults.extend(["drop", "500"] * PEOPLE)
        for mother in people:
            mother.submit()
        due = "select count(*) from delivery where state not in ('delivered', 'merged')"
        slack.until(lambda: count(memory_settings, due) == 0, 40)
    receipts = [len(mother.showing("접수됐어요")) for mother in people]
    ambiguous = count(memory_settings, "select sum(ambiguous) from delivery")
    assert all(receipts), "none is lost"
    assert ambiguous >= PEOPLE
    copies = [each.metadata["event_payload"]["id"] for each in slack.posted if each.metadata]
    more = len(copies) - len(set(copies))
    assert more <= ambiguous
    # Where it may be looked up, nothing arrives twice; where it may not, it does, and is counted.
    assert (more > 0) == hidden


@pytest.mark.parametrize("mode", ["http"], indirect=True)
@pytest.mark.parametrize("fault", ["reset", "drop", "500"])
def test_an_answer_that_was_lost_on_its_way_is_said_once(slack: Platform, serve: Serve, fault: str) -> None:
    mother = Person(slack)
    with serve():
        slack.faults.append(fault)
        mother.say("/help")
        mother.sees("편하게 적어 주시면")
        mother.say("안녕하세요")
        mother.sees("치안파트너스예요")
    assert len(mother.sent()) == 2
