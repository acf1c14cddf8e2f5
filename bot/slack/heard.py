"""What a payload says: who did what, where, and so where the answer belongs."""

from dataclasses import dataclass

from bot.slack.drawing import Drawn
from bot.slack.quoting import Quoted
from intake.messages import Address, Incoming


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was done, and so where its answer is shown."""

    user: str
    #: The channel it was done in; empty in private.
    channel: str = ""
    thread: str | None = None
    #: Opens a modal, for three seconds.
    trigger: str = ""
    #: The message that was pressed, by channel and time, and whether its card gives way to the next.
    message: tuple[str, str] | None = None
    gives_way: bool = False
    #: What stands in that message, as Slack sends it along.
    drawn: Drawn | None = None
    #: What was said where others read along: it goes along to a private talk.
    said: str = ""
    #: The modal it was done in.
    view: str = ""
    #: Fields that stand in that modal: what is wrong with one can be said beside it.
    fields: frozenset[str] = frozenset()
    #: The modal was sent off; Slack waits for what becomes of it.
    submitted: bool = False
    home: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody did, in order."""

    acts: tuple[Incoming, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody wants the question that stands open as a form."""

    asked: Incoming
    spot: Spot


@dataclass(frozen=True, slots=True)
class Home:
    """Somebody looks at the Home tab."""

    act: Incoming


@dataclass(frozen=True, slots=True)
class GoingPrivate:
    """Somebody wants to go on where nobody else reads."""

    asked: Incoming
    spot: Spot


@dataclass(frozen=True, slots=True)
class Quoting:
    """Somebody wants to make a concern of a message: they are asked first."""

    asked: Incoming
    spot: Spot
    quoted: Quoted


What = Heard | Opening | Home | GoingPrivate | Quoting


def who(what: What) -> Address:
    """Whoever did it."""
    match what:
        case Heard(acts):
            return acts[0].who
        case Home(act):
            return act.who
        case _:
            return what.asked.who
