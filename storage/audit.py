"""The record of acts: appended in the act's own commit, under a pseudonym, never changed."""

from datetime import datetime

from sqlalchemy import insert

from storage.tables import audit
from storage.transaction import Transaction

_INSERT = insert(audit)
#: Letters of the pseudonym: 96 bits.
_LENGTH = 24


def append(
    transaction: Transaction, person: str | None, act: str, subject: str | None, result: str, now: datetime
) -> None:
    """One line: who (a keyed hash of the person's id), what, about what, and what came of it."""
    pseudonym = transaction.keyring.blind("audit", person).hex()[:_LENGTH] if person else None
    values = {"at": now, "person": pseudonym, "act": act, "subject": subject, "result": result}
    transaction.connection.execute(_INSERT, values)
