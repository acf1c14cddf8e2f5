"""python-telegram-bot's echo bot: `python echo_ptb.py API_URL SECRET`. Keeps nothing.

As its own example, on its own webhook server (tornado) with its own requests (httpx).
"""

import logging
import socket
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

TOKEN, PATH = "123456:TEST-token_of_no_bot_at_all", "/telegram/webhook"


async def repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """The bot."""
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(api: str, secret: str) -> None:
    """Serve until killed; the address is printed first."""
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    made = Application.builder().token(TOKEN).base_url(f"{api}/bot").job_queue(None).build()
    made.add_handler(MessageHandler(filters.TEXT, repeat))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    print(f"http://127.0.0.1:{port}", flush=True)
    made.run_webhook("127.0.0.1", port, PATH, secret_token=secret, webhook_url=f"https://127.0.0.1{PATH}")


if __name__ == "__main__":
    main(*sys.argv[1:])
