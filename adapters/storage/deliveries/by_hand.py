"""What operators see of deliveries, and do with those that the desk cannot help by itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, update

from adapters.storage.deliveries import lanes
from adapters.storage.schema import DELIVERY, OUTGOING
from core.values.delivery import DeliveryState

RESTORED = "restored from a backup: it may have been sent already"


def listed(db: Connection, states: Sequence[str]) -> list[dict[str, object]]:
    """For operators: everything but what the messages say, oldest first, at most 1,000."""
    rows = db.execute(
        select(
            DELIVERY.c.key,
            DELIVERY.c.state,
            DELIVERY.c.attempts.label("tries"),
            DELIVERY.c.lane,
            func.coalesce(DELIVERY.c.case_id, "-").label("case"),
            func.coalesce(DELIVERY.c.error, "").label("error"),
        )
        .where(DELIVERY.c.state.in_(states))
        .order_by(DELIVERY.c.id)
        .limit(1000)
    )
    return [dict(row) for row in rows.mappings()]


def hold(db: Connection) -> int:
    """After a restore: nothing of what waited in the backup is sent until somebody says so."""
    values = {"state": DeliveryState.FAILED, "error": RESTORED, "lease_until": None}
    return int(db.execute(update(DELIVERY).where(OUTGOING).values(**values)).rowcount)


def release(db: Connection, now: datetime) -> int:
    """What was held is looked for, and sent where it is not there, marked."""
    at = now.timestamp()
    held = and_(DELIVERY.c.state == DeliveryState.FAILED, DELIVERY.c.error == RESTORED)
    values: dict[str, object] = {"state": DeliveryState.UNSURE, "attempts": 1, "blamed": 0}
    values |= {"due_at": at, "accepted_at": at}
    count = int(db.execute(update(DELIVERY).where(held).values(**values)).rowcount)
    lanes.wake_all(db, at)
    return count


def put(db: Connection, key: str, before: str, after: str, now: datetime) -> bool:
    """Change the state by hand. A delivery that is tried again goes to the end of its lane, so
    that it cannot overtake; False when none of that key is in the state `before`."""
    row = db.execute(
        select(DELIVERY).where(DELIVERY.c.key == key, DELIVERY.c.state == before)
    ).first()
    if row is None:
        return False
    values: dict[str, object] = {"state": after}
    if after == DeliveryState.PENDING:
        at = now.timestamp()
        seq = lanes.reserve(db, [(row.lane, 1, at)])[row.lane]
        values |= {"seq": seq, "attempts": 0, "unclear": 0, "blamed": 0}
        values |= {"due_at": at, "accepted_at": at}
    lanes.wake(db, [(row.lane, now.timestamp())])
    still = and_(DELIVERY.c.id == row.id, DELIVERY.c.state == before)
    return db.execute(update(DELIVERY).where(still).values(**values)).rowcount == 1
