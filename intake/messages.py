"""The closed vocabulary: what people do (acts), what they are shown (prompts), and the values they give.

Everything here is a frozen value. Prompts hold ids and typed values, never words in a language:
the words are looked up when a card is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Address:
    """A person's own address in a messenger: which messenger, which bot of ours there, which user."""

    messenger: str
    bot: str
    user: str


@dataclass(frozen=True, slots=True)
class Room:
    """A place where a conversation happens: a private chat, a group, or a thread in one."""

    messenger: str
    bot: str
    chat: str
    thread: str | None = None


# --- values -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where: as written, and, when known, degrees WGS 84 and the names of gu and dong."""

    text: str = ""
    lat: float | None = None
    lon: float | None = None
    gu: str | None = None
    dong: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo by reference: the messenger it came by and that messenger's own name for the file."""

    messenger: str
    ref: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When: as written and, if it could be resolved, the instant or day meant (Asia/Seoul)."""

    text: str
    at: datetime | date | None = None


class Skipped(Enum):
    """The answer of somebody who passed a question over: an answer like any other."""

    SKIPPED = "skipped"


SKIPPED = Skipped.SKIPPED

Value = str | tuple[str, ...] | Place | tuple[Photo, ...] | Moment
Given = Value | Skipped
Answers = Mapping[str, Given]

NO_VALUES: Mapping[str, Value] = MappingProxyType({})


# --- acts: what a person does --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, found before the turn.

    `danger` is the kind of danger card it calls for, `worry` says that there may be danger; `area` is
    given only where it is as good as certain, `place` only where its gu is known. `likely` holds the
    areas that something speaks for, the likeliest first.
    """

    danger: str | None = None
    worry: bool = False
    area: str | None = None
    likely: tuple[str, ...] = ()
    place: Place | None = None
    #: The words that name a place, whether or not its gu is known.
    spot: str = ""
    when: Moment | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Start a form, or go on with its draft; `subject` is the concern it is about, if any.

    `hint` is what somebody typed to name the subject ("42"); the office resolves it.
    """

    form: str
    subject: str | None = None
    given: Mapping[str, Value] = field(default_factory=dict)
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Take up again a draft that was put aside or cancelled.

    `then` says what for: "go_on", "rest" (send what is there) or "drop".
    """

    form: str
    subject: str | None = None
    then: str = "go_on"


@dataclass(frozen=True, slots=True)
class Look:
    """Ask to see something: the inbox, a status, the ledger. Looking changes nothing."""

    view: str
    subject: str | None = None
    page: int = 0
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Typed answers for named fields; nothing is sent by it. SKIPPED: the field was seen and is empty.

    `so_far`: the form is still being filled in; what is empty or does not fit is not complained of.
    """

    values: Answers = field(default_factory=dict)
    so_far: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Free text. `anew`: written in place of what was said before."""

    text: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button of ours, by its signed token, with what stood in the card's inputs.

    `so_far`: an input was changed; the button is only named to say which card it was.
    """

    token: str
    values: Answers = field(default_factory=dict)
    so_far: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """Return to the previous question, or to the named one to correct only that."""

    field: str | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Pass over the question asked now; `rest`: everything still open as well."""

    rest: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    """Send what was reviewed; with values, when a whole form was shown at once."""

    values: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Put the draft away; for five minutes it can be taken back."""


@dataclass(frozen=True, slots=True)
class Danger:
    """The danger button, or a text that says so: answered before everything else."""

    kind: str = "now"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something a chat cannot take, by what it was: voice, sticker, file."""

    what: str


@dataclass(frozen=True, slots=True)
class InPrivate:
    """Go on where nobody else reads. Only ever on a button: messengers draw their own way there."""


Act = Begin | Resume | Look | Answer | Say | Press | Back | Skip | Confirm | Cancel | Danger | Unreadable


class Surface(Enum):
    """How much is asked together: one question in a chat, composers whole on a page, all in a modal.

    A modal shows what is asked after sending as well, and grows while it is filled in.
    """

    CHAT = "chat"
    PAGE = "page"
    MODAL = "modal"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One act of one person, as a messenger hands it over; `event_id` is unique within messenger and bot."""

    event_id: str
    who: Address
    where: Room
    act: Act
    surface: Surface = Surface.CHAT
    #: The language their device is set to, where the messenger tells it: somebody new is spoken to in it.
    language: str | None = None
    #: What a form is filled in in, where that stays on the screen meanwhile; the messenger's own name for it.
    window: str = ""


# --- prompts: what is shown ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name in every language: `kind` is department, area, station, hotline, group …"""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase used as a parameter of another one: an id, and its own parameters."""

    id: str
    params: "Params" = field(default_factory=dict)


Param = str | int | date | datetime | Named | tuple["Named", ...] | Phrase | Value
Params = Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of a Tell or Show: the phrase on it and the act it stands for."""

    label: Phrase
    act: Begin | Resume | Look | Danger | Cancel | InPrivate
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Tell:
    """Something said, with the buttons it carries."""

    phrase: str
    params: Params = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One or more fields of a form are asked; `given` holds what stands there already."""

    form: str
    fields: tuple[str, ...]
    revision: int
    given: Answers = field(default_factory=dict)
    problems: Mapping[str, Phrase] = field(default_factory=dict)
    can_go_back: bool = False
    subject: str | None = None
    filed: bool = False
    #: Drawn as a form to be filled in, even when only one question stands in it.
    whole: bool = False
    #: Options that stand first, as the likeliest.
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that will be sent, before it is sent."""

    form: str
    answers: Answers
    revision: int
    subject: str | None = None
    #: What its receiver will read, where the office draws it; else the answers are shown as they stand.
    letter: "Tell | Show | None" = None
    #: What should be known before it is sent.
    remarks: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a view, with its buttons, and photos of ours by id."""

    phrase: str
    params: Params = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Show:
    """A view: a heading, rows, and buttons below."""

    view: str
    params: Params = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Where to turn in danger, by kind; shown before and instead of everything else."""

    kind: str


Prompt = Ask | Review | Tell | Show | Alert


# --- what leaves a conversation ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submission:
    """A confirmed form: the visible answers, skipped ones left out. `id` is unique to the draft."""

    id: str
    form: str
    version: int
    answers: Mapping[str, Value]
    subject: str | None = None
    #: How far the subject's thread had been seen when it was confirmed; None: nobody looked.
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """One answer given after the form `id` was sent."""

    id: str
    form: str
    field: str
    value: Value
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """The form must know which concern it is about; `hint` is what was typed to name it."""

    form: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Words that may answer nothing of what is asked after a form was sent: its subject's people hear them.

    Where words were asked for they are the `answer`, unless they are about something else than the subject.
    """

    subject: str
    text: str
    answer: Answer | None = None


#: What a conversation hands on, and says to nobody.
Inward = Submission | Amendment | Pick | Beside
Effect = Prompt | Inward
