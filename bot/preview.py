"""Every form as each messenger draws it, as text: to be read before anybody meets it."""

from collections.abc import Iterator

from bot import app
from bot.acts import Tokens
from bot.card import Card
from bot.messengers import AS_TEXT
from bot.settings import Settings
from intake.messages import Address, Ask, Review, Room


def pages(settings: Settings, language: str, only: str | None = None) -> Iterator[str]:
    """One text for each messenger and form: every question, then the review."""
    knowledge = app.load_knowledge(settings)
    tokens = Tokens(b"preview only, opens nothing")
    for messenger, load in AS_TEXT.items():
        draw = load()
        who, where = Address(messenger, "preview", "somebody"), Room(messenger, "preview", "somebody")
        for form in knowledge.office.forms.values():
            if only in (None, form.id):
                yield f"===== {messenger} · {form.id} ====="
                for card in _cards(knowledge, form.id, language):
                    yield draw(tokens.sign(card, who, where)) + "\n"


def _cards(knowledge: app.Knowledge, form_id: str, language: str) -> Iterator[Card]:
    form = knowledge.office.forms[form_id]
    for each in form.fields:
        yield knowledge.presenter.present(Ask(form_id, (each.id,), 0, can_go_back=True), language)
    yield knowledge.presenter.present(Review(form_id, {}, 0), language)
