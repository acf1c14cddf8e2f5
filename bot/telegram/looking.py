"""What Telegram says of the bot's set-up: whether the token works, which webhook is there, what waits."""

import asyncio
from collections.abc import Iterator

from telegram import WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.settings import Telegram
from bot.telegram import webhook
from bot.telegram.messenger import build_bot
from bot.telegram.request import Request

TOKEN = "CHEONG_TELEGRAM__TOKEN"  # noqa: S105  # the setting's name
Found = tuple[str, bool]


def look(settings: Telegram, public_url: str) -> Iterator[Found]:
    """Sentences, each with whether it is a problem."""
    yield from asyncio.run(_look(settings, public_url))


async def _look(settings: Telegram, public_url: str) -> list[Found]:
    request = Request()
    bot = build_bot(settings, request)
    try:
        me = await bot.get_me()
        info = await bot.get_webhook_info()
    except InvalidToken:
        return [(f"{TOKEN}: Telegram refuses it; copy it anew from BotFather", True)]
    except TelegramError as error:
        return [(f"CHEONG_TELEGRAM__API_URL: no answer from there ({type(error).__name__})", True)]
    finally:
        await request.shutdown()
    found: list[Found] = [(f"Telegram: the token works; the bot is @{me.username}", False)]
    found.append((f"Telegram: updates waiting there: {info.pending_update_count}", False))
    return found + list(_webhook(settings, public_url.rstrip("/"), info))


def _webhook(settings: Telegram, public_url: str, info: WebhookInfo) -> Iterator[Found]:
    if settings.mode == "polling":
        if info.url:
            yield f"Telegram: a webhook is registered ({info.url}); it is taken away at the start", False
        return
    if not settings.webhook_secret.get_secret_value():
        yield "CHEONG_TELEGRAM__WEBHOOK_SECRET: a webhook needs one; set 16 to 256 random letters", True
    if not public_url.startswith("https://"):
        yield "CHEONG_HTTP__PUBLIC_URL: Telegram sends to an https:// address only; set yours", True
    yield f"Telegram: the webhook registered: {info.url or 'none'}", False
    if info.url and info.url != f"{public_url}{webhook.PATH}":
        yield "Telegram: that is not this service's webhook; it is changed at the start", False
    if info.last_error_message:
        yield (
            f"Telegram: the last delivery failed at {info.last_error_date}: {info.last_error_message}",
            False,
        )
