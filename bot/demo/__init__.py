"""The demo: three seats side by side on one page, for this machine only."""

from bot.demo.guard import OnlyHere
from bot.demo.page import SEATS, demo_routes

__all__ = ["SEATS", "OnlyHere", "demo_routes"]
