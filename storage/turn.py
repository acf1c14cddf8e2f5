"""One turn: what is read and kept of one act, all in one transaction."""

from datetime import date, datetime

from intake.conversation import Conversation
from intake.messages import Address, Room
from routing.model import Concern, Decision, Grant, Timer
from routing.records import Answered, Seen, Visit
from storage import (
    audit,
    concerns,
    conversations,
    events,
    grants,
    joining,
    labels,
    notices,
    outbox,
    people,
    photos,
    rooms,
    tally,
    timers,
)
from storage.errors import StorageError
from storage.figures import Figures
from storage.people import Guest
from storage.transaction import Transaction


class Turn(Figures):
    """What a turn may do. It commits when the block of `Database.turn()` ends well, and only then."""

    __slots__ = ("_guest", "posted")

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._guest: Guest | None = None
        #: Something was left for the courier to carry.
        self.posted = False

    def enter(self, who: Address, where: Room, now: datetime, language: str | None = None) -> Visit:
        """The person behind the address and their conversation in the room, locked.

        Made when new; `language` is then theirs. What could not be pushed to the room before is due again.
        """
        guest = self._guest = people.enter(self._transaction, who, where, now, language)
        if guest.held:
            outbox.release(self._transaction, guest.room_id, now)
            self.posted = True
        return Visit(guest.actor, guest.conversation, guest.spot)

    def seen(self, key: str) -> Seen | None:
        """What became of the event, if it is known. Before `enter`, a twin of it may still be at work."""
        return events.seen(self._transaction, key)

    def concern(self, concern_id: str) -> Concern | None:
        """The concern, locked until the transaction ends."""
        return concerns.locked(self._transaction, concern_id)

    def near(self, marks: frozenset[str], since: datetime) -> tuple[Concern, ...]:
        """Listed open concerns that carry one of the marks and came in since then, newest first, a few."""
        return joining.near(self._transaction, marks, since)

    def officers(self, department: str, now: datetime) -> tuple[str, ...]:
        """The persons who are officers of the department now."""
        return grants.officers(self._transaction, department, now)

    def next_serial(self, day: date) -> int:
        """The next number of the day, from 1; never given twice, gaps are possible."""
        return concerns.next_serial(self._transaction, day)

    def redeem(self, code: str, person: str, now: datetime) -> Grant | None:
        """Use up an invitation and give its grant to the person; None when it is wrong, used or late."""
        return grants.redeem(self._transaction, code, person, now)

    def keep(self, decision: Decision, now: datetime) -> None:
        """Keep a decision: concern, entries, photos, timers, notices, what is noted of the person who acts.

        Changed when the concern is no longer of the version decided on; a concern filed before is left alone,
        with all that goes with it.
        """
        keep(self._transaction, decision, now, self._guest)
        self.posted = self.posted or bool(decision.notices)

    def timer(self, key: str) -> Timer | None:
        """The timer, locked, if it has not rung yet. Ask after its concern is locked."""
        return timers.locked(self._transaction, key)

    def rung(self, key: str, now: datetime) -> None:
        """It has rung, and will not again."""
        timers.done(self._transaction, key, now)

    def leave(self, key: str, conversation: Conversation, answer: Answered, now: datetime) -> None:
        """Keep the conversation of the visit, and the event with its answer; Changed if it is known."""
        guest = self._entered()
        same = conversation == guest.conversation
        state = guest.state if same else conversations.sealed(guest.key, guest.talk, conversation)
        conversations.keep(
            self._transaction, guest.talk, guest.conversation, conversation, state, now, guest.reminded
        )
        events.keep(self._transaction, key, guest, answer, now)

    def close(self, key: str, now: datetime, *, danger: str | None = None, error: str | None = None) -> None:
        """Keep of an event its key and the hotline's kind, or the error's class: no person, no text."""
        events.close(self._transaction, key, now, danger, error)

    def hush(self, who: Address, where: Room, now: datetime) -> None:
        """Remind nobody of the draft in hand there: after a danger card nothing is pushed by itself."""
        people.hush(self._transaction, who, where, now)

    def audit(self, act: str, subject: str | None, result: str, now: datetime) -> None:
        """Append one line to the record of acts, under the visit's pseudonymous person if there is one."""
        person = self._guest.actor.person if self._guest else None
        audit.append(self._transaction, person, act, subject, result, now)

    def _entered(self) -> Guest:
        if self._guest is None:
            raise StorageError("nobody has entered this turn")
        return self._guest


def keep(transaction: Transaction, decision: Decision, now: datetime, guest: Guest | None) -> None:
    """Keep a decision, of somebody who acts or of the service itself."""
    filed = decision.concern
    if filed is not None and not concerns.keep(transaction, filed, now):
        return
    for other in decision.others:
        concerns.keep(transaction, other, now)
    concerns.write(transaction, decision.entries)
    photos.await_those_of(transaction, decision, now)
    joining.keep(transaction, decision, now)
    timers.wind(transaction, decision.timers)
    tally.add(transaction, decision.counts)
    if decision.person:
        if guest is None:
            raise ValueError("a decision notes something of a person where nobody acts")
        people.note(transaction, guest, decision.person, now)
    if decision.registers:
        if guest is None:
            raise ValueError("a decision registers a room where nobody acts")
        rooms.register(transaction, guest.room_id, decision.registers, guest.actor.person, now)
    if decision.taught and guest:
        labels.tell(transaction, decision.taught, guest.actor.person, now)
    here, by = (guest.room_id, guest.actor.person) if guest else (None, None)
    for each in decision.notices:
        notices.post(transaction, each, now, here=here, filed=filed, by=by)
