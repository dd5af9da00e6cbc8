"""Timers in the ledger: deliveries to the desk itself, taken when due, in no order of lanes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from adapters.storage.schema import DELIVERY, TIMING
from core.values.delivery import DeliveryKind, DeliveryState
from core.values.place import ConversationReference

_LOOKED_AT = 100  # timers per look ahead; those that others are just taking stand in front


def cancel(db: Connection, about: ConversationReference, slot: str) -> None:
    """One that is being taken right now goes off; its rule sees that it no longer applies."""
    db.execute(
        update(DELIVERY)
        .where(
            DELIVERY.c.lane == about.lane,
            DELIVERY.c.slot == slot,
            DELIVERY.c.kind == DeliveryKind.TIMER,
            DELIVERY.c.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.SUPERSEDED)
    )


def due(db: Connection, at: float, limit: int) -> Sequence[Row[Any]]:
    """Locked for us; those that another worker is just taking are passed over."""
    return db.execute(
        select(DELIVERY)
        .where(
            TIMING,
            DELIVERY.c.due_at <= at,
            or_(DELIVERY.c.lease_until.is_(None), DELIVERY.c.lease_until <= at),
        )
        .order_by(DELIVERY.c.due_at, DELIVERY.c.id)
        .limit(limit)
        .with_for_update(of=DELIVERY, skip_locked=True)
    ).all()


def ahead(db: Connection) -> list[float]:
    """When the next timers go off, in seconds since 1970."""
    rows = db.execute(
        select(DELIVERY.c.due_at, DELIVERY.c.lease_until)
        .where(TIMING)
        .order_by(DELIVERY.c.due_at)
        .limit(_LOOKED_AT)
    )
    return [float(max(row.due_at, row.lease_until or 0.0)) for row in rows]
