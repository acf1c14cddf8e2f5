"""Commands as they are typed at Slack, which keeps names such as `/status` for itself. Pure."""

import re
from functools import cache

from bot.commands import load_commands

#: Commands of ours; what follows the second is one of the service's own.
REPORT, CHEONG = "/report", "/cheong"

_COMMAND = re.compile(r"(?:(?<=[\s(,])|^)/([a-z]+)\b", re.MULTILINE)


def as_typed_here(text: str) -> str:
    """The text with each command as it is typed at Slack."""
    return _COMMAND.sub(_renamed, text) if "/" in text else text


def _renamed(found: re.Match[str]) -> str:
    known = found[1] in _names() and found[0] != REPORT
    return f"{CHEONG} {found[1]}" if known else found[0]


@cache
def _names() -> frozenset[str]:
    return frozenset(name for each in load_commands().named for name in each.names)
