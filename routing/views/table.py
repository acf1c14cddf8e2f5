"""Every view by its id: one line each."""

from collections.abc import Callable

from intake.messages import Look, Prompt
from routing.views.case import case
from routing.views.change import change
from routing.views.inbox import filters, inbox
from routing.views.ledger import ledger, silent
from routing.views.own import help_, nothing_open, privacy, said, status, welcome
from routing.views.room import room
from routing.views.settings import settings
from routing.views.window import Window

VIEWS: dict[str, Callable[[Window, Look], tuple[Prompt, ...]]] = {
    "welcome": welcome,
    "status": status,
    "inbox": inbox,
    "filters": filters,
    "case": case,
    "change": change,
    "ledger": ledger,
    "silent": silent,
    "room": room,
    "settings": settings,
    "help": help_,
    "privacy": privacy,
    "reported": said("alert.reported"),
    "not_danger": said("alert.not_danger"),
    "opinion_only": said("alert.opinion_only"),
    "nothing_open": nothing_open,
    "unknown_command": said("no_such_command"),
}

#: After these the question that stands open is asked again; never after "I have reported it".
ASK_AGAIN = frozenset({"not_danger", "opinion_only", "unknown_command", "privacy", "help", "settings"})
