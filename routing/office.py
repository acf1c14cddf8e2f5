"""What the office knows, read once at start: its directory, calendar, promises and forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.form import Choice, Form, Words
from intake.formfile import LANGUAGES, Sources
from intake.messages import Phrase, Place
from intake.wording import SEOUL
from routing.clock.calendar import Calendar
from routing.clock.due import ExtensionRefused, Pause, WorkingHours, ahead, due, extend, starts, with_pauses
from routing.clock.periods import Clock, Rule
from routing.directory.assign import department_for
from routing.directory.loading import Directory
from routing.model import Concern
from routing.telling.templates import Template

#: Names that stand in forms rather than in the directory.
_IN_FORMS = ("form", "field", "choice")


def sources(directory: Directory) -> Sources:
    """The options that forms take from the directory: areas, stations, departments and groups."""
    return {
        kind: tuple(Choice(code, directory.name(singular, code)) for code in codes)
        for kind, singular, codes in (
            ("areas", "area", directory.areas),
            # As people look for them: by name, not by code.
            (
                "stations",
                "station",
                sorted(directory.stations, key=lambda code: directory.name("station", code)["ko"]),
            ),
            ("departments", "department", directory.departments),
            ("groups", "group", directory.groups),
            ("exits", "exit", directory.exits),
        )
    }


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that decisions look up. A value: the same office decides the same way."""

    directory: Directory
    calendar: Calendar
    rules: Mapping[str, Rule]
    clocks: Mapping[str, Clock]
    forms: Mapping[str, Form]
    templates: Mapping[str, Template] = field(default_factory=dict)
    #: Begins every receipt number.
    prefix: str = "SP"
    #: Which wording of the privacy notice people agree to now.
    notice_version: str = "1"
    calendar_zone: ZoneInfo = SEOUL

    def name(self, kind: str, code: str) -> Words:
        """What something is called in each language; KeyError when nobody named it.

        In forms, `code` is "form", "form.field" or "form.field.choice". Answers outlive the forms
        they were given to: what a form no longer knows is called by its code.
        """
        if kind == "template":
            return self.templates[code].names
        if kind not in _IN_FORMS:
            return self.directory.name(kind, code)
        form_id, field_id, choice_code = (*code.split(".", 2), "", "")[:3]
        form = self.forms.get(form_id)
        field = form.by_id.get(field_id) if form else None
        choice = field.choice(choice_code) if field else None
        found = (form and form.title, field and field.label, choice and choice.words)
        return found[_IN_FORMS.index(kind)] or dict.fromkeys(LANGUAGES, code.rpartition(".")[2])

    def templates_for(self, department: str) -> tuple[Template, ...]:
        """The beginnings of answers that a department is offered."""
        its = self.directory.departments[department]
        return tuple(each for each in self.templates.values() if each.is_for(its))

    def due(self, rule: str, received_at: datetime) -> datetime:
        """When the rule's period ends for something received then, Asia/Seoul."""
        return due(self.rules[rule].period, received_at, self.calendar)

    def after(self, clock: str, start: datetime) -> datetime:
        """When a clock that starts then has run down, Asia/Seoul."""
        return due(self.clocks[clock].period, start, self.calendar)

    def remind_at(self, due_at: datetime) -> datetime:
        """When whoever must answer by then is reminded, Asia/Seoul."""
        period = self.clocks["remind"].period
        if not isinstance(period, WorkingHours):
            raise TypeError("the clock remind is counted back, so it is in working hours")
        return ahead(period, due_at, self.calendar)

    def resumed(self, concern: Concern, now: datetime) -> datetime:
        """The due time of a concern whose clock waited for its author until now; never earlier."""
        if concern.paused_at is None:
            return concern.due_at
        # What was asked before the clock ran did not hold it up.
        since = max(concern.paused_at, starts(concern.received_at, self.calendar))
        held = [Pause(since, now)] if since < now else []
        return with_pauses(self.rules[concern.rule].period, concern.due_at, held, self.calendar)

    def later(self, concern: Concern, days: int) -> datetime | None:
        """The due time so many working days later; None where the rules do not allow it.

        A second extension is worked out as if its author agreed: that is asked before it holds.
        """
        period, before = self.rules[concern.rule].period, concern.extensions
        try:
            return extend(period, concern.due_at, days, self.calendar, before=before, consent=True)
        except ExtensionRefused:
            return None

    def silent_before(self, now: datetime) -> datetime:
        """Who waits for a word since before this instant has waited too long."""
        period = self.clocks["silence"].period
        if not isinstance(period, WorkingHours):
            raise TypeError("the clock silence is counted back, so it is in working hours")
        return ahead(period, now, self.calendar)

    def assign(
        self, kind: str, area: str, place: Place | None, issue: str | None, scope: str | None
    ) -> tuple[str, Phrase]:
        """The department that must answer, and why."""
        department, reason = department_for(area, place, self.directory, issue=issue, scope=scope, kind=kind)
        return department, Phrase(f"reason.{reason.code}", dict(reason.params))
