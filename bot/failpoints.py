"""Named points at which a test may stop the process as a power cut would; inert without CHEONG_FAILPOINT.

CHEONG_FAILPOINT=turn.committed kills the process the first time it passes that point;
CHEONG_FAILPOINT=turn.committed:3 the third time.
"""

import os
import signal

POINTS = (
    "turn.received",
    "turn.began",
    "turn.advanced",
    "turn.decided",
    "turn.kept",
    "turn.committed",
    "turn.answered",
    "delivery.expanded",
    "delivery.claimed",
    "delivery.pushed",
    "delivery.counted",
    "delivery.settled",
)

_NAME, _, _COUNT = os.environ.get("CHEONG_FAILPOINT", "").partition(":")
_left = [int(_COUNT or 1)]


def _inert(_point: str) -> None:
    """Outside tests nothing happens here."""


def _deadly(point: str) -> None:
    if point == _NAME:
        _left[0] -= 1
        if _left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)


failpoint = _deadly if _NAME else _inert
