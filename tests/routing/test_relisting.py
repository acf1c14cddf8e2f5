"""What is listed moves with its concern, and goes when a victim or a case may stand behind it."""

from dataclasses import replace

from intake.messages import Place
from routing.decisions.joining import relisted
from routing.directory.nearness import marks
from routing.model import Concern, Decision, Listing
from tests.fixtures.words import office
from tests.routing.test_lifecycle import CONCERN

HERE, THERE = Place("면목동 면목초 정문"), Place("면목동 면목초 후문")
LISTED = replace(CONCERN, title="정문 앞 보행 신호", answers={"publish": "y", "place": HERE})


def after(changed: Concern) -> Decision:
    return relisted(office(), LISTED, Decision(concern=changed))


def test_a_place_put_right_is_found_there() -> None:
    moved = replace(LISTED, answers={**LISTED.answers, "place": THERE})

    assert after(moved).listing == Listing(LISTED.id, marks("traffic", THERE, office().directory))
    assert marks("traffic", THERE, office().directory) != marks("traffic", HERE, office().directory)


def test_what_turns_out_to_be_about_somebody_hurt_is_listed_no_more() -> None:
    decision = after(replace(LISTED, area="children_women"))

    assert decision.listing == Listing(LISTED.id)
    assert decision.concern is not None
    assert decision.concern.title is None


def test_any_other_change_leaves_the_listing_alone() -> None:
    assert after(replace(LISTED, version=1)).listing is None
