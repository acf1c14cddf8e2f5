"""Every card there can be: each field of each form, alone and together, empty and filled; views; alerts."""

from collections.abc import Iterator
from datetime import date

from bot.acts import Tokens
from bot.card import Card
from bot.present import Presenter
from intake.form import Field, Form
from intake.messages import (
    Address,
    Alert,
    Ask,
    Begin,
    Given,
    Look,
    Moment,
    Offer,
    Photo,
    Phrase,
    Place,
    Prompt,
    Resume,
    Review,
    Room,
    Row,
    Show,
    Tell,
    Value,
)
from tests.fixtures.words import alerts, forms, wording
from tests.webchat.fake import KEY, SUBJECT

WHO = Address("webchat", "web", "a" * 32)
WHERE = Room("webchat", "web", "a" * 32)
TOKENS = Tokens(KEY)

#: What people type: a break at the start, markup, quotes, text from right to left, Hangul in its parts.
NASTY = (
    "\n<script>alert(1)</script> </textarea> \"'`&amp;&#39; \u202eabc\u202c שלום "
    "\u1112\u1161\u11ab <img src=x onerror=alert(1)>\n끝"
)


def given_to(field: Field) -> Value:
    """A value somebody may have given."""
    match field.kind:
        case "choice":
            return field.choices[-1].code
        case "choices":
            return tuple(choice.code for choice in field.choices[:2])
        case "place":
            return Place(NASTY, 37.5, 127.25)
        case "photo":
            return (Photo("webchat", "1"), Photo("webchat", "2"))
        case "moment":
            return Moment(NASTY)
        case _:
            return NASTY


def _of_form(form: Form) -> Iterator[Prompt]:
    given: dict[str, Given] = {field.id: given_to(field) for field in form.fields}
    refused = {field.id: Phrase("problem.too_short") for field in form.fields}
    for field in form.fields:
        yield Ask(form.id, (field.id,), 7, can_go_back=True)
        yield Ask(form.id, (field.id,), 7, filed=True)
        yield Ask(form.id, (field.id,), 7, given, can_go_back=True)
        yield Ask(form.id, (field.id,), 7, given, refused)
    if len(form.fields) > 1:
        everything = tuple(field.id for field in form.fields)
        yield Ask(form.id, everything, 2**32 - 1)
        yield Ask(form.id, everything, 7, given, refused)
    if form.fields:
        yield Review(form.id, given, 7)


def _others() -> Iterator[Prompt]:
    offers = (
        Offer(Phrase("button.take"), Begin("take", SUBJECT)),
        Offer(Phrase("button.more"), Look("inbox", page=3)),
        Offer(Phrase("button.go_on"), Resume("concern")),
        Offer(Phrase("button.agree"), Begin("concern", given={"consent": "agree"}), "primary"),
    )
    row = Row("answer", {"label": NASTY, "answer": NASTY}, offers, ("a/b?c=<d>",))
    yield Tell("receipt", {"number": NASTY, "due": date(2026, 1, 28)}, offers)
    yield Show("status", {}, (row, row), offers)
    yield from (Alert(kind) for kind in alerts())


def cards(kind: str, language: str) -> list[Card]:
    """The signed cards of a form, or the "others"."""
    presenter = Presenter(wording(), forms(), alerts())
    prompts = _others() if kind == "others" else _of_form(forms()[kind])
    return [TOKENS.sign(presenter.present(prompt, language), WHO, WHERE) for prompt in prompts]


KINDS = [*sorted(form.id for form in forms().values() if form.fields), "others"]
