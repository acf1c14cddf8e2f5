"""The town as it is watched: each deed is done for real and in the model, and what must hold is looked at.

What the service keeps after each act is compared with a small model of its own (`model`), and every word that
any seat reads is looked through: nobody ever reads of a concern that is not theirs.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import note
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from intake.messages import Begin, Place, Say, Value
from routing.model import Concern
from tests.journeys.stage import Stage
from tests.life import model
from tests.life.deeds import (
    BUTTONS,
    BY_DESK,
    DETAILS,
    FILLED,
    INSIDE,
    KEPT,
    NUMBER,
    SAYS,
    SECRET,
    SHARED,
    TOKEN,
)
from tests.life.heard import Heard
from tests.life.model import Deed, Seat, Voice
from tests.life.town import ACTORS, COORDINATOR, EVERYBODY, OFFICERS, ROOMS, WHERE, Town


class Watched(RuleBasedStateMachine):
    """One town, its deeds and what must hold of them."""

    stage: Stage

    @initialize()
    def begins(self) -> None:
        self.town = Town(self.stage)
        self.voices: dict[str, Voice] = {}
        self.numbers: dict[str, str] = {}
        self.secrets: dict[str, str] = {}
        self.looked = len(self.town.read)
        self.words = 0
        self.heard = Heard()
        #: The words of replies that wait for a colleague.
        self.proposed: dict[str, str] = {}
        self.before: dict[str, Voice] = {}
        #: Officers whose appointment has ended.
        self.gone: set[str] = set()
        #: How all stood while what was sent did not arrive: whoever had it then may still read of it.
        self.meanwhile: list[dict[str, Voice]] = []

    # --- one deed -------------------------------------------------------------------------------------

    def _seat(self, seat: Seat) -> Seat:
        """Somebody as they stand now: whose appointment has ended serves nobody."""
        return replace(seat, departments=frozenset()) if seat.name in self.gone else seat

    def _which(self, which: int) -> tuple[str, Voice]:
        its_id = sorted(self.voices)[which % len(self.voices)]
        return its_id, self.voices[its_id]

    def _number(self, its_id: str) -> str:
        return next(number for number, each in self.numbers.items() if each == its_id)

    def _possible(self, its_id: str, forms: set[str]) -> list[tuple[str, Deed]]:
        """What the promises allow now, by whom."""
        details = {**DETAILS, "merge": [{"to": each} for each in sorted(self.voices)]}
        deeds = [
            (form, Deed(seat, self.town.now, **detail))
            for form in sorted(forms)
            for seat in map(self._seat, ACTORS)
            for detail in details.get(form, ({},))
        ]
        return [each for each in deeds if model.after(each[0], self.voices, its_id, each[1]) is not None]

    def _deed(self, form: str, its_id: str, deed: Deed) -> None:
        self.words += 1
        officer = self._seat(deed.officer) if deed.officer else None
        deed = replace(deed, seat=self._seat(deed.seat), officer=officer, word=f"까닭{self.words:04}")
        after = model.after(form, self.voices, its_id, deed)
        allowed = "allowed" if after else "refused"
        note(f"{deed.word}: {form} {self._number(its_id)} by {deed.seat.name}, {allowed}")
        self._begin_step()
        self._fill(form, its_id, deed)
        if after is not None:
            self.voices = after
            if form in BY_DESK:
                self.heard.worked_on(its_id, len(self.town.pushed))
            self._must_be_heard(form, its_id, deed.word)
        self._end_step()

    def _must_be_heard(self, form: str, its_id: str, word: str) -> None:
        before, after = self.before[its_id], self.voices[its_id]
        says = "reopen" if form == "message" and before.status == "closed" else form
        for each, voice in self.voices.items():
            changed = voice.merged_into != self.before[each].merged_into
            if says in SAYS and (each == its_id or (says == "merge" and changed)):
                self.heard.says(voice.author, self._number(each), SAYS[says])
        if form in ("message", "correction"):
            # A place that was put right stands on many cards afterwards.
            how = self.heard.once if form == "message" else self.heard.at_all
            how[word] = self._assignees(model.looked_at(self.before, its_id))
        elif after.proposed_by and form == "reply":
            self.proposed[its_id] = word
        elif form in FILLED and form not in INSIDE:
            # A second extension is a question, and the author's alone.
            asked = form == "extend" and after.extensions == before.extensions
            shared = before.joiners if form in SHARED and not asked else frozenset()
            word = self.proposed[its_id] if form == "approve" else word
            self.heard.tells(word, before.author, self._number(its_id), shared)
            if form in ("transfer", "assign"):
                self.heard.handed[word] = its_id

    def _fill(self, form: str, its_id: str, deed: Deed) -> None:
        word, name = deed.word, deed.seat.name
        if form == "message":
            self.town.does(name, Begin("message", its_id, {"text": f"덧붙여요 {word}"}))
        elif form == "correction":
            number = next(number for number, each in self.secrets.items() if each == its_id)
            place = Place(f"면목동 면목초 정문 {number} {word}", 37.5901, 127.0922, "중랑구")
            self.town.fills(name, "correction", its_id, {}, {"place": place})
        elif form == "consent":
            agree = "wait" if deed.yes else "no_longer"
            self.town.does(name, Begin("consent", its_id, {"agree": agree}))
        elif form == "entrust":
            mark = self.town.mark(deed.officer.name) if deed.officer else "?"
            self.town.does(name, Begin(form, its_id, {"mark": mark}))
        elif form in BUTTONS:
            self.town.does(name, Begin(form, its_id, BUTTONS[form]))
            self.town.does(name, Say("/cancel"))
        else:
            values: dict[str, Value] = {key: each.format(word) for key, each in FILLED[form].items()}
            if form == "transfer":
                values |= WHERE[deed.to]
            if form == "assign":
                where = dict(WHERE[deed.to])
                values |= {"to": where.pop("where"), **where}
            if form == "merge":
                values["into"] = self._number(deed.to) if deed.to in self.voices else "SP-260101-9999"
            if form == "outcome":
                values["outcome"] = deed.to if deed.to in ("declined", "adopted") else "adopted"
            if form == "extend":
                values["days"] = str(deed.days)
            self.town.fills(name, form, its_id, values)

    def _assignees(self, voice: Voice) -> frozenset[str]:
        """Whoever has it: the department's room, else who took it, else all officers."""
        if voice.department in ROOMS:
            return frozenset({ROOMS[voice.department].name})
        if voice.taken_by and self._seat(EVERYBODY[voice.taken_by]).serves(voice):
            return frozenset({voice.taken_by})
        officers = frozenset(each.name for each in map(self._seat, OFFICERS) if each.serves(voice))
        return officers or frozenset({COORDINATOR.name})

    # --- what must hold ---------------------------------------------------------------------------------

    def time_goes_by(self, hours: float) -> None:
        """What is due by then rings and goes out."""
        self._begin_step()
        self.stage.now += timedelta(hours=hours)
        self._end_step()

    def _begin_step(self) -> None:
        self.before = dict(self.voices)

    def _end_step(self) -> None:
        self.town.post()
        self._nobody_reads_what_is_not_theirs()

    def _nobody_reads_what_is_not_theirs(self) -> None:
        for name, text in self.town.read[self.looked :]:
            seat = self._seat(EVERYBODY[name])
            for its_id in {self.numbers[each] for each in NUMBER.findall(text)} | {
                self.secrets[each] for each in SECRET.findall(text)
            }:
                moments = [
                    moment
                    for voices in (self.before, self.voices, *self.meanwhile)
                    if its_id in voices
                    for moment in (voices[its_id], model.looked_at(voices, its_id))
                ]
                own = seat.name == self.voices[its_id].author
                may = own or any(seat.serves(each) for each in moments)
                assert may, f"{name} read of another's concern:\n{text}"
        self.looked = len(self.town.read)

    @invariant()
    def everything_stands_as_promised(self) -> None:
        if not hasattr(self, "town"):
            return
        kept = self.town.concerns()
        assert set(kept) == set(self.voices)
        for its_id, voice in self.voices.items():
            seen, expected = self._seen(kept[its_id]), _expected(voice)
            wrong = {name: (seen[name], expected[name]) for name in KEPT if seen[name] != expected[name]}
            assert not wrong, f"{self._number(its_id)}: as kept, as promised: {wrong}"

    @invariant()
    def no_concern_is_without_an_owner_or_a_next_date(self) -> None:
        if not hasattr(self, "town"):
            return
        for its_id, concern in self.town.concerns().items():
            if not concern.is_open:
                continue
            assert concern.department in self.stage.knowledge.office.directory.departments
            if concern.taken_by:
                taker = next(name for name, person in self.town.people.items() if person == concern.taken_by)
                serves = taker in self.gone or EVERYBODY[taker].serves(self.voices[its_id])
                assert serves, "whoever has it does not serve there"
            waits = concern.due_at <= self.town.now
            assert waits or self.town.timers(its_id), "nothing will ever ring for it"

    def _seen(self, concern: Concern) -> dict[str, Any]:
        names = {person: name for name, person in self.town.people.items()}
        return {
            "author": names[concern.submitter],
            "status": str(concern.status),
            "department": concern.department,
            "taken_by": names.get(concern.taken_by or ""),
            "due": concern.due_at,
            "transfers": getattr(concern, "transfers", 0),
            "extensions": getattr(concern, "extensions", 0),
            "reopened": concern.reopened,
            "title": concern.title is not None,
            "merged_into": concern.merged_into,
            "proposed_by": names.get(concern.proposed_by or ""),
            "place": (TOKEN.findall(concern.place.text) or [""])[-1] if concern.place else "",
            "joiners": self.town.joiners(concern.id),
        }

    def teardown(self) -> None:
        """In the end everything was told once to everybody it was for, and to no other member."""
        if not hasattr(self, "town"):
            return
        for _ in range(4):
            self.stage.now += timedelta(hours=20)
            self._end_step()
        self.heard.as_promised(self.town.pushed)


def _expected(voice: Voice) -> dict[str, Any]:
    return {name: getattr(voice, name) for name in KEPT}
