"""Whoever says that they are not in danger is believed for a while, and only they."""

from datetime import datetime, timedelta

from bot.calm import LASTS, Calm
from intake.messages import Address

NOW = datetime.fromisoformat("2026-01-20T10:00:00+09:00")
ONE, OTHER = Address("m", "b", "one"), Address("m", "b", "other")


def test_believed_for_a_while() -> None:
    calm = Calm()
    calm.say(ONE, NOW)

    assert calm.said(ONE, NOW + LASTS - timedelta(seconds=1))
    assert not calm.said(ONE, NOW + LASTS)
    assert not calm.said(OTHER, NOW)


def test_what_is_over_is_forgotten() -> None:
    calm = Calm()
    calm.say(ONE, NOW)
    calm.say(OTHER, NOW + LASTS)

    assert set(calm.until) == {OTHER}
