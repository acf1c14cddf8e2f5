"""The button that hands over where the phone is: offered where a place is asked, taken away afterwards.

It is a keyboard of the chat, not of a message: only another message takes it away, which then goes as well.
"""

from bot.lately import Lately
from bot.telegram import keyboards
from bot.telegram.drawing import Drawn
from bot.telegram.sending import Sender
from bot.telegram.wire import Spot
from intake.wording import Wording

#: Chats remembered that have the button; elsewhere it hides by itself once it was used.
REMEMBERED = 1_000


class Places:
    """Which chats have the button."""

    def __init__(self, sender: Sender, wording: Wording) -> None:
        self._sender, self._wording = sender, wording
        self._offered: Lately[int, None] = Lately(REMEMBERED)

    def offered_in(self, chat: int) -> bool:
        """Whether the chat has the button, as far as is remembered."""
        return chat in self._offered

    async def offer(self, at: Spot, language: str, *, anew: bool) -> None:
        """Show the button, unless it is there already; `anew`: then as well, for typing has hidden it."""
        if at.chat in self._offered and not anew:
            return
        words, label = (self._say(each, language) for each in ("telegram.place", "telegram.place.button"))
        await self._sender.answer(at, Drawn(words, markup=keyboards.location(label)))
        self._offered[at.chat] = None

    async def taken(self, at: Spot, language: str) -> None:
        """It was pressed: say so, without it."""
        self._offered.pop(at.chat, None)
        await self._sender.answer(at, self._without("telegram.place.taken", language))

    async def withdraw(self, at: Spot, language: str) -> None:
        """Something else is asked by now."""
        if at.chat in self._offered:
            del self._offered[at.chat]
            sent = await self._sender.answer(at, self._without("telegram.place.over", language))
            if sent.ref:
                await self._sender.delete(at.chat, int(sent.ref))

    def _without(self, phrase: str, language: str) -> Drawn:
        return Drawn(self._say(phrase, language), markup=keyboards.NO_KEYBOARD)

    def _say(self, phrase: str, language: str) -> str:
        return self._wording.say(phrase, {}, language)
