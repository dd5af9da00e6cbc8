"""The delivery ledger: accept, intent, result. See docs/adr for why deliveries are rows of ours.

A lane is one destination conversation. Only its first unfinished delivery is ever sent, by one
owner at a time. `fence` rises with each owner, so that a late one cannot write.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Update,
    and_,
    bindparam,
    insert,
    update,
)

from adapters.storage.cipher import is_sealed
from adapters.storage.deliveries import lanes, timers
from adapters.storage.deliveries.landings import IN_SLOT, OF_CASE, OF_NO_CASE, in_slot, target
from adapters.storage.schema import DELIVERY
from core.desk.attempt import MOST_TRIES
from core.desk.ports import SETTLE, Dispatch
from core.values.delivery import Delivery, DeliveryKind, DeliveryState

WAKE_UP = "desk_delivery"  # the channel on which PostgreSQL tells of new deliveries
_UNREADABLE = timedelta(seconds=30)  # doubled with each try: 5 are given up after 15 minutes

_KEYLESS = "it is encrypted with a key that this desk does not have"
_INSERT = insert(DELIVERY)


def _superseding(whose: ColumnElement[bool]) -> Update:
    waits = and_(DELIVERY.c.kind == DeliveryKind.UPDATE, DELIVERY.c.state == DeliveryState.PENDING)
    done = {"state": DeliveryState.SUPERSEDED}
    return update(DELIVERY).where(whose, IN_SLOT, waits).values(**done)


_SUPERSEDE, _SUPERSEDE_OTHER = _superseding(OF_CASE), _superseding(OF_NO_CASE)
_TAKE = update(DELIVERY).where(DELIVERY.c.id == bindparam("head"))


def accept(db: Connection, deliveries: Sequence[Delivery]) -> None:
    """Number the deliveries in their lanes. Lanes are taken in sorted order: no deadlock."""
    ours = defaultdict(list)
    for delivery in deliveries:
        ours[delivery.to.lane].append(delivery)
    if not ours:
        return
    in_order = sorted(ours.items())
    first = lanes.reserve(db, [(name, len(those), _first_due(those)) for name, those in in_order])
    rows = []
    for name, wanted in in_order:
        for place, delivery in enumerate(wanted):
            _supersede(db, delivery)
            rows.append({"lane": name, "seq": first[name] + place, **_columns(delivery)})
    db.execute(_INSERT, rows)
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(f"NOTIFY {WAKE_UP}")


def _first_due(wanted: Sequence[Delivery]) -> float | None:
    outgoing = (each for each in wanted if each.kind is not DeliveryKind.TIMER)
    return next((each.due_at.timestamp() for each in outgoing), None)


def _supersede(db: Connection, delivery: Delivery) -> None:
    """A redraw that still waits is of no use once a newer one is there; so with a timer."""
    if delivery.kind is DeliveryKind.TIMER:
        timers.cancel(db, delivery.to, delivery.slot)
    if delivery.kind is not DeliveryKind.UPDATE:
        return
    older = _SUPERSEDE if delivery.case else _SUPERSEDE_OTHER
    db.execute(older, in_slot(delivery, delivery.slot))


def _columns(delivery: Delivery) -> dict[str, object]:
    return {
        "key": delivery.key,
        "case_id": delivery.case,
        "accepted_at": delivery.due_at.timestamp(),
        "due_at": delivery.due_at.timestamp(),
        "kind": delivery.kind,
        "slot": delivery.slot,
        "message": delivery.model_dump_json(exclude={"person"}),
        "state": DeliveryState.PENDING,
        "person": delivery.person or None,
    }


def claim(
    db: Connection, owner: str, now: datetime, limit: int, *, look_at_all: bool = False
) -> tuple[list[Dispatch], datetime | None]:
    """Mark the intent to send for heads of lanes that are due; tell when to look again."""
    at = now.timestamp()
    if look_at_all:
        lanes.wake_all(db, at)
    due = [*timers.due(db, at, max(1, limit // 2))]
    room = limit - len(due)
    names = lanes.awake(db, at, room)
    heads = lanes.heads(db, names)
    ready = {row.lane: _ready(row, at) for row in heads}
    due += (row for row in heads if ready[row.lane] <= at)
    sent = [(row, delivery) for row in due if (delivery := _read(db, row, now))]
    _mark(db, [row for row, _ in sent], owner, now)
    leased = (now + SETTLE).timestamp()
    lanes.wake(db, [(name, leased if then <= at else then) for name, then in ready.items()])
    lanes.done(db, sorted(set(names) - set(ready)), at)
    looks = [at if len(names) == room else lanes.next_look(db, at), timers.ahead(db)]
    then = min((look for look in looks if look is not None), default=None)
    taken = [_dispatch(db, row, delivery, now) for row, delivery in sent]
    return taken, None if then is None else datetime.fromtimestamp(then, UTC)


def _ready(row: Row[Any], at: float) -> float:
    """When this head may be sent: its own time, its lane's rest, the end of another's lease."""
    rests = row.ready_at if row.ready_at <= at + lanes.LONGEST_REST else 0.0
    return float(max(row.due_at, rests, row.lease_until or 0.0))


def _read(db: Connection, row: Row[Any], now: datetime) -> Delivery | None:
    try:
        return Delivery.model_validate_json(row.message)
    except ValidationError:
        _put_off(db, row, now)
        return None


def _mark(db: Connection, due: Sequence[Row[Any]], owner: str, now: datetime) -> None:
    ours = {
        "state": DeliveryState.SENDING,
        "intent_at": now.timestamp(),
        "lease_owner": owner,
        "lease_until": (now + SETTLE).timestamp(),
    }
    rows = [
        {"head": row.id, "attempts": row.attempts + 1, "fence": row.fence + 1, **ours}
        for row in due
    ]
    if rows:
        db.execute(_TAKE, rows)


def _dispatch(db: Connection, row: Row[Any], delivery: Delivery, now: datetime) -> Dispatch:
    return Dispatch(
        id=row.id,
        delivery=delivery,
        target=target(db, delivery),
        fence=row.fence + 1,
        tries=row.attempts + 1,
        again=row.state in (DeliveryState.SENDING, DeliveryState.UNSURE),
        intent_at=now,
        unclear=row.unclear,
        blamed=row.blamed,
        waited=timedelta(seconds=max(0.0, now.timestamp() - row.accepted_at)),
    )


def _put_off(db: Connection, row: Row[Any], now: datetime) -> None:
    """What this version cannot read is left to others, ever longer; staff hear that it waits. What
    is sealed with a key that is not set waits for the key, however long that takes."""
    if is_sealed(row.message):
        later = {"due_at": (now + _UNREADABLE).timestamp(), "error": _KEYLESS}
        db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**later))
        return
    tries = row.attempts + 1
    values: dict[str, object] = {
        "attempts": tries,
        "blamed": row.blamed + 1,
        "due_at": (now + _UNREADABLE * 2**row.attempts).timestamp(),
        "error": "this version of the desk cannot read it",
    }
    if tries >= MOST_TRIES:
        values["state"] = DeliveryState.FAILED
    db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**values))
