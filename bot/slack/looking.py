"""What Slack says of the app's set-up: whether the tokens work, whose workspace it is, which scopes lack."""

import asyncio
from collections.abc import Iterator

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.settings import Slack
from bot.slack.calling import Line, build_client
from bot.slack.outcomes import code_of

BOT_TOKEN, APP_TOKEN = "CHEONG_SLACK__BOT_TOKEN", "CHEONG_SLACK__APP_TOKEN"  # settings' names
#: What the app cannot do without, and what it does with it.
NEEDED = {
    "chat:write": "sends messages",
    "commands": "takes commands and shortcuts",
    "im:history": "reads direct messages",
}
#: What it can do without, at a loss.
WANTED = {
    "app_mentions:read": "answers where it is mentioned",
    "files:read": "takes photos",
    "files:write": "shows photos",
    "im:write": "looks up uncertain direct messages",
}
Found = tuple[str, bool]


def look(settings: Slack, public_url: str) -> Iterator[Found]:
    """Sentences, each with whether it is a problem."""
    yield from asyncio.run(_look(settings, public_url))


async def _look(settings: Slack, public_url: str) -> list[Found]:
    found = await _bot(settings)
    if settings.app_token.get_secret_value():
        return found + await _socket(settings)
    if not settings.signing_secret.get_secret_value():
        found.append(("CHEONG_SLACK__SIGNING_SECRET: HTTP needs it; copy it from Basic Information", True))
    if not public_url.startswith("https://"):
        found.append(("CHEONG_HTTP__PUBLIC_URL: Slack posts to an https:// address only; set yours", True))
    return found


async def _bot(settings: Slack) -> list[Found]:
    line = Line(build_client(settings.bot_token.get_secret_value(), settings.api_url))
    try:
        me = await line.open().auth_test()
    except SlackApiError as error:
        return [(f"{BOT_TOKEN}: Slack refuses it ({code_of(error)}); copy it anew", True)]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [(f"CHEONG_SLACK__API_URL: no answer from there ({type(error).__name__})", True)]
    finally:
        await line.close()
    scopes = {each.strip() for each in str(me.headers.get("x-oauth-scopes", "")).split(",")}
    found: list[Found] = [(f"Slack: the token works; the app is @{me['user']} in {me['team']}", False)]
    if me.get("is_enterprise_install"):
        found.append(
            ("Slack: the app is installed for a whole organisation; install it into one workspace", True)
        )
    if scopes != {""}:
        found += [(_lacks(scope, what), True) for scope, what in NEEDED.items() if scope not in scopes]
        found += [(_lacks(scope, what), False) for scope, what in WANTED.items() if scope not in scopes]
    return found


def _lacks(scope: str, what: str) -> str:
    return f"Slack: the scope {scope} is missing ({what}); paste the manifest anew and reinstall the app"


async def _socket(settings: Slack) -> list[Found]:
    token = settings.app_token.get_secret_value()
    line = Line(build_client(token, settings.api_url))
    try:
        await line.open().apps_connections_open(app_token=token)
    except SlackApiError as error:
        return [(f"{APP_TOKEN}: Slack opens no socket for it ({code_of(error)})", True)]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [(f"CHEONG_SLACK__API_URL: no answer from there ({type(error).__name__})", True)]
    finally:
        await line.close()
    return [("Slack: everything comes by Socket Mode", False)]
