"""A token's shape tells whether it is a form's: then its card gives way once it is pressed."""

from bot.acts import is_form
from intake.messages import Begin, Confirm, Look
from tests.telegram.samples import TOKENS, WHERE, WHO


def test_a_form_s_token_is_told_from_a_case_s() -> None:
    assert is_form(TOKENS.form(Confirm(), WHO, WHERE, 7))
    assert not is_form(TOKENS.case(Begin("take", "ab" * 16), WHERE))
    assert not is_form(TOKENS.case(Look("inbox"), WHERE))
    assert not is_form("~t_when=night")
    assert not is_form("")
