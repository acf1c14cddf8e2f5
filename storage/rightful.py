"""Before something goes to a desk it is looked at once more whose it is: no letter outlives a right.

Between a notice's expansion and its sending lie a night, or weeks out of reach. Meanwhile an appointment may
have ended, or the concern may be another department's.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, case, exists, or_, select, update

from routing.model import EVERYWHERE
from storage import merging
from storage.people import IN_FORCE
from storage.schema import spelt
from storage.tables import address, concern, delivery, notice, role_grant
from storage.transaction import Transaction

#: Whose department it takes: of what follows a concern the one that has it now, else the one that was told.
_TOLD = notice.c.audience.in_(("officers", "colleagues"))
_DEPARTMENT = case((_TOLD, notice.c.reader), else_=concern.c.department)
_SERVES = exists().where(
    role_grant.c.person_id == address.c.person_id,
    or_(role_grant.c.scope == _DEPARTMENT, role_grant.c.scope == EVERYWHERE),
    IN_FORCE,
)
#: What follows a concern may be about one that was merged into it.
_ABOUT = case((notice.c.audience == "assignee", notice.c.reader), else_=notice.c.concern_id)
_rooms_of = delivery.alias("claimed")
_LOST = (
    select(delivery.c.id, delivery.c.notice_id, notice.c.audience)
    .select_from(
        delivery.join(notice, notice.c.id == delivery.c.notice_id)
        .join(address, address.c.id == delivery.c.address_id)
        .join(concern, concern.c.id == _ABOUT)
    )
    .where(
        delivery.c.address_id.in_(
            select(_rooms_of.c.address_id).where(_rooms_of.c.id.in_(bindparam("ids", expanding=True)))
        ),
        delivery.c.state == spelt("due"),
        delivery.c.lease_owner.is_(None),
        and_(
            notice.c.audience.in_(("officers", "colleagues", "assignee", "coordinators")),
            address.c.person_id.is_not(None),
        ),
        ~_SERVES,
    )
)
_CARRIED = select(delivery.c.id).where(delivery.c.carried_by.in_(bindparam("ids", expanding=True)))
_GIVE_UP = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="dead", reason="no longer theirs")
)
_EXPAND_AGAIN = (
    update(notice)
    .where(notice.c.id.in_(bindparam("ids", expanding=True)))
    .values(expanded_to=None, expanded_at=None)
)


def without_lost(transaction: Transaction, ids: Sequence[int], now: datetime) -> list[int]:
    """Of deliveries about to be claimed those whose reader may read them still.

    What is for whoever has the concern goes to whoever has it now.
    """
    lost = transaction.connection.execute(_LOST, {"ids": list(ids), "now": now}).all()
    if not lost:
        return list(ids)
    gone = {row.id for row in lost}
    carried = transaction.connection.execute(_CARRIED, {"ids": sorted(gone)}).scalars().all()
    merging.leave_behind(transaction, carried)
    transaction.connection.execute(_GIVE_UP, {"ids": sorted(gone)})
    if again := sorted({row.notice_id for row in lost if row.audience == "assignee"}):
        transaction.connection.execute(_EXPAND_AGAIN, {"ids": again})
    return [each for each in ids if each not in gone]
