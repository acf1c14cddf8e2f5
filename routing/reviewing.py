"""What stands on a review beside the answers: what its receiver will read, and what should be known first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from intake.messages import SKIPPED, Prompt, Review, Show, Tell, Value
from routing import letters
from routing.model import Concern
from routing.office import Office
from routing.records import Figures, Query

Letter = Callable[[Office, Concern, Mapping[str, Value], datetime], Tell | Show]

#: The forms whose review is what the author of the concern will read.
LETTERS: Mapping[str, Letter] = {
    "ask": letters.asked,
    "interim": letters.interim,
    "extend": letters.extended,
    "transfer": letters.moved,
    "refer": letters.referred,
    "close": letters.closed,
    "reply": letters.replied,
}


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Completes reviews; looks, changes nothing."""

    office: Office
    figures: Figures
    now: datetime

    def complete(self, prompt: Prompt) -> Prompt:
        """A review of a form about a concern with its letter; anything else as it is."""
        if not isinstance(prompt, Review) or prompt.subject is None or prompt.form not in LETTERS:
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
        return replace(prompt, letter=LETTERS[prompt.form](self.office, found[0], said, self.now))
