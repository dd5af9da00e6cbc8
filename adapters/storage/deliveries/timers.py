"""Timers in the ledger: deliveries to the desk itself, taken when due, in no order of lanes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from adapters.storage.schema import DELIVERY, TIMING
from core.values.delivery import DeliveryState
from core.values.place import ConversationReference

_LOOKED_AT = 100  # timers per look ahead; those that others are just taking stand in front

_CANCEL = (
    update(DELIVERY)
    .where(
        DELIVERY.c.lane == bindparam("about"),
        DELIVERY.c.slot == bindparam("of"),
        TIMING,
        DELIVERY.c.state == DeliveryState.PENDING,
    )
    .values(state=DeliveryState.SUPERSEDED)
)
_DUE = (
    select(DELIVERY)
    .where(
        TIMING,
        DELIVERY.c.due_at <= bindparam("at"),
        or_(DELIVERY.c.lease_until.is_(None), DELIVERY.c.lease_until <= bindparam("at")),
    )
    .order_by(DELIVERY.c.due_at, DELIVERY.c.id)
    .limit(bindparam("limit"))
    .with_for_update(of=DELIVERY, skip_locked=True)
)
_AHEAD = (
    select(DELIVERY.c.due_at, DELIVERY.c.lease_until)
    .where(TIMING)
    .order_by(DELIVERY.c.due_at)
    .limit(_LOOKED_AT)
)


def cancel(db: Connection, about: ConversationReference, slot: str) -> None:
    """One that is being taken right now goes off; its rule sees that it no longer applies."""
    db.execute(_CANCEL, {"about": about.lane, "of": slot})


def due(db: Connection, at: float, limit: int) -> Sequence[Row[Any]]:
    """Locked for us; those that another worker is just taking are passed over."""
    return db.execute(_DUE, {"at": at, "limit": limit}).all()


def ahead(db: Connection) -> float | None:
    """When the next timer goes off, in seconds since 1970."""
    rows = db.execute(_AHEAD).all()
    return min((float(max(row.due_at, row.lease_until or 0.0)) for row in rows), default=None)
