"""What a courier does, for tests: claims, settles, carries everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from intake.messages import Address, Room
from routing.delivery import Delivery, Outcome, Result, after
from routing.model import Decision
from routing.records import Parcel
from storage import tables
from storage.database import Database
from storage.outbox import Outbox
from tests.storage.samples import (
    MINUTE,
    NOW,
    letter,
    say,
)


def claim(outbox: Outbox, now: datetime = NOW, owner: str = "me", limit: int = 50) -> list[Parcel]:
    return list(outbox.claim(owner, now, MINUTE, limit))


def keys(parcels: list[Parcel]) -> list[str]:
    return [parcel.key for parcel in parcels]


def settle(
    outbox: Outbox,
    parcel: Parcel,
    result: Result = Result.DELIVERED,
    now: datetime = NOW,
    owner: str = "me",
    **more: Any,
) -> Delivery:
    tried = after(parcel.delivery, Outcome(result, **more), now)
    assert outbox.settle(owner, tried)
    return tried


def carry_all(outbox: Outbox, now: datetime = NOW) -> list[str]:
    carried = []
    while parcels := claim(outbox, now):
        carried += keys(parcels)
        for parcel in parcels:
            settle(outbox, parcel, now=now)
    return carried


def post(database: Database, who: Address, *names: str, where: Room | None = None, **more: Any) -> None:
    notices = tuple(letter(name, **more) for name in names)
    say(database, who, "post " + " ".join(names), Decision(notices=notices), where)


def states(database: Database) -> dict[str, str]:
    with database.look() as transaction:
        query = select(tables.notice.c.key, tables.delivery.c.state).join(tables.delivery)
        rows = transaction.connection.execute(query).all()
        return {key: state for key, state in rows}  # noqa: C416 - a row is no pair to the type checker
