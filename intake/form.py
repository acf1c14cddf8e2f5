"""A form is data: its fields, when each is asked, and its choices. Read from TOML by `formfile`.

Where somebody is in a form is derived from the answers alone, never stored. That is why going
back, correcting, conditional questions and changed forms need no code of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from intake.messages import SKIPPED, Answers, Given

KindName = Literal["text", "choice", "choices", "place", "photo", "moment"]

#: What of free text may answer a field.
READ = ("area", "place", "when", "kind")

#: What is said in one language or another: language code → text.
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field, with what choosing it sets off."""

    code: str
    words: Words
    #: A phrase said along with the next question, such as where else one could turn.
    says: str | None = None
    #: Chosen, the question is asked again: "tell me more" is no answer.
    again: bool = False
    #: Chosen, the form stops and this kind of danger card is shown; the choice is not kept.
    danger: str | None = None
    #: Chosen, the form ends without being sent, and this phrase is said.
    ends: str | None = None
    #: In a field of several choices: excludes the others.
    alone: bool = False
    #: Says too little to stand for the text: "something else".
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the named field is itself asked and was answered with one of the codes."""

    field: str
    is_in: tuple[str, ...]
    #: The named field. Its answer counts for nothing once something else was chosen above it.
    of: "Field | None" = None

    def holds(self, answers: Answers) -> bool:
        value = answers.get(self.field)
        # The cheap half first: most conditions fail on the answer, and never ask further up.
        if isinstance(value, str):
            chosen = value in self.is_in
        else:
            chosen = isinstance(value, tuple) and any(code in self.is_in for code in value)
        return chosen and (self.of is None or self.of.visible(answers))


@dataclass(frozen=True, slots=True)
class Field:
    """One question."""

    id: str
    kind: KindName
    ask: Words
    label: Words
    hint: Words | None = None
    choices: tuple[Choice, ...] = ()
    #: Asked before the form is sent; else afterwards, as an amendment one may pass over for good.
    needed: bool = False
    #: Cannot be skipped.
    must: bool = False
    #: All must hold for the field to be asked.
    when: tuple[Condition, ...] = ()
    #: None may hold for the field to be asked.
    not_when: tuple[Condition, ...] = ()
    #: A needed field without an answer is only asked afterwards once one of these has one.
    unless: tuple[str, ...] = ()
    #: Characters for text, items for photos and choices.
    at_least: int = 1
    at_most: int = 1000
    #: What the answer stands for in the office's eyes ("issue"), where forms name it differently.
    means: str | None = None
    #: Forms offered as buttons below the question.
    offers: tuple[str, ...] = ()
    #: Of a choice: part of an option's wording is enough, where it fits only one.
    search: bool = False
    #: Not repeated in the review.
    quiet: bool = False
    #: Never asked: only a button of the office's answers it.
    unasked: bool = False
    #: What of free text answers it: one of READ.
    reads: str | None = None
    #: Not asked once one of these has an answer.
    spared_by: tuple[str, ...] = ()
    #: The office is told as soon as it is answered, whether or not the form is ever sent.
    told: bool = False
    #: Other wordings of the question, by what was answered elsewhere: field → code → words.
    ask_by: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)

    #: Its wording once another field has an answer: field → words.
    ask_if: Mapping[str, Words] = field(default_factory=dict)

    def asked(self, answers: Answers) -> Words:
        """The question's wording as the answers stand."""
        for other, words in self.ask_if.items():
            if answered(answers, other):
                return words
        for other, by_code in self.ask_by.items():
            value = answers.get(other)
            if isinstance(value, str) and value in by_code:
                return by_code[value]
        return self.ask

    def visible(self, answers: Answers) -> bool:
        # Loops, for every turn asks this of every field several times.
        for condition in self.when:
            if not condition.holds(answers):
                return False
        for condition in self.not_when:  # noqa: SIM110  # as above
            if condition.holds(answers):
                return False
        return True

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)

    def with_first(self, codes: tuple[str, ...]) -> "Field":
        """The same with these options before the others."""
        first = tuple(choice for code in codes if (choice := self.choice(code)))
        rest = tuple(choice for choice in self.choices if choice not in first)
        return replace(self, choices=first + rest) if first else self


def answered(answers: Answers, field_id: str) -> bool:
    """Whether there is an answer that says something: a skip does not."""
    value: Given | None = answers.get(field_id)
    return value is not None and value is not SKIPPED and value != ""


def _passed_over(asked: Field, answers: Answers) -> bool:
    return asked.unasked or any(answered(answers, other) for other in asked.spared_by)


@dataclass(frozen=True, slots=True)
class Journey:
    """The fields to be asked as the answers stand, in order."""

    before: tuple[Field, ...]
    after: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        yield from self.before
        yield from self.after


@dataclass(frozen=True, slots=True)
class Form:
    """A form: who fills it in is the office's matter, how it reads and runs is told here."""

    id: str
    version: int
    title: Words
    fields: tuple[Field, ...]
    #: "concern": it is about one, and must know which before it starts.
    about: str | None = None
    #: Its last answer is its confirmation: a button that says all there is to say.
    direct: bool = False
    #: Where several inputs can be drawn on one card, all fields are asked together.
    together: bool = False
    #: Free text that answers no question is kept in this field.
    free_text: str | None = None
    #: Its review is what its receiver will read: "letter" as the office draws it, else each answer in the
    #: phrase that begins so.
    preview: str | None = None
    #: What the button of its review says, where nothing is sent to anybody.
    confirm: Words | None = None
    #: Carries the danger button and the line about 112.
    guarded: bool = False
    #: The phrase said when all that was asked afterwards has been answered or passed over.
    thanks: str | None = None
    #: A draft of it is worth a reminder the next day.
    reminds: bool = False
    #: Sent, it stands for the draft of that other form, which is put away as if cancelled.
    replaces: str | None = None
    by_id: Mapping[str, Field] = field(default_factory=dict, repr=False, compare=False)

    def journey(self, answers: Answers) -> Journey:
        before: list[Field] = []
        after: list[Field] = []
        for each in self.fields:
            if each.visible(answers) and (each.id in answers or not _passed_over(each, answers)):
                (before if self.asked_before(each, answers) else after).append(each)
        return Journey(tuple(before), tuple(after))

    def asked_before(self, asked: Field, answers: Answers) -> bool:
        """Whether the field is asked before sending, as the answers stand; what has an answer goes along."""
        if not asked.needed or answered(answers, asked.id):
            return asked.needed
        return not any(self._says_enough(answers, other) for other in asked.unless)

    def steers(self, asked: Field) -> bool:
        """Whether what is chosen there changes what is asked, or sets something off."""
        if any(choice.says or choice.again or choice.danger or choice.ends for choice in asked.choices):
            return True
        return bool(asked.choices) and any(_depends(each, asked.id) for each in self.fields)

    def _says_enough(self, answers: Answers, field_id: str) -> bool:
        value = answers.get(field_id)
        choice = self.by_id[field_id].choice(value) if isinstance(value, str) else None
        vague = choice is not None and choice.vague
        return not vague and answered(answers, field_id) and self.by_id[field_id].visible(answers)


def _depends(each: Field, on: str) -> bool:
    """Whether the field is asked, or worded, by what was answered there."""
    conditions = (condition.field for condition in (*each.when, *each.not_when))
    return on in {*conditions, *each.unless, *each.ask_by}
