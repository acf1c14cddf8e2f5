"""From what was typed to an act: commands by name, everything else as words said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from intake import text as texts
from intake.messages import Act, Begin, Cancel, Danger, Look, Say


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a command opens: a form or a view by its id, or one of the plain acts."""

    opens: Literal["form", "view", "cancel", "danger"]
    id: str = ""
    #: The form's field that takes what stands behind the command, which otherwise names a concern.
    takes: str | None = None
    #: The form's field that takes what stands behind the number of a concern.
    then: str | None = None
    #: What it means instead when something stands behind it.
    with_more: "Meaning | None" = None


def interpret(said: Say, meaning_of: Callable[[str], Meaning | None]) -> Act:
    """The act that the words stand for. `meaning_of` tells what a command's name, without slash, means."""
    text = texts.clean(said.text)
    if not text.startswith("/"):
        return replace(said, text=text)
    name, _, rest = text[1:].partition(" ")
    meaning = meaning_of(name.partition("@")[0].casefold())
    return _opened(meaning, rest.strip()) if meaning else Look("unknown_command")


def _opened(meaning: Meaning, rest: str) -> Act:
    if rest and meaning.with_more:
        return _opened(meaning.with_more, rest)
    match meaning.opens:
        case "view":
            return Look(meaning.id, hint=rest or None)
        case "cancel":
            return Cancel()
        case "danger":
            return Danger()
        case "form" if meaning.takes:
            return Begin(meaning.id, given={meaning.takes: rest} if rest else {})
        case "form":
            return _about(meaning, rest)


def _about(meaning: Meaning, rest: str) -> Begin:
    """A form about a concern, whose number stands first; words without one are already the answer."""
    number, _, more = rest.partition(" ")
    if meaning.then and rest and not any(c.isdigit() for c in number):
        return Begin(meaning.id, given={meaning.then: rest})
    given = {meaning.then: more.strip()} if meaning.then and more.strip() else {}
    return Begin(meaning.id, given=given, hint=(number if given else rest) or None)
