"""What Telegram's errors mean for a delivery: the closed list of `routing.delivery`.

Certainly not taken: no connection, 400, 401, 403, 404, 429. Everything else may have been taken.
"""

from datetime import datetime, timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.request import NotSent
from routing.delivery import Outcome, Result

#: Parts of Telegram's descriptions, and the reason kept. Descriptions are not kept: some hold addresses.
_GONE = {
    "chat not found": "chat not found",
    "user not found": "user not found",
    "peer_id_invalid": "user not found",
    "bot was blocked": "blocked",
    "user is deactivated": "deactivated",
    "bot was kicked": "kicked",
    "bot can't initiate": "never started",
}
#: Of topics: it died or was deleted; it was closed.
NO_SUCH_TOPIC, CLOSED_TOPIC = "no such topic", "the topic is closed"
_TOPICS = {
    "message thread not found": NO_SUCH_TOPIC,
    "topic_deleted": NO_SUCH_TOPIC,
    "topic_id_invalid": NO_SUCH_TOPIC,
    "topic_closed": CLOSED_TOPIC,
}
#: The group has become a supergroup: it goes on under another number.
MOVED = "the group has moved"
_SAME = "message is not modified"
#: A token that is refused is an operator's matter: it is not tried over and over.
TOKEN_WAIT = timedelta(minutes=1)


def outcome_of(error: TelegramError, now: datetime) -> Outcome:
    """What became of an attempt that raised."""
    said = error.message.lower()
    gone = next((reason for part, reason in _GONE.items() if part in said), None)
    match error:
        case RetryAfter():
            return Outcome(Result.TRY_LATER, not_before=now + wait_of(error), reason="429")
        case Forbidden():
            return Outcome(Result.UNREACHABLE, reason=gone or "forbidden")
        case BadRequest() if _SAME in said:
            return Outcome(Result.DELIVERED)
        case BadRequest() if gone:
            return Outcome(Result.UNREACHABLE, reason=gone)
        case BadRequest():
            reason = next((reason for part, reason in _TOPICS.items() if part in said), "400")
            return Outcome(Result.TRY_LATER, reason=reason)
        case InvalidToken():
            return Outcome(Result.TRY_LATER, not_before=now + TOKEN_WAIT, reason="the token is refused")
        case ChatMigrated() | NotSent():
            moved = isinstance(error, ChatMigrated)
            return Outcome(Result.TRY_LATER, reason=MOVED if moved else type(error).__name__)
        case _:
            return Outcome(Result.UNKNOWN, reason=type(error).__name__)


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
