"""The question that stands open with each: once it is answered elsewhere, its buttons go."""

from bot.aside import Aside
from bot.lately import Lately
from bot.telegram.sending import Sender
from bot.telegram.wire import Heard
from intake.messages import Address, Room

#: Open questions remembered at a time.
REMEMBERED = 1_000

Talk = tuple[Address, Room]


class Standing:
    """The last question that offers answers, shown to each, where its message is known."""

    def __init__(self, sender: Sender, aside: Aside) -> None:
        self._sender, self._aside = sender, aside
        self._known: Lately[Talk, int] = Lately(REMEMBERED)

    def asked(self, who: Address, where: Room, message: int) -> None:
        """A question stands in that message now."""
        self._known[who, where] = message

    def gives_way(self, heard: Heard) -> None:
        """Another question follows: the one before, unless it was pressed itself, loses its buttons."""
        old = self._known.pop((heard.acts[0].who, heard.acts[0].where), None)
        if old is not None and (heard.pressed is None or heard.pressed.message != old):
            self._aside.do(self._sender.keyboard(heard.at.chat, old))
