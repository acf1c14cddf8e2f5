"""Who may open which form or view by a command. What commands are called stands in commands.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from intake.form import Words
from intake.interpret import Meaning
from routing.model import Role


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it opens, and which roles find it."""

    id: str
    meaning: Meaning
    roles: frozenset[Role]


_ALL: frozenset[Role] = frozenset({"member", "officer", "coordinator"})
_COORDINATORS: frozenset[Role] = frozenset({"coordinator"})
_DESK: frozenset[Role] = frozenset({"officer", "coordinator"})

COMMANDS: tuple[Command, ...] = (
    Command("start", Meaning("view", "welcome", with_more=Meaning("form", "join", takes="code")), _ALL),
    Command("report", Meaning("form", "concern", takes="text"), _ALL),
    Command("proposal", Meaning("form", "proposal", takes="q_change"), _ALL),
    Command("inquiry", Meaning("form", "inquiry", takes="text"), _ALL),
    Command("praise", Meaning("form", "praise", takes="text"), _ALL),
    Command("status", Meaning("view", "status"), _ALL),
    Command("case", Meaning("view", "case"), _ALL),
    Command("message", Meaning("form", "message", then="text"), _ALL),
    Command("cancel", Meaning("cancel", with_more=Meaning("form", "withdraw")), _ALL),
    Command("danger", Meaning("danger"), _ALL),
    Command("language", Meaning("form", "language", takes="language"), _ALL),
    Command("quiet", Meaning("form", "quiet", takes="quiet"), _ALL),
    Command("settings", Meaning("view", "settings"), _ALL),
    Command("privacy", Meaning("view", "privacy"), _ALL),
    Command("help", Meaning("view", "help"), _ALL),
    Command("inbox", Meaning("view", "inbox"), _DESK),
    Command("take", Meaning("form", "take"), _DESK),
    Command("reply", Meaning("form", "reply"), _DESK),
    Command(
        "room", Meaning("view", "room", with_more=Meaning("form", "register", takes="department")), _DESK
    ),
    Command("outcome", Meaning("form", "outcome"), _DESK),
    Command("done", Meaning("form", "done"), _DESK),
    Command("reopen", Meaning("form", "reopen"), _ALL),
    Command("title", Meaning("form", "title"), _DESK),
    Command("leave", Meaning("form", "leave"), _ALL),
    Command("ask", Meaning("form", "ask", then="question"), _DESK),
    Command("proceed", Meaning("form", "proceed"), _DESK),
    Command("approve", Meaning("form", "approve"), _DESK),
    Command("promise", Meaning("form", "promise", then="day"), _DESK),
    Command("kept", Meaning("form", "kept"), _DESK),
    Command("note", Meaning("form", "note", then="note"), _DESK),
    Command("interim", Meaning("form", "interim", then="progress"), _DESK),
    Command("transfer", Meaning("form", "transfer", then="why"), _DESK),
    Command("refer", Meaning("form", "refer"), _DESK),
    Command("extend", Meaning("form", "extend", then="reason"), _DESK),
    Command("close", Meaning("form", "close", then="reason"), _DESK),
    Command("assign", Meaning("form", "assign", then="why"), _COORDINATORS),
    Command("merge", Meaning("form", "merge", then="into"), _COORDINATORS),
    Command("split", Meaning("form", "split"), _COORDINATORS),
    Command("ledger", Meaning("view", "ledger"), _COORDINATORS),
)

_FILE = "commands.toml"


class CommandError(Exception):
    """The commands cannot be used. Its text names the file, the key and what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """A command with its names (the first is shown) and what it is for, in each language."""

    command: Command
    names: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands, by what may be typed."""

    named: tuple[Named, ...]
    #: Words that only greet, letters and digits alone, folded.
    greetings: frozenset[str]
    #: Words, folded alike, that are a command when nothing else is said: its name.
    alone: Mapping[str, str]

    def meaning(self, name: str, roles: frozenset[Role]) -> Meaning | None:
        """What the name means to somebody with these roles; None where it is unknown to them."""
        return next((c.command.meaning for c in self.menu(roles) if name in c.names), None)

    def greets(self, text: str) -> bool:
        """Whether it is a greeting and nothing else: it tells nothing, and answers no question."""
        return _folded(text) in self.greetings

    def spelt(self, text: str) -> str:
        """The command that the words are by themselves, with its slash; else the words as they are."""
        name = self.alone.get(_folded(text))
        return text if name is None else f"/{name}"

    def menu(self, roles: frozenset[Role]) -> tuple[Named, ...]:
        """The commands to show to these roles."""
        return tuple(each for each in self.named if each.command.roles & roles)


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def load_commands() -> Commands:
    """The commands with their names; CommandError when one has none, or a name is given twice."""
    data = tomllib.loads((resources.files("bot") / _FILE).read_text("utf-8"))
    named = []
    taken: dict[str, str] = {}
    for command in COMMANDS:
        row = data.get(command.id)
        if row is None or not row.get("names") or not row.get("ko") or not row.get("en"):
            raise CommandError(f"{_FILE}: {command.id}: names, ko or en is missing; write them")
        for name in row["names"]:
            if taken.setdefault(name, command.id) != command.id:
                raise CommandError(f"{_FILE}: {command.id}: “{name}” also means {taken[name]}; take one out")
        named.append(Named(command, tuple(row["names"]), {"ko": row["ko"], "en": row["en"]}))
    greetings = frozenset(data.pop("greetings", []))
    alone = {word: row["names"][0] for row in data.values() for word in row.get("alone", ())}
    if unknown := set(data) - {command.id for command in COMMANDS}:
        raise CommandError(f"{_FILE}: {min(unknown)}: no such command; take it out or add it to COMMANDS")
    return Commands(tuple(named), greetings, alone)
