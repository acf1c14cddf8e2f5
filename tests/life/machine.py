"""Officers of several departments, coordinators and members live through random days, on both databases.

What the service keeps after each act is compared with a small model of its own (`model`), and every word that
any seat reads is looked through: nobody ever reads of a concern that is not theirs. Broken variants show that
the machine finds what it is there to find.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from intake.messages import Begin, Place, Say, Value
from routing.model import Concern
from tests.journeys.stage import Stage
from tests.life import days, model
from tests.life.deeds import (
    BUTTONS,
    BY_AUTHOR,
    BY_DESK,
    DETAILS,
    FILLED,
    HOURS,
    INSIDE,
    KEPT,
    NOT_AN_END,
    NUMBER,
    SAYS,
    SEATS,
    SECRET,
    SHARED,
    TOKEN,
    WHICH,
)
from tests.life.heard import Heard
from tests.life.model import Deed, Seat, Voice
from tests.life.town import (
    ACTORS,
    COORDINATOR,
    EVERYBODY,
    MEMBERS,
    OFFICERS,
    PREVENTION,
    ROOMS,
    TRAFFIC,
    WHERE,
    Town,
    secret,
)


class Life(RuleBasedStateMachine):
    """One town's life."""

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

    # --- what people do ------------------------------------------------------------------------------

    @rule(who=st.sampled_from(MEMBERS), shared=st.booleans())
    def files(self, who: Seat, shared: bool) -> None:
        """A new concern; sometimes others near hear of it and join."""
        if len(self.voices) >= 3:
            return
        number = len(self.voices) + 1
        known = set(self.voices)
        self._begin_step()
        self.town.files(who.name, number)
        (new,) = set(self.town.concerns()) - known
        self.voices[new] = Voice(who.name, TRAFFIC, days.promised(self.town.now))
        self.numbers[self.town.concerns()[new].number] = new
        self.secrets[secret(number)] = new
        self._end_step()
        if shared:
            self._deed("title", new, Deed(OFFICERS[0], self.town.now))
            for neighbour in MEMBERS:
                self._deed("me_too", new, Deed(neighbour, self.town.now))

    @precondition(lambda self: self.voices)
    @rule(data=st.data())
    def does_what_may_be_done(self, data: st.DataObject) -> None:
        """Somebody does something that the promises allow where the concern stands."""
        self.stage.now += timedelta(hours=data.draw(st.sampled_from([0, 0, 1, 26])))
        its_id = data.draw(st.sampled_from(sorted(self.voices)))
        possible = self._possible(its_id, NOT_AN_END)
        form = data.draw(st.sampled_from(sorted({form for form, _ in possible})))
        deeds = [deed for each, deed in possible if each == form]
        self._deed(form, its_id, data.draw(st.sampled_from(deeds)))

    @precondition(lambda self: self.voices)
    @rule(
        form=st.sampled_from(["transfer", "extend", "interim", "reopen"]),
        which=WHICH,
        days=st.sampled_from([1, 3]),
    )
    def insists(self, form: str, which: int, days: int) -> None:
        """The same again and again, by whoever may do most: what is limited ends."""
        its_id, voice = self._which(which)
        seat = EVERYBODY[voice.author] if form == "reopen" else COORDINATOR
        for to in sorted(WHERE) * 2:
            self._deed(form, its_id, Deed(seat, self.town.now, to=to, days=days))

    @precondition(lambda self: self.voices)
    @rule(which=WHICH, hours=st.sampled_from([2, 26, 80]))
    def waits_for_an_answer(self, which: int, hours: int) -> None:
        """A question is answered hours or days later: what was waited does not count."""
        its_id, voice = self._which(which)
        for _, deed in self._possible(its_id, {"ask"})[:1]:
            self._deed("ask", its_id, deed)
            self.stage.now += timedelta(hours=hours)
            self._deed("message", its_id, Deed(EVERYBODY[voice.author], self.town.now))

    @precondition(lambda self: self.voices)
    @rule(form=st.sampled_from(["withdraw", "close"]), which=WHICH)
    def ends(self, form: str, which: int) -> None:
        its_id = self._which(which)[0]
        for _, deed in self._possible(its_id, {form})[:1]:
            self._deed(form, its_id, deed)

    @precondition(lambda self: len(self.voices) > 1)
    @rule(data=st.data(), elsewhere=st.sampled_from(["", *WHERE]), ends=st.booleans())
    def are_merged(self, data: st.DataObject, elsewhere: str, ends: bool) -> None:
        """A coordinator puts two together; its author writes on, and may be taken apart again."""
        possible = [(each, deed.to) for each in self.voices for _, deed in self._possible(each, {"merge"})]
        if not possible:
            return
        its_id, into = data.draw(st.sampled_from(possible))
        voice = self.voices[its_id]
        if elsewhere:
            self._deed("assign", its_id, Deed(COORDINATOR, self.town.now, to=elsewhere))
        self._deed("merge", its_id, Deed(COORDINATOR, self.town.now, to=into))
        for form in ("message", "correction"):
            self._deed(form, its_id, Deed(EVERYBODY[voice.author], self.town.now))
        if ends:
            self._deed("split", its_id, Deed(COORDINATOR, self.town.now))

    @precondition(lambda self: self.voices)
    @rule(which=WHICH, other=st.booleans(), back=st.booleans(), there=st.booleans())
    def is_read_by_a_colleague(self, which: int, other: bool, back: bool, there: bool) -> None:
        """A reply that waits for a colleague goes out by another's hand, or back to its writer."""
        its_id = self._which(which)[0]
        if there:
            self._deed("assign", its_id, Deed(COORDINATOR, self.town.now, to=PREVENTION))
        voice = self.voices[its_id]
        seats = [COORDINATOR, *(each for each in OFFICERS if each.serves(voice))]
        for writer in seats:
            self._deed("reply", its_id, Deed(writer, self.town.now))
            self._deed("approve", its_id, Deed(writer, self.town.now))
            if back:
                self._deed("disapprove", its_id, Deed(seats[other and -1], self.town.now))
            self._deed("approve", its_id, Deed(seats[other and -1], self.town.now))

    @precondition(lambda self: self.voices)
    @rule(which=WHICH)
    def keeps_a_promise(self, which: int) -> None:
        """A promised day is remembered and told as kept; once more there is nothing to tell."""
        its_id = self._which(which)[0]
        for form in ("promise", "reply", "kept", "kept"):
            self._deed(form, its_id, Deed(COORDINATOR, self.town.now))

    @precondition(lambda self: self.voices)
    @rule(form=st.sampled_from(BY_DESK), name=SEATS, which=WHICH)
    def meddles(self, form: str, name: str, which: int) -> None:
        """Anybody at all tries what is the desk's, with the concern's true id in hand."""
        to = {"outcome": "adopted", "merge": max(self.voices)}.get(form, TRAFFIC)
        self._deed(form, self._which(which)[0], Deed(EVERYBODY[name], self.town.now, to=to, days=1))

    @precondition(lambda self: self.voices)
    @rule(form=st.sampled_from(BY_AUTHOR), name=SEATS, which=WHICH)
    def pretends(self, form: str, name: str, which: int) -> None:
        """Anybody at all tries what is the author's, or a neighbour's."""
        self._deed(form, self._which(which)[0], Deed(EVERYBODY[name], self.town.now))

    @precondition(lambda self: self.voices)
    @rule(
        name=SEATS,
        which=WHICH,
        what=st.sampled_from(["/inbox", "/status", "/case {}", "/message {}", "/take {}"]),
    )
    def looks(self, name: str, which: int, what: str) -> None:
        """Looking, and asking by number, shows nobody what is not theirs."""
        if "take" in what and EVERYBODY[name].serves(self._which(which)[1]):
            return
        number = self._number(self._which(which)[0])
        self._begin_step()
        self.town.does(name, Say(what.format(number)))
        self.town.does(name, Say("/cancel"))
        self._end_step()

    @precondition(lambda self: self.voices)
    @rule(hours=HOURS)
    def time_passes(self, hours: float) -> None:
        self._begin_step()
        self.stage.now += timedelta(hours=hours)
        self._end_step()

    # --- one deed -------------------------------------------------------------------------------------

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
            for seat in ACTORS
            for detail in details.get(form, ({},))
        ]
        return [each for each in deeds if model.after(each[0], self.voices, its_id, each[1]) is not None]

    def _deed(self, form: str, its_id: str, deed: Deed) -> None:
        self.words += 1
        deed = replace(deed, word=f"까닭{self.words:04}")
        after = model.after(form, self.voices, its_id, deed)
        allowed = "allowed" if after else "refused"
        note(f"{deed.word}: {form} {self._number(its_id)} by {deed.seat.name}, {allowed}")
        self._begin_step()
        self._fill(form, its_id, deed)
        if after is not None:
            self.voices = after
            self._must_be_heard(form, its_id, deed.word)
        self._end_step()

    def _must_be_heard(self, form: str, its_id: str, word: str) -> None:
        before, after = self.before[its_id], self.voices[its_id]
        for each, voice in self.voices.items():
            changed = voice.merged_into != self.before[each].merged_into
            if form in SAYS and (each == its_id or (form == "merge" and changed)):
                self.heard.lines[voice.author, self._number(each), SAYS[form]] += 1
        if form in ("message", "correction"):
            # A place that was put right stands on many cards afterwards.
            how = self.heard.once if form == "message" else self.heard.at_all
            how[word] = self._assignees(model.looked_at(self.before, its_id))
        elif after.proposed_by and form == "reply":
            self.proposed[its_id] = word
        elif form in FILLED and form not in INSIDE:
            # A second extension is a question, and the author's alone.
            asked = after.asked_until is not None and before.asked_until is None
            shared = before.joiners if form in SHARED and not asked else frozenset()
            word = self.proposed[its_id] if form == "approve" else word
            self.heard.once[word] = shared | {before.author}
            if form in ("transfer", "assign"):
                self.heard.handed.add(word)

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
        if voice.taken_by:
            return frozenset({voice.taken_by})
        return frozenset(each.name for each in OFFICERS if voice.department in each.departments)

    # --- what must hold ---------------------------------------------------------------------------------

    def _begin_step(self) -> None:
        self.before = dict(self.voices)

    def _end_step(self) -> None:
        self.town.post()
        self._nobody_reads_what_is_not_theirs()

    def _nobody_reads_what_is_not_theirs(self) -> None:
        for name, text in self.town.read[self.looked :]:
            seat = EVERYBODY[name]
            for its_id in {self.numbers[each] for each in NUMBER.findall(text)} | {
                self.secrets[each] for each in SECRET.findall(text)
            }:
                moments = [
                    moment
                    for voices in (self.before, self.voices)
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
                assert EVERYBODY[taker].serves(self.voices[its_id]), "whoever has it no longer serves there"
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
