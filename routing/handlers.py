"""Which form is handled how: who may send it, for which concerns, and what is decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from intake.messages import Amendment, Submission, Tell, Value
from routing.decisions import (
    answering,
    approving,
    conversing,
    coordinating,
    entering,
    filing,
    handing,
    joining,
    promising,
    rating,
    rooms,
    settling,
    waiting,
)
from routing.decisions.scene import Scene
from routing.model import OPEN, Decision, Status

Relation = Literal["anybody", "author", "desk", "coordinator", "near", "joined", "voice"]


@dataclass(frozen=True, slots=True)
class Handler:
    """How one form is handled."""

    #: Who may send it: anybody, the concern's author, those who serve its department, coordinators of it,
    #: whoever may be offered it from near, those who joined it, or the author and those (a voice).
    relation: Relation
    submit: Callable[[Scene, Submission], Decision]
    amend: Callable[[Scene, Amendment], Decision] | None = None
    #: The act of the life cycle it stands for, when opening it for nothing would waste somebody's time.
    step: str | None = None
    #: The statuses in which a concern is offered when none was named.
    offered_in: frozenset[Status] = OPEN
    #: Why it may not be opened for this concern, beyond what the life cycle says.
    refuses: Callable[[Scene], Tell | None] | None = None
    #: Asked which one even when there is only one.
    always_asks: bool = False
    #: What stands in it already when it is begun, beyond what came along.
    given: Callable[[Scene, Mapping[str, Value]], Mapping[str, Value]] | None = None

    @property
    def official(self) -> bool:
        """Whether it is sent from the office's side of the desk."""
        return self.relation in ("desk", "coordinator")


EVERYTHING = frozenset(Status)
ANSWERED = frozenset({Status.REPLIED})


def no_title(scene: Scene) -> Tell | None:
    """Why nobody near may be offered it."""
    return joining.no_title(scene.office, scene.case)


def beginning(scene: Scene, given: Mapping[str, Value]) -> Mapping[str, Value]:
    """A reply begins with the words of a template that was chosen, or with those that were sent back."""
    template = scene.office.templates.get(str(given.get("use")))
    if template is None:
        return approving.sent_back(scene)
    return {slot: words[scene.actor.language] for slot, words in template.words.items()}


HANDLERS: dict[str, Handler] = {
    "concern": Handler("anybody", filing.file_concern, filing.amend_filed),
    "proposal": Handler("anybody", filing.file_concern, filing.amend_filed),
    "correction": Handler("author", filing.put_right),
    "inquiry": Handler("anybody", filing.file_concern, filing.amend_filed),
    "praise": Handler("anybody", filing.file_concern, filing.amend_filed),
    "take": Handler("desk", answering.take, offered_in=frozenset({Status.ASSIGNED, Status.REOPENED})),
    "take_over": Handler("desk", handing.take_over),
    "ask": Handler("desk", conversing.ask, step="ask"),
    "answer": Handler("author", conversing.answer, offered_in=frozenset({Status.NEEDS_INFO})),
    "proceed": Handler("desk", conversing.proceed),
    "note": Handler("desk", conversing.note, offered_in=EVERYTHING),
    "transfer": Handler(
        "desk", handing.transfer, step="transfer", refuses=handing.no_transfer, given=handing.beginning
    ),
    "refer": Handler("desk", handing.refer, step="refer"),
    "interim": Handler("desk", conversing.interim, step="interim"),
    "extend": Handler("desk", waiting.extend, step="extend", refuses=waiting.no_extension),
    "consent": Handler("author", waiting.consent),
    "assign": Handler("coordinator", coordinating.assign, step="assign"),
    "entrust": Handler("coordinator", coordinating.entrust),
    "merge": Handler("coordinator", coordinating.merge, step="merge"),
    "split": Handler("coordinator", coordinating.split, offered_in=frozenset({Status.MERGED})),
    "close": Handler("desk", conversing.close, step="close"),
    "reply": Handler("desk", answering.send_reply, step="reply", given=beginning),
    "approve": Handler("desk", answering.approve, step="propose", refuses=approving.no_approval),
    "disapprove": Handler("desk", approving.disapprove, step="propose", refuses=approving.nothing_waits),
    "promise": Handler("desk", promising.promise, offered_in=EVERYTHING),
    "kept": Handler("desk", promising.kept, step="kept", offered_in=frozenset({Status.REPLIED})),
    "outcome": Handler("desk", settling.outcome, step="outcome", offered_in=ANSWERED),
    "done": Handler("desk", settling.done, step="done", offered_in=ANSWERED),
    "felt": Handler("voice", settling.felt, settling.felt_more, offered_in=ANSWERED),
    "reopen": Handler("author", rating.look_again, offered_in=ANSWERED | {Status.CLOSED}),
    "rate": Handler("author", rating.rate, rating.rate_more, "rate", frozenset({Status.REPLIED})),
    "message": Handler(
        "author", filing.add_message, offered_in=EVERYTHING - {Status.WITHDRAWN}, always_asks=True
    ),
    "withdraw": Handler("author", filing.withdraw, None, "withdraw"),
    "register": Handler("desk", rooms.register),
    "unregister": Handler("desk", rooms.unregister),
    "title": Handler("desk", joining.set_title, refuses=no_title),
    "me_too": Handler("near", joining.join, joining.join_more, offered_in=frozenset()),
    "leave": Handler("joined", joining.leave, offered_in=EVERYTHING),
    "come": Handler("anybody", entering.come),
    "revoke": Handler("anybody", entering.revoke),
    "join": Handler("anybody", entering.join),
    "quiet": Handler("anybody", entering.set_quiet),
    "language": Handler("anybody", entering.set_language),
}
