"""What Slack's errors mean for a delivery: the closed list of `routing.delivery`.

Certainly not taken: no connection, 429, and every refusal that names its reason. A 5xx, a lost connection
and Slack's own "internal error" may have been taken.
"""

import asyncio
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from routing.delivery import Outcome, Result

#: Nobody is there any more, or nobody lets us in.
_GONE = frozenset(
    {
        "account_inactive_user",
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
    }
)
#: What only an operator can mend is not tried over and over.
_OPERATOR = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
_UNSURE = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
OPERATOR_WAIT = timedelta(minutes=1)
#: Slack wants quiet, and does not say for how long.
QUIET_SECONDS = 30

Failure = SlackApiError | aiohttp.ClientError | asyncio.TimeoutError | OSError
FAILURES = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError, OSError)


def code_of(error: Failure) -> str:
    """Slack's own word for what went wrong, or the class of what did."""
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    said = getattr(error.response, "data", None)
    named = said.get("error") if isinstance(said, dict) else None
    return str(named or f"http {status_of(error)}")


def status_of(error: SlackApiError) -> int:
    """The HTTP status; of an answer that was no JSON the response is another kind of object."""
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def wait_of(error: Failure) -> timedelta | None:
    """How long Slack wants to be left alone, when it said 429."""
    if not isinstance(error, SlackApiError) or status_of(error) != 429:
        return None
    given = str(error.response.headers.get("Retry-After", ""))
    return timedelta(seconds=int(given) if given.isascii() and given.isdecimal() else QUIET_SECONDS)


def outcome_of(error: Failure, now: datetime) -> Outcome:
    """What became of an attempt that raised."""
    code = code_of(error)
    if (wait := wait_of(error)) is not None:
        return Outcome(Result.TRY_LATER, not_before=now + wait, reason="429")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Outcome(Result.TRY_LATER, reason=code)
    if not isinstance(error, SlackApiError) or status_of(error) != 200 or code in _UNSURE:
        return Outcome(Result.UNKNOWN, reason=code)
    if code in _GONE:
        return Outcome(Result.UNREACHABLE, reason=code)
    if code in _OPERATOR:
        return Outcome(Result.TRY_LATER, not_before=now + OPERATOR_WAIT, reason=code)
    return Outcome(Result.TRY_LATER, reason=code)
