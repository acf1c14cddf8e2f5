"""From a prompt to a card: ids become words in one language, nothing else is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot.card import Button, Card, Input, Line, Option, Part, Style
from intake.alerts import AlertCard
from intake.form import Field, Form
from intake.messages import (
    SKIPPED,
    Act,
    Alert,
    Answer,
    Ask,
    Back,
    Begin,
    Cancel,
    Confirm,
    Danger,
    Look,
    Offer,
    Params,
    Prompt,
    Review,
    Row,
    Show,
    Skip,
    Tell,
    Value,
)
from intake.wording import Wording
from routing.telling.showing import answer_rows, slots

#: More choices than this are no buttons.
MOST_OFFERED = 40


#: A form whose review the office draws says so in its `preview`.
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Presenter:
    """Draws prompts with these words and forms."""

    wording: Wording
    forms: Mapping[str, Form]
    alerts: Mapping[str, AlertCard]

    def present(self, prompt: Prompt, language: str) -> Card:
        """The card of one prompt."""
        words = _Words(self, language)
        match prompt:
            case Ask():
                return words.ask(prompt, self.forms[prompt.form])
            case Review():
                return words.review(prompt, self.forms[prompt.form])
            case Tell():
                part = Part((words.line(prompt.phrase, prompt.params),), rows=words.offers(prompt.offers))
                return Card((part,), language=language)
            case Show():
                return words.show(prompt)
            case Alert():
                return words.alert(self.alerts.get(prompt.kind, self.alerts["now"]))
            case _:
                assert_never(prompt)


def _headed(review: Review, form: Form) -> str:
    """What stands above a review: who reads it; of what is done by one press, whether it shall be done."""
    if form.preview == LETTER and review.letter is None:
        return "review.unfinished"
    if form.preview:
        return f"review.{form.preview}"
    return "review.direct" if form.direct and form.confirm else "review"


def _is_long(asked: Field) -> bool:
    """A choice of so many that its name is typed."""
    return asked.kind == "choice" and len(asked.choices) > MOST_OFFERED


@dataclass(frozen=True, slots=True)
class _Words:
    """Presenting in one language."""

    presenter: Presenter
    language: str

    def say(self, phrase: str, params: Params | None = None) -> str:
        return self.presenter.wording.say(phrase, params or {}, self.language)

    def line(self, phrase: str, params: Params | None = None, style: Style = "plain") -> Line:
        return Line(self.say(phrase, params), style)

    def button(self, phrase: str, act: Act, revision: int | None = None, style: str = "plain") -> Button:
        return Button(self.say(phrase), act, style=style, revision=revision)

    def offers(self, offers: tuple[Offer, ...]) -> tuple[tuple[Button, ...], ...]:
        buttons = tuple(
            Button(self.say(each.label.id, each.label.params), each.act, style=each.style) for each in offers
        )
        return (buttons,) if buttons else ()

    # --- asking ---------------------------------------------------------------------------------

    def ask(self, ask: Ask, form: Form) -> Card:
        asked = tuple(form.by_id[field_id] for field_id in ask.fields)
        alone = len(asked) == 1 and not ask.whole
        part = self._one(ask, form, asked[0]) if alone else self._together(ask, form, asked)
        typed = alone and (asked[0].kind in ("text", "place", "moment") or _is_long(asked[0]))
        return Card((part, self._navigation(ask, form, asked)), "ask", self.language, typed)

    def _one(self, ask: Ask, form: Form, asked: Field) -> Part:
        lines = [Line(asked.asked(ask.given)[self.language], "strong")]
        if asked.hint:
            lines.append(Line(asked.hint[self.language], "quiet"))
        if problem := ask.problems.get(asked.id):
            lines.insert(0, self.line(problem.id, problem.params, "problem"))
        rows: tuple[tuple[Button, ...], ...] = ()
        if _is_long(asked):
            return Part(tuple(lines))
        if asked.kind == "choice":
            rows = tuple(
                (Button(c.words[self.language], Answer({asked.id: c.code}), revision=ask.revision),)
                for c in asked.with_first(ask.first).choices
            )
            rows += tuple((Button(self.say(f"offer.{other}"), Begin(other)),) for other in asked.offers)
            return Part(tuple(lines), (), rows)
        if asked.kind in ("choices", "photo"):
            rows = ((self.button("button.next", Answer(), ask.revision, "primary"),),)
        return Part(tuple(lines), (replace(self._input(ask, form, asked), problem=""),), rows)

    def _together(self, ask: Ask, form: Form, asked: tuple[Field, ...]) -> Part:
        label = "button.preview" if form.preview else "button.next"
        return Part(
            (Line(form.title[self.language], "strong"),),
            tuple(self._input(ask, form, each) for each in asked),
            ((self.button(label, Answer(), ask.revision, "primary"),),),
        )

    def _input(self, ask: Ask, form: Form, asked: Field) -> Input:
        problem = ask.problems.get(asked.id)
        given = ask.given.get(asked.id)
        chosen = (given,) if isinstance(given, str) else given if isinstance(given, tuple) else ()
        options = tuple(Option(c.code, c.words[self.language], c.code in chosen) for c in asked.choices)
        return Input(
            asked.id,
            asked.kind,
            asked.asked(ask.given)[self.language],
            asked.must and not ask.filed and form.asked_before(asked, ask.given),
            asked.hint[self.language] if asked.hint else "",
            options,
            None if given is SKIPPED else given,
            self.say(problem.id, problem.params) if problem else "",
            asked.at_most,
            ask.whole and form.steers(asked),
        )

    def _navigation(self, ask: Ask, form: Form, asked: tuple[Field, ...]) -> Part:
        revision = ask.revision
        row: list[Button] = []
        if ask.can_go_back and not ask.whole:
            row.append(self.button("button.back", Back(), revision))
        if len(asked) == 1 and asked[0].id in ask.given and asked[0].id not in ask.problems:
            row.append(self.button("button.keep", Answer(), revision))
        elif ask.filed or (len(asked) == 1 and not asked[0].must):
            row.append(self.button("button.skip", Skip(), revision))
        if ask.filed:
            row.append(self.button("button.enough", Skip(rest=True), revision))
        elif not any(each.quiet or any(choice.ends for choice in each.choices) for each in asked):
            row.append(self.button("button.cancel", Cancel(), revision))
        rows = [tuple(row)] if row else []
        if form.guarded:
            rows.append((self.button("button.danger", Danger(), revision, "danger"),))
        return Part(rows=tuple(rows))

    # --- reviewing and showing -------------------------------------------------------------------

    def review(self, review: Review, form: Form) -> Card:
        answers = review.answers
        shown = [each for each in form.fields if each.id in answers and each.visible(answers)]
        given: dict[str, Value] = {
            each.id: value for each in shown if (value := answers[each.id]) is not SKIPPED
        }
        needed = {each.id for each in shown if form.asked_before(each, answers)}
        before = {key: value for key, value in given.items() if key in needed}
        # What goes along beside the letter itself.
        beside = {key: value for key, value in given.items() if key not in needed}
        if review.letter is not None:
            lines = self._letter(review.letter) + self._rows(answer_rows(form, beside))
        elif form.preview not in (None, LETTER) and (own := slots(form.preview or "", form, before)):
            lines = self._rows(own + answer_rows(form, beside))
        else:
            lines = self._rows(answer_rows(form, given))
        label = form.confirm[self.language] if form.confirm else self.say("button.send")
        send = Button(label, Confirm(), style="primary", revision=review.revision)
        edit = tuple(
            Button(
                self.say("button.edit", {"label": each.label[self.language]}),
                Back(each.id),
                revision=review.revision,
            )
            for each in shown
            if (each.id in needed or each.id in given) and not each.quiet
        )
        remarks = tuple(self.line(each.phrase, each.params, "problem") for each in review.remarks)
        head = self.line(_headed(review, form), style="strong")
        cancel = self.button("button.cancel", Cancel(), review.revision)
        unfinished = form.preview == LETTER and review.letter is None
        rows_of_buttons = tuple(row for row in (() if unfinished else (send,), edit, (cancel,)) if row)
        part = Part((*remarks, head, *lines), (), rows_of_buttons)
        return Card((part,), "ask", self.language)

    def _rows(self, rows: tuple[Row, ...]) -> tuple[Line, ...]:
        return tuple(self.line(each.phrase, each.params, "quote") for each in rows)

    def _letter(self, letter: Tell | Show) -> tuple[Line, ...]:
        """What will be read, its buttons as words: they are for whoever gets it."""
        said, rows = (letter.phrase, ()) if isinstance(letter, Tell) else (letter.view, letter.rows)
        head = Row(said, letter.params)
        lines: list[Line] = []
        for row in (head, *rows, Row("", offers=letter.offers)):
            if row.phrase:
                lines.append(self.line(row.phrase, row.params, "quote"))
            if row.offers:
                labels = [self.say("button.drawn", {"label": each.label}) for each in row.offers]
                lines.append(Line(" ".join(labels), "quote"))
        return tuple(lines)

    def show(self, show: Show) -> Card:
        first, *rest = self.say(show.view, show.params).split("\n")
        below = (Line("\n".join(rest)),) if rest else ()
        head = Part((Line(first, "strong"), *below))
        rows = tuple(self._row(row) for row in show.rows)
        last = Part(rows=self.offers(show.offers))
        return Card((head, *rows, last), language=self.language)

    def _row(self, row: Row) -> Part:
        return Part((self.line(row.phrase, row.params),), (), self.offers(row.offers), row.photos)

    def alert(self, card: AlertCard) -> Card:
        first, *rest = card.says
        lines = (self.line(first, style="strong"), *(self.line(each) for each in rest))
        numbers = tuple(Button(self.say(each.label), url=each.url, style="danger") for each in card.lines)
        views = tuple(self.button(label, Look(view)) for label, view in card.views)
        return Card((Part(lines, (), (numbers, views)),), "alert", self.language)
