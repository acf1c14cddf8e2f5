"""Officers of several departments, coordinators and members live through random days, on both databases.

What the service keeps after each act is compared with a small model of its own (`model`), and every word that
any seat reads is looked through: nobody ever reads of a concern that is not theirs. Broken variants show that
the machine finds what it is there to find.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from intake.messages import Begin, Say, Value
from routing.model import Concern
from tests.journeys.stage import Stage
from tests.life import model
from tests.life.model import Deed, Seat, Voice
from tests.life.town import COORDINATOR, EVERYBODY, MEMBERS, OFFICERS, TRAFFIC, WHERE, Town, secret

NUMBER = re.compile(r"SP-\d{6}-\d{4}")
SECRET = re.compile(r"비밀\d{4}")
TOKEN = re.compile(r"까닭\d{4}")

#: What each form of the desk is filled in with; "{}" is a word of its own by which it is known again.
FILLED: Mapping[str, Mapping[str, str]] = {
    "ask": {"question": "아침인가요, 저녁인가요? {}"},
    "transfer": {"why": "신호 시간은 그쪽에서 정해요 {}"},
    "refer": {"agency": "city_120", "contact": "120 {}"},
    "interim": {"progress": "현장을 보고 왔어요 {}"},
    "extend": {"reason": "현장을 한 번 더 봐야 해서 {}"},
    "close": {"reason": "다른 공사와 함께 마무리돼서 {}"},
    "note": {"note": "우리끼리 메모 {}"},
    "reply": {
        "heard": "신호가 짧다고 하셨죠.",
        "checked": "나가 보니 짧았어요.",
        "will": "늘리기로 했어요 {}",
        "hard": "없음",
    },
    "outcome": {"reason": "길이 좁아서 어려워요 {}", "what": "신호를 늘려요 {}"},
    "done": {"what": "신호를 늘렸어요 {}"},
    "title": {"title": "정문 앞 보행 신호"},
}
#: What they write is for colleagues only.
INSIDE = {"note", "title"}
#: Forms whose button says all there is to say.
BUTTONS = {
    "take": {}, "take_over": {}, "proceed": {}, "withdraw": {"sure": "yes"}, "reopen": {}, "leave": {},
    "rate": {"score": "poor"}, "me_too": {"how": "same"},
}  # fmt: skip
BY_DESK = (
    "take", "take_over", "ask", "proceed", "transfer", "refer", "interim", "extend", "reply", "close", "note",
    "title", "outcome", "done",
)  # fmt: skip
BY_AUTHOR = ("message", "consent", "rate", "reopen", "withdraw")

#: The ways of doing it: where to, how many days, yes or no.
DETAILS: Mapping[str, Sequence[tuple[str, int, bool]]] = {
    "transfer": [(to, 0, True) for to in sorted(WHERE)],
    "extend": [("", days, True) for days in (1, 3, 7)],
    "outcome": [(code, 0, True) for code in ("declined", "adopted")],
    "consent": [("", 0, True), ("", 0, False)],
}
NOT_AN_END = {*BY_DESK, *BY_AUTHOR, "me_too", "leave"} - {"withdraw", "close", "note"}

SEATS = st.sampled_from(sorted(EVERYBODY))
WHICH = st.integers(0, 5)
HOURS = st.sampled_from([0.5, 1, 3, 5, 24, 24, 48, 80, 200])


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
        #: Which word reached whom must be: word → names, as it was decided.
        self.told: dict[str, frozenset[str]] = {}
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
        self.voices[new] = Voice(who.name, TRAFFIC, model.promised(self.town.now))
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
    @rule(form=st.sampled_from(["transfer", "extend", "reopen"]), which=WHICH, days=st.sampled_from([1, 3]))
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

    @precondition(lambda self: self.voices)
    @rule(form=st.sampled_from(BY_DESK), name=SEATS, which=WHICH)
    def meddles(self, form: str, name: str, which: int) -> None:
        """Anybody at all tries what is the desk's, with the concern's true id in hand."""
        to = "adopted" if form == "outcome" else TRAFFIC
        self._deed(form, self._which(which)[0], Deed(EVERYBODY[name], self.town.now, to=to, days=1))

    @precondition(lambda self: self.voices)
    @rule(form=st.sampled_from(BY_AUTHOR), name=SEATS, which=WHICH)
    def pretends(self, form: str, name: str, which: int) -> None:
        """Anybody at all tries what is the author's."""
        self._deed(form, self._which(which)[0], Deed(EVERYBODY[name], self.town.now))

    @precondition(lambda self: self.voices)
    @rule(form=st.sampled_from(["me_too", "leave"]), name=SEATS, which=WHICH)
    def joins_or_leaves(self, form: str, name: str, which: int) -> None:
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
        deeds = [
            (form, Deed(seat, self.town.now, to=to, days=days, yes=yes))
            for form in sorted(forms)
            for seat in EVERYBODY.values()
            for to, days, yes in DETAILS.get(form, (("", 0, True),))
        ]
        voice = self.voices[its_id]
        return [(form, deed) for form, deed in deeds if model.RULES[form](voice, deed) is not None]

    def _deed(self, form: str, its_id: str, deed: Deed) -> None:
        voice = self.voices[its_id]
        after = model.RULES[form](voice, deed)
        self._begin_step()
        word = self._fill(form, its_id, deed)
        if after is not None:
            self.voices[its_id] = after
            if form == "message":
                self.told[word] = self._assignees(voice)
            elif form in FILLED and form not in INSIDE:
                # A second extension is a question, and the author's alone.
                asked = after.asked_until is not None and voice.asked_until is None
                shared = voice.joiners if form in SHARED and not asked else frozenset()
                self.told[word] = shared | {voice.author}
        self._end_step()

    def _fill(self, form: str, its_id: str, deed: Deed) -> str:
        self.words += 1
        word = f"까닭{self.words:04}"
        name = deed.seat.name
        if form == "message":
            self.town.does(name, Begin("message", its_id, {"text": f"덧붙여요 {word}"}))
        elif form == "consent":
            agree = "wait" if deed.yes else "no_longer"
            self.town.does(name, Begin("consent", its_id, {"agree": agree}))
        elif form in BUTTONS:
            self.town.does(name, Begin(form, its_id, BUTTONS[form]))
            self.town.does(name, Say("/cancel"))
        else:
            values: dict[str, Value] = {key: each.format(word) for key, each in FILLED[form].items()}
            if form == "transfer":
                values |= WHERE[deed.to]
            if form == "outcome":
                values["outcome"] = deed.to if deed.to in ("declined", "adopted") else "adopted"
            if form == "extend":
                values["days"] = str(deed.days)
            self.town.fills(name, form, its_id, values)
        return word

    def _assignees(self, voice: Voice) -> frozenset[str]:
        """Whoever has it: who took it, else all officers of the department."""
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
                moments = (self.before.get(its_id), self.voices[its_id])
                may = any(each and (seat.name == each.author or seat.serves(each)) for each in moments)
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
            "outcome": concern.outcome,
            "joiners": self.town.joiners(concern.id),
        }

    def teardown(self) -> None:
        """In the end everything was told once to everybody it was for, and to no other member."""
        if not hasattr(self, "town"):
            return
        for _ in range(4):
            self.stage.now += timedelta(hours=20)
            self._end_step()
        pushed: dict[tuple[str, str], int] = {}
        for name, text in self.town.pushed:
            for word in set(TOKEN.findall(text)):
                pushed[name, word] = pushed.get((name, word), 0) + 1
        for word, names in self.told.items():
            for name in names:
                assert pushed.get((name, word), 0) == 1, (
                    f"{name} was told {word} {pushed.get((name, word), 0)} times"
                )
        for name, word in pushed:
            if name in {each.name for each in MEMBERS}:
                assert name in self.told.get(word, ()), f"{name} was told {word}, which was not for them"


#: Acts whose news those who joined hear, too.
SHARED = {"outcome", "done", "reply", "transfer", "refer", "interim", "extend", "close"}


#: What is compared.
KEPT = (
    "author",
    "status",
    "department",
    "taken_by",
    "due",
    "transfers",
    "extensions",
    "reopened",
    "title",
    "joiners",
)


def _expected(voice: Voice) -> dict[str, Any]:
    return {name: getattr(voice, name) for name in KEPT}


def live(played: Stage, *, examples: int = 12, steps: int = 30, random: bool = False) -> None:
    machine = type("Life", (Life,), {"stage": played})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not random,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if random else [Phase.generate],
            report_multiple_bugs=False,
        ),
    )
