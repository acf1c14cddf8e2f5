"""Rights: given by a one-time code or by command, judged at each act."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, cast

from sqlalchemy import bindparam, insert, select, update

from routing.model import EVERYWHERE, Grant, Role
from storage import rooms
from storage.people import IN_FORCE
from storage.tables import address, invitation, role_grant
from storage.transaction import Transaction

#: An invitation is good for this long.
VALID = timedelta(hours=72)
#: Bytes of a code: 128 bits, 22 letters.
_CODE = 16

_INVITE = insert(invitation)
_USE = (
    update(invitation)
    .where(
        invitation.c.hash == bindparam("b_hash"),
        invitation.c.used_at.is_(None),
        invitation.c.expires_at > bindparam("now", type_=invitation.c.expires_at.type),
    )
    .values(used_at=bindparam("now"), used_by=bindparam("person"))
    .returning(invitation.c.role, invitation.c.scope)
)
_HELD = select(role_grant.c.id).where(
    role_grant.c.person_id == bindparam("person"),
    role_grant.c.role == bindparam("role"),
    role_grant.c.scope == bindparam("scope"),
    IN_FORCE,
)
_GRANT = insert(role_grant)
_IN_FORCE = (
    select(role_grant.c.person_id, role_grant.c.role, role_grant.c.scope, role_grant.c.valid_from)
    .where(IN_FORCE)
    .order_by(role_grant.c.scope, role_grant.c.valid_from, role_grant.c.id)
)
_END = (
    update(role_grant)
    .where(role_grant.c.person_id == bindparam("b_person"), IN_FORCE)
    .values(valid_until=bindparam("now"))
)
_ADDRESSES = select(address.c.id).where(address.c.person_id == bindparam("person"))
_OFFICERS = (
    select(role_grant.c.person_id)
    .where(
        role_grant.c.role == "officer",
        role_grant.c.scope.in_((bindparam("scope"), EVERYWHERE)),
        IN_FORCE,
    )
    .distinct()
    .order_by(role_grant.c.person_id)
)


def invite(transaction: Transaction, role: str, scope: str, now: datetime) -> str:
    """A new code for a role within a scope; only its hash is kept."""
    code = token_urlsafe(_CODE)
    values = {"hash": _hash(code), "role": role, "scope": scope, "made_at": now, "expires_at": now + VALID}
    transaction.connection.execute(_INVITE, values)
    return code


def redeem(transaction: Transaction, code: str, person: str, now: datetime) -> Grant | None:
    """Use up a code and give its grant to the person; None when it is wrong, used or late."""
    values: dict[str, Any] = {"b_hash": _hash(code.strip()), "now": now, "person": person}
    row = transaction.connection.execute(_USE, values).first()
    if row is None:
        return None
    role, scope = row
    give(transaction, person, role, scope, "invitation", now)
    return Grant(cast(Role, role), scope, now)


def give(transaction: Transaction, person: str, role: str, scope: str, given_by: str, now: datetime) -> None:
    """Give a role to a person from now on, unless they hold it already."""
    wanted = {"person": person, "role": role, "scope": scope, "now": now}
    if transaction.connection.execute(_HELD, wanted).first() is None:
        values = {"person_id": person, "role": role, "scope": scope, "valid_from": now, "given_by": given_by}
        transaction.connection.execute(_GRANT, values)


def in_force(transaction: Transaction, now: datetime) -> tuple[tuple[str, Grant], ...]:
    """Whoever holds a role now, by the id of the person, with the role."""
    found = transaction.connection.execute(_IN_FORCE, {"now": now})
    return tuple((person, Grant(cast(Role, role), scope, since)) for person, role, scope, since in found)


def end(transaction: Transaction, person: str, now: datetime) -> int:
    """End every role of a person, and pass on to others what was to be told them as its holder; how many."""
    ended = transaction.connection.execute(_END, {"b_person": person, "now": now}).rowcount
    for its_id in transaction.connection.execute(_ADDRESSES, {"person": person}).scalars().all():
        rooms.pass_on(transaction, its_id)
    return ended


def officers(transaction: Transaction, department: str, now: datetime) -> tuple[str, ...]:
    """The persons who are officers of the department now."""
    return tuple(transaction.connection.execute(_OFFICERS, {"scope": department, "now": now}).scalars())


def _hash(code: str) -> bytes:
    return sha256(code.encode("utf-8", "surrogatepass")).digest()
