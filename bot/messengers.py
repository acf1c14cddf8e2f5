"""Which messengers there are: one line each. A messenger that is not configured is not imported."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module

from bot.card import Card
from bot.messenger import Messenger
from bot.pace import Gaps, Pace
from bot.settings import Settings
from intake.messages import Address
from intake.wording import Wording


@dataclass(frozen=True, slots=True)
class Kit:
    """What messengers are built from."""

    settings: Settings
    wording: Wording
    #: Derived from the key file: proves to us and to a terminal that both hold it.
    secret: str = field(repr=False)
    #: The bytes that came with an act about to be heard, by their reference.
    held: Callable[[str], Awaitable[bytes | None]]
    #: The pace of a bot, by its name and what its platform allows.
    pace: Callable[[str, Gaps], Pace]
    #: The demo's seats are served as well.
    demo: bool = False


def _webchat(kit: Kit) -> Messenger | None:
    if not kit.settings.webchat.enabled:
        return None
    doors = import_module("bot.webchat.door").doors(demo=kit.demo)
    build = import_module("bot.webchat.messenger").WebChat
    made: Messenger = build(kit.wording, kit.settings.http.public_url, doors, kit.held)
    return made


def _terminal(kit: Kit) -> Messenger | None:
    made: Messenger = import_module("bot.terminal.messenger").Terminal(kit.secret)
    return made


def _telegram(kit: Kit) -> Messenger | None:
    if not kit.settings.telegram.token.get_secret_value():
        return None
    made: Messenger = import_module("bot.telegram.messenger").build(
        kit.settings.telegram, kit.settings.http.public_url, kit.wording, kit.pace
    )
    return made


def _slack(kit: Kit) -> Messenger | None:
    if not kit.settings.slack.bot_token.get_secret_value():
        return None
    made: Messenger = import_module("bot.slack.messenger").build(kit.settings.slack, kit.wording, kit.pace)
    return made


#: Name → builds it, or None where the settings leave it out.
MESSENGERS: dict[str, Callable[[Kit], Messenger | None]] = {
    "webchat": _webchat,
    "terminal": _terminal,
    "telegram": _telegram,
    "slack": _slack,
}


def build_messengers(kit: Kit) -> dict[str, Messenger]:
    """All configured messengers by name."""
    built = ((name, build(kit)) for name, build in MESSENGERS.items())
    return {name: messenger for name, messenger in built if messenger is not None}


#: Name → what draws a card as text, to be read before anybody meets it.
AS_TEXT: dict[str, Callable[[], Callable[[Card], str]]] = {
    "terminal": lambda: import_module("bot.terminal.wire").as_text,
    "webchat": lambda: import_module("bot.webchat.wire").as_text,
    "telegram": lambda: import_module("bot.telegram.wire").as_text,
    "slack": lambda: import_module("bot.slack.wire").as_text,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of a messenger's set-up from outside; a problem says its mend."""

    text: str
    is_problem: bool = True


def findings(settings: Settings) -> Iterator[Finding]:
    """What the platforms say of the configured messengers: asks them over the network."""
    if settings.telegram.token.get_secret_value():
        for text, is_problem in import_module("bot.telegram.looking").look(
            settings.telegram, settings.http.public_url
        ):
            yield Finding(text, is_problem)
    if settings.slack.bot_token.get_secret_value():
        for text, is_problem in import_module("bot.slack.looking").look(
            settings.slack, settings.http.public_url
        ):
            yield Finding(text, is_problem)


def seat_address(seat: str) -> Address:
    """Who sits in a seat of the demo."""
    address: Address = import_module("bot.webchat.door").Visitor(f"demo-{seat}").who
    return address
