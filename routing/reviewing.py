"""What stands on a review beside the answers: what its receiver will read, and what should be known first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from intake.messages import SKIPPED, Prompt, Review, Show, Tell, Value
from routing.decisions import coordinating
from routing.decisions.approving import proposal
from routing.directory.assign import handed_to
from routing.model import Actor, Concern
from routing.office import Office
from routing.reading.personal import load_personal
from routing.records import Figures, Query
from routing.telling import letters
from routing.telling.alike import alike
from routing.telling.company import shared
from routing.telling.templates import BLANK, SLOTS

PERSONAL = load_personal()
#: Forms whose review shows a letter; the one about two concerns is drawn here.
REVIEWED = frozenset({*letters.LETTERS, "merge"})
#: Slots in which a number of another agency is asked for.
_MEANT = frozenset({"contact", "reference", "agency", "agency_name"})
#: So many earlier answers of a department are compared.
EARLIER = 20
#: Above this an answer says nothing of its own.
TOO_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Completes reviews; looks, changes nothing."""

    office: Office
    figures: Figures
    actor: Actor
    now: datetime

    def complete(self, prompt: Prompt) -> Prompt:
        """A review of a form about a concern with its letter; anything else as it is."""
        if not isinstance(prompt, Review) or prompt.subject is None or prompt.form not in REVIEWED:
            return prompt
        found = self.figures.find(Query(ids=frozenset({prompt.subject})))
        if not found:
            return prompt
        visible = self.office.forms[prompt.form].journey(prompt.answers).before
        said: dict[str, Value] = {
            each.id: value
            for each in visible
            if (value := prompt.answers.get(each.id)) is not None and value is not SKIPPED
        }
        if prompt.form == "approve":
            written = proposal(self.figures.thread(prompt.subject))
            said = dict(written.values) if written else {}
        own = {
            "reply": self._of_a_reply,
            "extend": self._of_an_extension,
            "transfer": self._of_a_transfer,
            "assign": self._of_a_transfer,
            "merge": self._of_a_merge,
        }.get(prompt.form)
        remarks = own(found[0], said) if own else ()
        letter = self._letter(prompt.form, found[0], said)
        if letter is None:
            return replace(prompt, remarks=remarks)
        return replace(prompt, letter=letter, remarks=(*remarks, *self._of_all(found[0], letter, said)))

    def _letter(self, form: str, concern: Concern, said: Mapping[str, Value]) -> Tell | Show | None:
        """What its author will read; None where that is not known yet."""
        if form != "merge":
            return letters.LETTERS[form](self.office, concern, said, self.now)
        into = coordinating.meant(self.figures, self.actor, concern, said)
        title = coordinating.title_of(into, said) if into else ""
        if into is None or not title:
            return None
        return letters.merged(concern, into, title, coordinating.voices(self.figures, concern, into))

    def _of_a_reply(self, concern: Concern, said: Mapping[str, Value]) -> tuple[Tell, ...]:
        words = _words(said)
        wanting = {
            "reply.repeats": self._repeats(concern, words),
            "reply.blanks": BLANK.search(words) is not None,
        }
        return tuple(Tell(phrase, {"number": concern.number}) for phrase, found in wanting.items() if found)

    def _of_an_extension(self, concern: Concern, said: Mapping[str, Value]) -> tuple[Tell, ...]:
        """That the letter cannot go out as it stands: so many days are more than there may be."""
        if self.office.later(concern, int(letters.text(said, "days") or 0)) is not None:
            return ()
        return (Tell("extend.too_long", {"number": concern.number, "due": concern.due_day}),)

    def _of_a_transfer(self, concern: Concern, said: Mapping[str, Value]) -> tuple[Tell, ...]:
        """That it would stay where it is, or goes to a department there is none of."""
        where = {**said, "where": said.get("where", said.get("to", ""))}
        to = handed_to(concern.department, concern.area, where, self.office.directory)
        if to is not None and to != concern.department:
            return ()
        return (Tell("transfer.nowhere", {"number": concern.number}),)

    def _of_a_merge(self, concern: Concern, said: Mapping[str, Value]) -> tuple[Tell, ...]:
        """That it is not known with which one, or that those who share it have no title to read."""
        into = coordinating.meant(self.figures, self.actor, concern, said)
        if into is None:
            return (Tell("merge.which"),)
        titled = coordinating.title_of(into, said)
        return () if titled else (Tell("merge.title", {"number": into.number}),)

    def _of_all(self, concern: Concern, letter: Prompt, said: Mapping[str, Value]) -> tuple[Tell, ...]:
        """How many others read it, and what in it may belong to somebody: a warning, never a refusal."""
        others = len(self.figures.joiners(concern.id)) if shared(letter, concern) is not None else 0
        joined = (Tell("review.joined", {"count": others}),) if others else ()
        words = "\n".join(v for key, v in said.items() if isinstance(v, str) and key not in _MEANT)
        return (*joined, *(Tell(f"review.personal.{kind}") for kind in PERSONAL.found(words)))

    def _repeats(self, concern: Concern, now: str) -> bool:
        """Whether the department has answered somebody else almost word for word the same."""
        earlier = self.figures.replies(concern.department, EARLIER)
        others = (_words(each.values) for each in earlier if each.concern != concern.id)
        return any(alike(now, words) > TOO_ALIKE for words in others)


def _words(answers: Mapping[str, Value]) -> str:
    """What of a reply its author reads."""
    return "\n".join(letters.text(answers, slot) for slot in SLOTS)
