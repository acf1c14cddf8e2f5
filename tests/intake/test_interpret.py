"""What is typed as a command: which form or view it opens, and what stands behind it."""

import pytest

from intake.interpret import Meaning, interpret
from intake.messages import Act, Begin, Cancel, Look, Say

MEANINGS = {
    "case": Meaning("view", "case"),
    "cancel": Meaning("cancel", with_more=Meaning("form", "withdraw")),
    "report": Meaning("form", "concern", takes="text"),
    "take": Meaning("form", "take"),
    "message": Meaning("form", "message", then="text"),
}
TYPED: dict[str, Act] = {
    "/case": Look("case"),
    "/case 1": Look("case", hint="1"),
    "/cancel": Cancel(),
    "/cancel 1": Begin("withdraw", hint="1"),
    "/report 신호가 짧아요": Begin("concern", given={"text": "신호가 짧아요"}),
    "/take SP-260120-0001": Begin("take", hint="SP-260120-0001"),
    "/message": Begin("message"),
    "/message 1": Begin("message", hint="1"),
    "/message 1 고마워요": Begin("message", given={"text": "고마워요"}, hint="1"),
    "/message 고마워요, 정말로요": Begin("message", given={"text": "고마워요, 정말로요"}),
    "/Message@cheong_bot 1": Begin("message", hint="1"),
    "/nothing": Look("unknown_command"),
    "신호가 짧아요": Say("신호가 짧아요"),
}


@pytest.mark.parametrize(("typed", "act"), TYPED.items(), ids=TYPED)
def test_what_is_typed(typed: str, act: Act) -> None:
    assert interpret(Say(typed), MEANINGS.get) == act
