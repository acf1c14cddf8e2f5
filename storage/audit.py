"""The record of acts: appended in the act's own commit, under a pseudonym, never changed."""

from datetime import datetime

from sqlalchemy import bindparam, insert

from storage.statements import Statement
from storage.tables import audit
from storage.transaction import Transaction

_INSERT = Statement(
    insert(audit).values({name: bindparam(name) for name in ("at", "person", "act", "subject", "result")})
)
#: Letters of the pseudonym: 96 bits.
_LENGTH = 24


def append(
    transaction: Transaction, person: str | None, act: str, subject: str | None, result: str, now: datetime
) -> None:
    """One line: who (a keyed hash of the person's id), what, about what, and what came of it."""
    pseudonym = transaction.keyring.blind("audit", person).hex()[:_LENGTH] if person else None
    values = {"at": now, "person": pseudonym, "act": act, "subject": subject, "result": result}
    _INSERT.run(transaction.connection, values)
