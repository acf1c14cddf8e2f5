"""Telegram: updates in, cards out, by webhook or long polling."""

import os

#: python-telegram-bot then gives spans of time as such, and does not warn that it will.
os.environ.setdefault("PTB_TIMEDELTA", "true")
