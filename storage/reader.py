"""Looking without changing, beside the writer."""

from datetime import datetime

from sqlalchemy import bindparam, select

from intake.messages import Address, Room
from routing.records import Letter, Visit
from storage import addresses, codec, people
from storage.columns import AnyRow
from storage.figures import Figures
from storage.notices import FOR_A_ROLE
from storage.opening import opened
from storage.tables import address, concern, data_key, delivery, notice, role_grant

#: Told to somebody for the role they hold: to all who hold it, or to one of them about another's concern.
_FOR_THE_DESK = notice.c.audience.in_((*FOR_A_ROLE, "room")) | (
    (notice.c.audience == "person") & (concern.c.submitter != address.c.person_id)
)
_MAILBOX = (
    select(
        delivery.c.seq,
        delivery.c.made_at,
        notice.c.key,
        notice.c.prompts_sealed,
        _FOR_THE_DESK.label("desk"),
        data_key.c.id,
        data_key.c.wrapped,
    )
    .select_from(
        delivery.join(notice)
        .join(address, address.c.id == delivery.c.address_id)
        .join(data_key, data_key.c.id == notice.c.key_id)
        .outerjoin(concern, concern.c.id == notice.c.concern_id)
    )
    .where(
        address.c.blind == bindparam("blind"),
        delivery.c.seq > bindparam("after"),
        delivery.c.state != "dead",
        data_key.c.wrapped.is_not(None),
    )
    .order_by(delivery.c.seq.desc())
    .limit(bindparam("limit"))
)
_SERVED = select(role_grant.c.id).where(role_grant.c.person_id == bindparam("person")).limit(1)


class Reader(Figures):
    """What can be seen within `Database.read()`: one state of the database, whatever is written meanwhile."""

    __slots__ = ()

    def visit(self, who: Address, where: Room, now: datetime) -> Visit | None:
        """Who that is and where their talk stands; None for somebody never seen."""
        seen = people.look(self._transaction, who, where, now)
        return Visit(*seen) if seen else None

    def has_served(self, person: str) -> bool:
        """Whether this person has ever held a role, whatever has become of it."""
        return self._transaction.connection.execute(_SERVED, {"person": person}).first() is not None

    def mailbox(self, where: Room, after: int, limit: int = 50) -> tuple[Letter, ...]:
        """What was pushed to the room after the letter `after`, the last `limit`, oldest first."""
        transaction = self._transaction
        wanted = {"blind": addresses.blind(transaction, where), "after": after, "limit": limit}
        found = transaction.connection.execute(_MAILBOX, wanted).all()
        return tuple(opened("a letter", reversed(found), self._letter))

    def _letter(self, row: AnyRow) -> Letter:
        seq, at, key, sealed, desk, key_id, wrapped = row
        text = self._transaction.key(key_id, wrapped).open("notice", "prompts", key, sealed)
        return Letter(seq, at, codec.load(text, tuple), desk=bool(desk))
