"""Starting the demo: on this machine only, its officer and coordinator seated."""

import os
from collections.abc import Callable
from datetime import datetime

from bot.ports import Keeper
from bot.settings import PREFIX, Settings
from intake.messages import Address
from routing.model import EVERYWHERE

#: Seats that hold a role from the start, for every department.
_ROLES = {"officer": "officer", "coordinator": "coordinator"}


class DemoRefused(Exception):
    """The demo may not start in this set-up. Its text names what to take away."""


def local_settings(settings: Settings, port: int | None) -> Settings:
    """The settings bound to this machine; DemoRefused when they are meant for people."""
    if settings.http.public_url:
        raise DemoRefused(
            "CHEONG_HTTP__PUBLIC_URL is set, but the demo asks nobody who they are: use “cheong run”"
        )
    for name in os.environ:
        if name.startswith(PREFIX) and "TOKEN" in name:
            raise DemoRefused(f"{name} is set, but the demo asks nobody who they are: use “cheong run”")
    http = settings.http.model_copy(update={"host": "127.0.0.1", **({} if port is None else {"port": port})})
    # Whoever looks at it at night wants to see what arrives.
    service = settings.service.model_copy(update={"quiet": "off"})
    return settings.model_copy(update={"http": http, "service": service})


def take_seats(keeper: Keeper, address: Callable[[str], Address], now: datetime) -> None:
    """Give the officer's and the coordinator's seat their roles; `address` says who sits in a seat."""
    for name, role in _ROLES.items():
        keeper.grant(address(name), role, EVERYWHERE, now)
