"""HTML as a browser without scripts reads it: forms, what they send, and the text that is seen."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class Form:
    """One form: its inputs, and its buttons by name, value and label."""

    attributes: Attributes
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def pressed(self, value: str) -> list[tuple[str, str]]:
        """What is posted when the button with that value is pressed."""
        (name,) = {name for name, given, _ in self.buttons if given == value}
        return [*self.fields, (name, value)]

    def labelled(self, label: str) -> list[tuple[str, str]]:
        """The same, by what stands on the button."""
        name, value, _ = next(each for each in self.buttons if each[2] == label)
        return [*self.fields, (name, value)] if name else self.fields


class Page(HTMLParser):
    """A page read to its end."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.tags: list[tuple[str, Attributes]] = []
        self.text = ""
        self._textarea: tuple[str, str] | None = None
        self._button: tuple[str, str, str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag == "form":
            self.forms.append(Form(given))
        elif tag == "textarea":
            self._textarea = (given.get("name", ""), "")
        elif tag == "button":
            self._button = (given.get("name", ""), given.get("value", ""), "")
        elif tag == "input" and given.get("name") and self.forms:
            self._input(given)

    def _input(self, given: Attributes) -> None:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        self.forms[-1].fields.append((given["name"], "" if kind == "file" else given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            name, text = self._textarea
            # A browser drops one line break at the start, and sends all of them as two characters.
            self.forms[-1].fields.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._textarea = None
        if tag == "button" and self._button:
            self.forms[-1].buttons.append((*self._button[:2], self._button[2].strip()))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea = (self._textarea[0], self._textarea[1] + data)
            return
        if self._button:
            self._button = (*self._button[:2], self._button[2] + data)
        self.text += data

    def links(self) -> list[str]:
        return [given["href"] for tag, given in self.tags if tag == "a"]

    def form(self, label: str) -> Form:
        """The form with that button."""
        return next(form for form in self.forms if any(each[2] == label for each in form.buttons))
