"""Which messengers there are: one line each. A messenger that is not configured is not imported."""

from collections.abc import Callable
from importlib import import_module

from bot.messenger import Messenger
from bot.settings import Settings


def _webchat(settings: Settings, _secret: str) -> Messenger | None:
    if not settings.webchat.enabled:
        return None
    made: Messenger = import_module("bot.webchat.messenger").WebChat(public_url=settings.http.public_url)
    return made


def _terminal(_settings: Settings, secret: str) -> Messenger | None:
    made: Messenger = import_module("bot.terminal.messenger").Terminal(secret)
    return made


#: Name → builds it, or None where the settings leave it out. The second argument is a secret
#: derived from the key file, for whoever can prove to hold that file.
MESSENGERS: dict[str, Callable[[Settings, str], Messenger | None]] = {
    "webchat": _webchat,
    "terminal": _terminal,
}


def build_messengers(settings: Settings, secret: str) -> dict[str, Messenger]:
    """All configured messengers by name."""
    built = ((name, build(settings, secret)) for name, build in MESSENGERS.items())
    return {name: messenger for name, messenger in built if messenger is not None}
