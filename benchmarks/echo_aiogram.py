"""aiogram's echo bot behind a webhook: `python echo_aiogram.py API_URL SECRET`. Keeps nothing.

As its own example, on its own aiohttp server and request handler; runs in the environment of others.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

TOKEN, PATH = "123456:TEST-token_of_no_bot_at_all", "/telegram/webhook"


async def repeat(message: Message) -> None:
    """The bot."""
    await message.answer(message.text or "")


async def main(api: str, secret: str) -> None:
    """Serve until killed; the address is printed first."""
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()
    dispatcher.message.register(repeat)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(application, path=PATH)
    setup_application(application, dispatcher, bot=bot)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
