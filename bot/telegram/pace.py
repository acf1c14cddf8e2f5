"""Telegram's limits kept by this process: per bot, per chat, per group.

A process keeps its own pace; several processes of one bot would need to share it.
"""

from collections import OrderedDict

#: A little under 30 a second, 1 a second, 20 a minute: the network bunches what was sent evenly.
BOT_SECONDS = 0.034
CHAT_SECONDS = 1.02
GROUP_SECONDS = 3.06
#: Chats remembered at a time; one that was quiet for long has no pace to keep.
REMEMBERED = 20_000


class Pace:
    """When the next message may go out. Times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._next = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()

    def wait_for(self, chat: int, now: float) -> float:
        """Seconds that a message to the chat would have to wait."""
        return max(0.0, self._chats.get(chat, 0.0) - now)

    def of_chat(self, chat: int, now: float) -> float:
        """Take the chat's next turn; the seconds until then."""
        wait = self.wait_for(chat, now)
        self._take(chat, now + wait)
        return wait

    def of_bot(self, now: float) -> float:
        """Take the bot's next turn, once the chat's has come; the seconds until then."""
        at = max(now, self._next)
        self._next = at + BOT_SECONDS
        return at - now

    def note(self, chat: int, now: float) -> None:
        """A message goes to the chat at once, as an answer: what is pushed there waits its turn."""
        self.of_bot(now)
        self._take(chat, now)

    def hold(self, chat: int, until: float) -> None:
        """Telegram wants quiet in the chat until then."""
        self._chats[chat] = max(self._chats.get(chat, 0.0), until)
        self._chats.move_to_end(chat)

    def _take(self, chat: int, at: float) -> None:
        wait = GROUP_SECONDS if chat < 0 else CHAT_SECONDS
        self._chats[chat] = max(self._chats.get(chat, 0.0), at + wait)
        self._chats.move_to_end(chat)
        while len(self._chats) > REMEMBERED:
            self._chats.popitem(last=False)
