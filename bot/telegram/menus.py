"""The menus of commands: for members by default, for the desk in groups and in private chats of its own."""

from collections.abc import Iterator

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.commands import Commands, Named, load_commands
from bot.lately import Lately
from bot.messenger import Service, Unavailable
from intake.messages import Address, Room
from routing.model import Role

LANGUAGES = ("ko", "en")
#: Chats remembered at a time; one that was forgotten is looked at again.
REMEMBERED = 5_000
#: What a command may be called at Telegram.
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_MEMBER: frozenset[Role] = frozenset({"member"})

Menu = tuple[BotCommandScope, str | None, list[BotCommand]]


class Menus:
    """Sets menus; `ko` is the one for languages we do not speak."""

    def __init__(self, bot: Bot, commands: Commands | None = None) -> None:
        self._bot, self._commands = bot, commands or load_commands()
        self._set: Lately[int, frozenset[Role]] = Lately(REMEMBERED)

    def everywhere(self) -> Iterator[Menu]:
        """The menus that need nobody to be known."""
        members = self._commands.menu(_MEMBER)
        desk = tuple(each for each in self._commands.menu(frozenset({"officer"})) if each not in members)
        for language in (None, *LANGUAGES):
            yield BotCommandScopeDefault(), language, _entries(members, language)
            yield BotCommandScopeAllPrivateChats(), language, _entries(members, language)
            yield BotCommandScopeAllGroupChats(), language, _entries(desk, language)

    def may_be_old(self, chat: int) -> bool:
        """Whether the chat's menu may be that of a role which has ended."""
        return self._set.get(chat) != _MEMBER

    async def fit(self, service: Service, who: Address, where: Room) -> None:
        """The menu of somebody's private chat, by the roles they hold now; lost, it is set next time."""
        chat = int(where.chat)
        scope = BotCommandScopeChat(chat)
        try:
            roles = await service.roles(who, where)
            known = self._set.get(chat)
            if known == roles:
                return
            # Somebody who was an officer once may still have that menu, set by a process long gone.
            if known is None and roles == _MEMBER and not await service.has_served(who, where):
                self._set[chat] = roles
                return
            for language in (None, *LANGUAGES):
                if roles == _MEMBER:
                    await self._bot.delete_my_commands(scope, language)
                else:
                    entries = _entries(self._commands.menu(roles), language)
                    await self._bot.set_my_commands(entries, scope, language)
        except (TelegramError, Unavailable):
            return
        self._set[chat] = roles


def _entries(commands: tuple[Named, ...], language: str | None) -> list[BotCommand]:
    return [
        BotCommand(name, each.words[language or "ko"])
        for each in commands
        if (name := next((n for n in each.names if set(n) <= _NAME_CHARACTERS), None))
    ]
