"""The packaged forms: what is asked and when, what danger sets off, and that a broken form is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from intake.asking import Turn
from intake.conversation import Conversation
from intake.engine import advance
from intake.form import Choice, Field
from intake.formfile import load_forms
from intake.messages import (
    Act,
    Amendment,
    Answer,
    Ask,
    Begin,
    Confirm,
    Place,
    Review,
    Say,
    Skip,
    Submission,
    Tell,
)


def _stub(*codes: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, {"ko": f"이름 {code}", "en": f"name {code}"}) for code in codes)


AREAS = ("traffic", "children_women", "crime_prevention", "assembly", "investigation_security", "other")
SOURCES = {
    "areas": _stub(*AREAS),
    "stations": _stub("jongno", "hyehwa"),
    "exits": _stub("city_120"),
    "departments": _stub("hq.traffic", "jongno.traffic"),
    "groups": _stub("green_mothers"),
}
FORMS = load_forms(SOURCES)
#: The forms citizens open; officers' forms stand in the same folder.
CITIZENS = ("concern", "proposal", "inquiry", "praise")

NOW = datetime(2026, 1, 20, 5, 0, tzinfo=UTC)
TYPED = "아이들이 건널 때 차들이 멈추지 않아요"


def step(conversation: Conversation, act: Act) -> Turn:
    return advance(FORMS, conversation, act, at_once=1, now=NOW, fresh="d1")


def asked(turn: Turn) -> str | None:
    last = turn.effects[-1]
    return last.fields[0] if isinstance(last, Ask) else None


@dataclass
class Walk:
    """A form gone through from an empty conversation: what was asked, what it took, what left it."""

    before: list[str]
    after: list[str]
    presses: int
    submission: Submission
    amendments: list[Amendment]
    told: list[str]


def walk(form: str, script: dict[str, str]) -> Walk:
    """Choices in the script are pressed, the rest is typed; what is not in it is passed over."""
    turn = step(Conversation(), Begin(form))
    presses, effects = 1, list(turn.effects)
    before: list[str] = []
    after: list[str] = []
    while (field_id := asked(turn)) is not None:
        filed = turn.conversation.draft is not None and turn.conversation.draft.filed
        (after if filed else before).append(field_id)
        assert len(before) + len(after) < 40, "the same is asked again and again"
        act = _act(FORMS[form].by_id[field_id], script)
        presses += not filed and not isinstance(act, Say)
        turn = step(turn.conversation, act)
        if isinstance(turn.effects[-1], Review):
            presses += 1
            effects += turn.effects
            turn = step(turn.conversation, Confirm())
        effects += turn.effects
    (submission,) = [each for each in effects if isinstance(each, Submission)]
    amendments = [each for each in effects if isinstance(each, Amendment)]
    told = [each.phrase for each in effects if isinstance(each, Tell)]
    return Walk(before, after, presses, submission, amendments, told)


def _act(field: Field, script: dict[str, str]) -> Act:
    if field.id not in script:
        return Skip()
    if field.kind == "choice":
        return Answer({field.id: script[field.id]})
    if field.kind == "choices":
        return Answer({field.id: tuple(script[field.id].split())})
    return Say(script[field.id])


# --- golden paths ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", CITIZENS)
def test_a_citizens_form_is_guarded_remembered_and_thanked(form: str) -> None:
    loaded = FORMS[form]
    assert loaded.guarded
    assert loaded.reminds
    assert loaded.thanks
    assert loaded.free_text
    assert loaded.fields[0].id == "consent"


ALWAYS = {"consent": "agree", "place": "○○초 정문"}

GOLDEN = {
    "traffic": (
        {"t_issue": "crossing"},
        "consent area t_issue place",
        "text t_direction t_when t_who t_past t_wish wish_text photos reply_pref publish",
    ),
    "children_women": (
        {"gate": "worry", "c_issue": "route"},
        "consent area gate c_issue place",
        "text c_known c_when c_moment c_who c_wish wish_text photos reply_pref",
    ),
    "crime_prevention": (
        {"p_issue": "dark"},
        "consent area p_issue place",
        "text p_when p_why p_wish wish_text photos reply_pref publish",
    ),
    "assembly": (
        {"a_issue": "blocked", "a_when": "often"},
        "consent area a_issue place a_when",
        "text a_moment a_effect a_wish wish_text photos reply_pref publish",
    ),
    "investigation_security": (
        {"i_issue": "info", "i_wish": "중간에 한 번 알려 주시면 좋겠어요"},
        "consent area i_issue i_wish",
        "text i_stage i_org reply_pref",
    ),
    "other": (
        {"text": TYPED},
        "consent area text place",
        "wish_text photos reply_pref publish",
    ),
}


@pytest.mark.parametrize("area", AREAS)
def test_a_first_voice_takes_at_most_six_presses_and_asks_just_this(area: str) -> None:
    script, before, after = GOLDEN[area]
    walked = walk("concern", {**ALWAYS, "area": area, **script})
    assert walked.before == before.split()
    assert walked.after == after.split()
    assert walked.presses <= 6
    assert walked.told[-1] == "thanks.details"
    assert walked.submission.answers["area"] == area


@pytest.mark.parametrize("area", AREAS[:-1])
def test_typed_words_stand_for_the_issue_which_is_asked_first_after_the_receipt(area: str) -> None:
    turn = step(Conversation(), Begin("concern"))
    turn = step(turn.conversation, Answer({"consent": "agree"}))
    turn = step(turn.conversation, Say(TYPED))
    assert turn.effects[0] == Tell("noted")
    assert asked(turn) == "area"
    turn = step(turn.conversation, Answer({"area": area}))
    if area == "children_women":
        assert asked(turn) == "gate"
        turn = step(turn.conversation, Answer({"gate": "worry"}))
    while asked(turn) == "place":
        turn = step(turn.conversation, Skip())
    while asked(turn) in {"a_when", "i_wish"}:
        turn = step(turn.conversation, Say("자주 그래요"))
    assert isinstance(turn.effects[-1], Review)
    turn = step(turn.conversation, Confirm())
    assert asked(turn) in {"t_issue", "c_issue", "p_issue", "a_issue", "i_issue"}


def test_words_added_to_a_chosen_issue_are_sent_with_it() -> None:
    turn = step(Conversation(), Begin("concern"))
    for values in ({"consent": "agree"}, {"area": "traffic"}, {"t_issue": "crossing"}):
        turn = step(turn.conversation, Answer(values))
    turn = step(turn.conversation, Skip())
    turn = step(turn.conversation, Say(TYPED))
    assert isinstance(turn.effects[-1], Review)
    turn = step(turn.conversation, Confirm())
    (submission,) = [each for each in turn.effects if isinstance(each, Submission)]
    assert submission.answers["t_issue"] == "crossing"
    assert submission.answers["text"] == TYPED


@pytest.mark.parametrize(
    ("form", "script", "before", "after", "presses"),
    [
        (
            "proposal",
            {"area": "traffic", "q_change": "보행 신호를 5초만 늘려 주세요", "q_scope": "local"},
            "consent area q_change",
            "q_now q_gain q_scope place photos reply_pref publish",
            4,
        ),
        (
            "inquiry",
            {"text": "집회 신고는 어디에 하나요?", "area": "assembly"},
            "consent text area",
            "place q_law reply_pref",
            4,
        ),
        ("praise", {"text": "고마워요"}, "consent text", "who praise_when share", 3),
    ],
)
def test_the_other_kinds_ask_just_this(
    form: str, script: dict[str, str], before: str, after: str, presses: int
) -> None:
    walked = walk(form, {**ALWAYS, **script})
    assert walked.before == before.split()
    assert walked.after == after.split()
    assert walked.presses == presses


def test_what_holds_for_all_seoul_has_no_place() -> None:
    script = {"area": "traffic", "q_change": "보행 신호를 5초만 늘려 주세요", "q_scope": "seoul"}
    assert "place" not in walk("proposal", {**ALWAYS, **script}).after


def _issues() -> Iterator[tuple[str, str]]:
    concern = FORMS["concern"]
    for field in concern.fields:
        if field.means == "issue":
            (area,) = next(each.is_in for each in field.when if each.field == "area")
            yield from ((area, choice.code) for choice in field.choices)


@pytest.mark.parametrize(("area", "issue"), list(_issues()))
def test_every_issue_leads_to_a_receipt(area: str, issue: str) -> None:
    script = {**ALWAYS, "area": area, "gate": "worry", "text": TYPED, "i_wish": "더 자주 알려 주세요"}
    script |= {f"{letter}_issue": issue for letter in "tcpai"}
    script |= {"c_reported": "done", "p_now": "no", "p_money": "no"}
    walked = walk("concern", script)
    assert ("text" in walked.before) == (issue == "etc")
    assert ("place" in walked.submission.answers) == (
        issue not in {"voice_phish", "notice"} and area != "investigation_security"
    )


# --- what an answer changes --------------------------------------------------------------------------


def _before_and_after(area: str, **script: str) -> tuple[list[str], list[str]]:
    walked = walk("concern", {**ALWAYS, "area": area, "gate": "worry", "text": TYPED, **script})
    return walked.before, walked.after


def test_noise_is_asked_for_by_its_own_question_and_must_be_measured_live() -> None:
    walked = walk("concern", {**ALWAYS, "area": "assembly", "a_issue": "noise", "a_noise": "now"})
    assert walked.before == ["consent", "area", "a_issue", "place", "a_noise"]
    assert "noise.now" in walked.told
    assert "a_moment" not in walked.after
    assert "a_spot" in walked.after


def test_advance_notice_needs_neither_place_nor_time() -> None:
    before, after = _before_and_after("assembly", a_issue="notice")
    assert before == ["consent", "area", "a_issue"]
    assert "a_moment" not in after


def test_a_stranger_means_112_first_and_nothing_about_the_case() -> None:
    before, after = _before_and_after("children_women", c_issue="approach", c_reported="done")
    assert before == ["consent", "area", "gate", "c_issue", "c_reported", "place"]
    assert not {"c_known", "c_when", "c_moment"} & set(after)


def test_what_112_knows_is_not_asked_again() -> None:
    _, after = _before_and_after("children_women", c_issue="play", c_known="school p112")
    assert not {"c_when", "c_moment"} & set(after)


def test_scams_have_no_hour_no_reason_of_place_and_no_stage() -> None:
    _, after = _before_and_after("crime_prevention", p_issue="voice_phish", p_money="no")
    assert not {"p_when", "p_why"} & set(after)
    _, after = _before_and_after("investigation_security", i_issue="scam", i_wish="예방 교육을 늘려 주세요")
    assert not {"i_stage", "i_org"} & set(after)


@pytest.mark.parametrize(
    ("area", "script", "more"),
    [
        ("crime_prevention", {"p_issue": "dark", "p_wish": "patrol light"}, "p_days"),
        ("assembly", {"a_issue": "guide", "a_wish": "policy"}, "q_change"),
        ("traffic", {"t_issue": "speed", "t_past": "hurt", "t_now": "no"}, "t_now"),
    ],
)
def test_a_wish_or_an_injury_is_asked_about_further(area: str, script: dict[str, str], more: str) -> None:
    _, after = _before_and_after(area, **script)
    assert more in after
    _, after = _before_and_after(area, **{key: script[key] for key in script if key.endswith("_issue")})
    assert more not in after


@pytest.mark.parametrize(
    ("area", "script", "said"),
    [
        ("traffic", {"t_issue": "parking"}, "exit.parking"),
        ("traffic", {"t_issue": "sign"}, "exit.parking"),
        ("traffic", {"t_issue": "speed", "t_wish": "camera facility crosswalk"}, "with.city"),
        ("children_women", {"c_issue": "play", "c_wish": "cctv"}, "with.city"),
        ("crime_prevention", {"p_issue": "dark", "p_wish": "patrol"}, "patrol.kept"),
        ("assembly", {"a_issue": "guide", "a_wish": "alert"}, "alerts.not_yet"),
        ("investigation_security", {"i_issue": "hurt", "i_wish": "말을 곱게 해 주세요"}, "exit.conduct"),
    ],
)
def test_where_else_to_turn_is_said_once_and_the_form_goes_on(
    area: str, script: dict[str, str], said: str
) -> None:
    walked = walk("concern", {**ALWAYS, "area": area, "gate": "worry", "text": TYPED, **script})
    assert walked.told.count(said) == 1


def test_a_changed_area_leaves_nothing_behind() -> None:
    turn = step(Conversation(), Begin("concern"))
    for values in ({"consent": "agree"}, {"area": "crime_prevention"}, {"p_issue": "voice_phish"}):
        turn = step(turn.conversation, Answer(values))
    assert asked(turn) == "p_money"
    turn = step(turn.conversation, Answer({"area": "other"}))
    assert asked(turn) == "text"
    turn = step(turn.conversation, Say(TYPED))
    assert asked(turn) == "place"
    turn = step(turn.conversation, Skip())
    turn = step(turn.conversation, Confirm())
    (submission,) = [each for each in turn.effects if isinstance(each, Submission)]
    assert submission.answers == {"consent": "agree", "area": "other", "text": TYPED}


def test_no_consent_ends_it_and_telling_more_asks_again() -> None:
    begun = step(Conversation(), Begin("concern")).conversation
    more = step(begun, Answer({"consent": "details"}))
    assert more.effects[0] == Tell("notice.short")
    assert asked(more) == "consent"
    stopped = step(begun, Answer({"consent": "stop"}))
    assert stopped.effects == (Tell("declined"),)
    assert stopped.conversation.draft is None


def test_the_place_is_asked_for_in_the_areas_own_words() -> None:
    place = FORMS["concern"].by_id["place"]
    wordings = {area: place.asked({"area": area})["ko"] for area in AREAS}
    assert "학교 이름만" in wordings["children_women"]
    assert "집회 장소가 아니라" in wordings["assembly"]
    assert wordings["other"] == place.ask["ko"]


def test_a_typed_place_is_a_place() -> None:
    walked = walk("concern", {**ALWAYS, "area": "traffic", "t_issue": "speed"})
    assert walked.submission.answers["place"] == Place("○○초 정문")
