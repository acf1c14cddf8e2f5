"""What many tests begin with: a concern told in a modal, and one answered in a modal."""

from typing import Any

from tests.slack.person import Person

CROSSING = {"t_issue": "건너기 무서워요", "place": "면목동 면목초 정문"}


def to_the_review(mother: Person, area: str = "교통", **filled: Any) -> None:
    """Fill the form in, up to its review; without more, somebody is afraid to cross."""
    mother.shortcut()
    mother.fill(consent="동의하고 시작", area=area)
    mother.fill(**filled or CROSSING)
    mother.submit()
    mother.modal("이렇게 보낼게요")


def tells(mother: Person, area: str = "교통", **filled: Any) -> None:
    """A concern, from the shortcut to the receipt."""
    to_the_review(mother, area, **filled)
    mother.submit()
    mother.sees("접수됐어요")


def answers(officer: Person, channel: str | None = None) -> None:
    """The four slots, read as its author will read them, and sent."""
    officer.press("답변하기", channel)
    officer.modal("들으셨나요")
    officer.fill(heard="건너기 무섭다고 하셨죠.", checked="나가 봤어요.")
    officer.fill(will="신호를 늘릴게요.", hard="없음")
    officer.submit()
    officer.modal("보내신 분은 이렇게 읽어요")
    officer.submit()
