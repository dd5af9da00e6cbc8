"""Messages that were on their way when their texts were erased: they are not sent any more, and
what arrived all the same is deleted on its platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from adapters.storage.deliveries import lanes
from adapters.storage.schema import DELIVERY
from core.desk.ports import SETTLE, Dispatch, Outcome, Refused, Sent
from core.values.delivery import Delivery, DeliveryKind, DeliveryState
from core.values.place import Platform


@dataclass(frozen=True, slots=True)
class Seeker:
    """The erasure that looks for messages: its token, and the key of whom it erases."""

    token: str
    person: str


BEGUN = (DeliveryState.SENDING, DeliveryState.UNSURE)
_REMOVABLE = (Platform.SLACK, Platform.TEAMS)


def may_stand(row: Row[Any]) -> bool:
    """Whether a message may be on the platform, or come there yet, that is not known to be."""
    return row.state in BEGUN and row.kind == DeliveryKind.POST


def can_be_sought(row: Row[Any]) -> bool:
    return may_stand(row) and row.lane.startswith(tuple(f"{each}:" for each in _REMOVABLE))


def seek(db: Connection, row: Row[Any], bare: Delivery, by: Seeker) -> None:
    """From now on it is the wish to delete what this delivery posted, where it posted anything. Its
    key stays, and so does its fence: whoever is just sending it still tells where it landed."""
    again = (row.intent_at or 0.0) + SETTLE.total_seconds()
    wish = {"kind": DeliveryKind.DELETE, "slot": by.token, "internal": False}
    values = {
        "kind": DeliveryKind.DELETE,
        "slot": by.token,
        "person": by.person,
        "error": None,
        "message": bare.model_copy(update=wish).model_dump_json(exclude={"person"}),
        "state": DeliveryState.UNSURE,
        "due_at": max(row.due_at, again),
        "attempts": 0,
        "unclear": 0,
        "blamed": 0,
    }
    db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**values))
    lanes.wake(db, [(row.lane, values["due_at"])])


def arrived(db: Connection, dispatch: Dispatch, outcome: Outcome, now: datetime) -> None:
    """The result of a send that was under way when its texts were erased."""
    if dispatch.delivery.kind is not DeliveryKind.POST:
        return
    ours = (
        (DELIVERY.c.id == dispatch.id)
        & (DELIVERY.c.fence == dispatch.fence)
        & (DELIVERY.c.kind == DeliveryKind.DELETE)
    )
    row = db.execute(select(DELIVERY.c.lane, DELIVERY.c.message).where(ours)).first()
    if row is None:
        return
    values: dict[str, object] = {"lease_owner": None, "lease_until": None}
    match outcome:
        case Sent(landed=landed) if landed is not None:
            there = {"at": landed.text, "under": ""}
            bare = Delivery.model_validate_json(row.message).model_copy(update=there)
            values["message"] = bare.model_dump_json(exclude={"person"})
            values |= {"state": DeliveryState.PENDING, "due_at": now.timestamp()}
        case Sent() | Refused():
            values["state"] = DeliveryState.SENT  # there is nothing to delete
    db.execute(update(DELIVERY).where(ours).values(**values))
    lanes.wake(db, [(row.lane, now.timestamp())])


def wished(db: Connection, by: Seeker) -> dict[str, bool]:
    """The lanes in which the erasure takes messages back, each with whether it still does."""
    wishes = (
        DELIVERY.c.person == by.person,
        DELIVERY.c.kind == DeliveryKind.DELETE,
        DELIVERY.c.slot == by.token,
    )
    lanes: dict[str, bool] = {}
    for row in db.execute(select(DELIVERY.c.lane, DELIVERY.c.state).where(*wishes)):
        waits = row.state in (DeliveryState.PENDING, *BEGUN)
        lanes[row.lane] = lanes.get(row.lane, False) or waits
    return lanes
