"""The page around the cards: put together from templates, with the words of one language."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import resources

from bot.card import Card
from bot.webchat.door import Door
from bot.webchat.drawing import TEMPLATES, View, composed, is_asking
from bot.webchat.wire import draw
from intake.wording import Wording

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page's own."""

    data: bytes
    type: str


def _load_assets() -> dict[str, Asset]:
    folder = resources.files("bot.webchat") / "static"
    files = [file for file in folder.iterdir() if file.name.rpartition(".")[2] in _TYPES]
    return {file.name: Asset(file.read_bytes(), _TYPES[file.name.rpartition(".")[2]]) for file in files}


ASSETS = _load_assets()
#: Part of the assets' addresses: a new version is never looked for in an old cache.
VERSION = sha256(b"".join(ASSETS[name].data for name in sorted(ASSETS))).hexdigest()[:12]


def fresh_event() -> str:
    """An event's id that nobody can guess."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page: letters that came, the person's last words, and the cards below."""

    language: str
    history: Sequence[Card] = ()
    seq: int = 0
    mine: str = ""
    cards: Sequence[Card] = ()
    #: Something that went wrong, as a sentence.
    note: str = ""
    #: Words that were not kept, put back into the message box, and the event they belong to.
    words: str = ""
    event: str = ""
    #: Fields of a card's form that was not kept, to be sent once more.
    again: Sequence[tuple[str, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Paper:
    """Draws for one door; `action` is the door's address, with a slash at its end."""

    wording: Wording
    door: Door
    action: str

    def cards(self, cards: Iterable[Card]) -> str:
        """The cards alone, one after the other."""
        return "".join(draw(card, self.action, self.wording.say, fresh_event()) for card in cards)

    def page(self, sheet: Sheet) -> str:
        """The whole page."""
        asking = next((card for card in reversed(sheet.cards) if is_asking(card)), None)
        typed = composed(asking) if asking else None
        note = self.wording.say(self.door.note, {}, sheet.language) if self.door.note else ""
        return self._render(
            "page.html",
            sheet.language,
            sheet=sheet,
            seat=note,
            history=self.cards(sheet.history),
            cards=self.cards(sheet.cards),
            typed=typed,
            words=sheet.words or (View(asking).text(typed) if asking and typed else ""),
            event=sheet.event or fresh_event(),
            fresh_event=fresh_event,
        )

    def notice(self, phrase: str, language: str, *, leaving: bool = False) -> str:
        """A page that says one thing and leads back; `leaving`: or away from here."""
        return self._render("notice.html", language, phrase=phrase, leaving=leaving)

    def _render(self, template: str, language: str, **more: object) -> str:
        def t(phrase: str, **params: str) -> str:
            return self.wording.say(phrase, params, language)

        return TEMPLATES.get_template(template).render(
            language=language, door=self.door, action=self.action, version=VERSION, t=t, **more
        )
