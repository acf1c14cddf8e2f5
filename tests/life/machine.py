"""Officers of several departments, coordinators and members live through random days, on both databases.

What they do stands here; what must hold of it in `watched`. Broken variants show that the machine finds what
it is there to find.
"""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from intake.messages import Say
from tests.life import days, model
from tests.life.deeds import BY_AUTHOR, BY_DESK, HOURS, NOT_AN_END, SEATS, WHICH
from tests.life.model import Deed, Seat, Voice
from tests.life.town import (
    COORDINATOR,
    EVERYBODY,
    HEADQUARTERS,
    MEMBERS,
    OFFICERS,
    PREVENTION,
    TRAFFIC,
    WHERE,
    secret,
)
from tests.life.watched import Watched

YES = st.booleans()


class Life(Watched):
    """One town's life."""

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
        self.time_goes_by(data.draw(st.sampled_from([0, 0, 1, 26])))
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
            self.time_goes_by(hours)
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
        self.time_goes_by(hours)

    @precondition(lambda self: self.voices)
    @rule(
        which=WHICH,
        elsewhere=st.sampled_from(["", *WHERE]),
        hours=st.sampled_from([1, 50]),
        yes=st.booleans(),
    )
    def is_asked_to_wait(self, which: int, elsewhere: str, hours: int, yes: bool) -> None:
        """A second extension is asked for: whoever has it, its author may say yes until that lapses."""
        its_id, voice = self._which(which)
        for _ in range(2):
            self._deed("extend", its_id, Deed(COORDINATOR, self.town.now, days=1))
        if elsewhere:
            self._deed("assign", its_id, Deed(COORDINATOR, self.town.now, to=elsewhere))
        self.time_goes_by(hours)
        self._deed("consent", its_id, Deed(EVERYBODY[voice.author], self.town.now, yes=yes))
        self._deed("extend", its_id, Deed(COORDINATOR, self.town.now, days=1))

    @precondition(lambda self: self.voices)
    @rule(which=WHICH, to=st.sampled_from([TRAFFIC, PREVENTION]), then=st.sampled_from(["take", "transfer"]))
    def is_not_reached(self, which: int, to: str, then: str) -> None:
        """Handed over to a department whose chats are out of reach, and gone on with from above."""
        its_id, voice = self._which(which)
        away = {each.name for each in OFFICERS if to in each.departments}
        self.stage.recorder.away |= away
        self._deed("assign", its_id, Deed(COORDINATOR, self.town.now, to=to))
        self.meanwhile = [dict(self.voices)]
        self._deed(then, its_id, Deed(COORDINATOR, self.town.now, to=voice.department))
        self._deed("message", its_id, Deed(EVERYBODY[voice.author], self.town.now))
        self.stage.recorder.away -= away
        self._begin_step()
        for name in sorted(away):
            self.town.does(name, Say("/inbox"))
        self._end_step()
        self.meanwhile = []

    @precondition(lambda self: self.voices)
    @rule(officer=st.sampled_from(OFFICERS), which=WHICH, comes_back=st.booleans())
    def leaves_the_office(self, officer: Seat, which: int, comes_back: bool) -> None:
        """An appointment ends with something in hand: nothing more can be done, and nobody is unheard."""
        its_id, voice = self._which(which)
        self._deed("take", its_id, Deed(officer, self.town.now))
        self.town.dismisses(officer.name)
        self.gone.add(officer.name)
        for form in ("reply", "close"):
            self._deed(form, its_id, Deed(officer, self.town.now))
        self._deed("message", its_id, Deed(EVERYBODY[voice.author], self.town.now))
        if comes_back:
            self.gone.discard(officer.name)
            self.town.appoints(officer)

    @precondition(lambda self: self.voices)
    @rule(officer=st.sampled_from(OFFICERS), which=WHICH, moves=st.booleans())
    def leaves_out_of_reach(self, officer: Seat, which: int, moves: bool) -> None:
        """What an officer could not be told is not told once the appointment has ended; others hear of it."""
        its_id, voice = self._which(which)
        self._deed("take", its_id, Deed(officer, self.town.now))
        self.stage.recorder.away.add(officer.name)
        self._deed("message", its_id, Deed(EVERYBODY[voice.author], self.town.now))
        word = f"까닭{self.words:04}"
        if moves:
            self._deed("assign", its_id, Deed(COORDINATOR, self.town.now, to=HEADQUARTERS))
        self.town.dismisses(officer.name)
        self.gone.add(officer.name)
        self.stage.recorder.away.discard(officer.name)
        if officer.name in self.heard.once.get(word, ()):
            has_it = self._assignees(model.looked_at(self.voices, its_id))
            self.heard.once[word] = self.heard.once[word] - {officer.name} | has_it
        self._begin_step()
        self.town.does(officer.name, Say("/status"))
        self._end_step()
