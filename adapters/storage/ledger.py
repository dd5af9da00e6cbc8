"""The delivery ledger: accept, intent, result. See docs/adr for why deliveries are rows of ours.

A lane is one destination conversation. Only its first unfinished delivery is ever sent, by one
owner at a time. `fence` rises with each owner, so that a late one cannot write.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.storage import timers
from adapters.storage.schema import DELIVERY, LANE, OUTGOING, UNFINISHED
from core.desk.attempt import MOST_TRIES
from core.desk.deliver import SETTLE
from core.desk.ports import Backlog, Dispatch
from core.values.delivery import Delivery, DeliveryKind, DeliveryState, Landed

WAKE_UP = "desk_delivery"  # the channel on which PostgreSQL tells of new deliveries
_LONGEST_REST = 60.0  # seconds; a lane that rests longer was left by a clock that has stepped back
_UNREADABLE = timedelta(seconds=30)  # doubled with each try: 5 are given up after 15 minutes
_LOOKED_AT = 500  # heads of lanes per claim


def accept(db: Connection, deliveries: Sequence[Delivery]) -> None:
    """Number the deliveries in their lanes. Lanes are taken in sorted order: no deadlock."""
    for name in sorted({delivery.to.lane for delivery in deliveries}):
        ours = [delivery for delivery in deliveries if delivery.to.lane == name]
        first = _reserve(db, name, len(ours))
        for place, delivery in enumerate(ours):
            _supersede(db, delivery)
            db.execute(insert(DELIVERY).values(lane=name, seq=first + place, **_columns(delivery)))
    if deliveries and db.dialect.name == "postgresql":
        db.exec_driver_sql(f"NOTIFY {WAKE_UP}")


def _reserve(db: Connection, name: str, count: int) -> int:
    """The first of `count` new numbers; whoever comes second waits for the first."""
    new = _inserting(db)(LANE).values(name=name, seq=count, ready_at=0.0)
    taken = new.on_conflict_do_update(
        index_elements=[LANE.c.name], set_={"seq": LANE.c.seq + count}
    ).returning(LANE.c.seq)
    return int(db.execute(taken).scalar_one()) - count + 1


def _inserting(db: Connection) -> Any:
    """Both databases know ON CONFLICT, each by its own construct."""
    return postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert


def _supersede(db: Connection, delivery: Delivery) -> None:
    """A redraw that still waits is of no use once a newer one is there; so with a timer."""
    if delivery.kind is DeliveryKind.TIMER:
        timers.cancel(db, delivery.to, delivery.slot)
    if delivery.kind is not DeliveryKind.UPDATE:
        return
    db.execute(
        update(DELIVERY)
        .where(
            DELIVERY.c.case_id == delivery.case,
            DELIVERY.c.lane == delivery.to.lane,
            DELIVERY.c.slot == delivery.slot,
            DELIVERY.c.kind == DeliveryKind.UPDATE,
            DELIVERY.c.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.SUPERSEDED)
    )


def _columns(delivery: Delivery) -> dict[str, object]:
    return {
        "key": delivery.key,
        "case_id": delivery.case,
        "accepted_at": delivery.due_at.timestamp(),
        "due_at": delivery.due_at.timestamp(),
        "kind": delivery.kind,
        "slot": delivery.slot,
        "message": delivery.model_dump_json(),
        "state": DeliveryState.PENDING,
    }


def claim(
    db: Connection, owner: str, now: datetime, limit: int
) -> tuple[list[Dispatch], datetime | None]:
    """Mark the intent to send for heads of lanes that are due; tell when the next one will be."""
    at = now.timestamp()
    due = [*timers.due(db, at, max(1, limit // 2))]
    due += db.execute(_due_heads(at, limit - len(due))).all()
    taken = [dispatch for row in due if (dispatch := _take(db, row, owner, now))]
    times = _heads(DELIVERY.c.due_at, DELIVERY.c.lease_until)
    heads = db.execute(times.order_by(DELIVERY.c.due_at).limit(_LOOKED_AT)).all()
    rest = [*(_ready(row, at) for row in heads), *timers.ahead(db)]
    return taken, datetime.fromtimestamp(min(rest), UTC) if rest else None


def _heads(*columns: Any) -> Any:
    """The first unfinished delivery of each lane: all of it, or the columns that are asked for."""
    first = (
        select(DELIVERY.c.lane, func.min(DELIVERY.c.seq).label("seq"))
        .where(OUTGOING)
        .group_by(DELIVERY.c.lane)
        .subquery()
    )
    return (
        select(*(columns or (DELIVERY,)), LANE.c.ready_at)
        .select_from(DELIVERY)
        .join(first, and_(DELIVERY.c.lane == first.c.lane, DELIVERY.c.seq == first.c.seq))
        .join(LANE, LANE.c.name == DELIVERY.c.lane)
    )


def _due_heads(at: float, limit: int) -> Any:
    """Locked for us; those that another worker is just taking are passed over."""
    return (
        _heads()
        .where(
            DELIVERY.c.state.in_(UNFINISHED),
            DELIVERY.c.due_at <= at,
            or_(LANE.c.ready_at <= at, LANE.c.ready_at > at + _LONGEST_REST),
            or_(DELIVERY.c.lease_until.is_(None), DELIVERY.c.lease_until <= at),
        )
        .order_by(DELIVERY.c.due_at)
        .limit(limit)
        .with_for_update(of=DELIVERY, skip_locked=True)
    )


def _ready(row: Row[Any], at: float) -> float:
    """When this head may be sent: its own time, its lane's rest, the end of another's lease."""
    rests = row.ready_at if row.ready_at <= at + _LONGEST_REST else 0.0
    return float(max(row.due_at, rests, row.lease_until or 0.0))


def _take(db: Connection, row: Row[Any], owner: str, now: datetime) -> Dispatch | None:
    try:
        delivery = Delivery.model_validate_json(row.message)
    except ValidationError:
        _put_off(db, row, now)
        return None
    again = row.state in (DeliveryState.SENDING, DeliveryState.UNSURE)
    db.execute(
        update(DELIVERY)
        .where(DELIVERY.c.id == row.id)
        .values(
            state=DeliveryState.SENDING,
            attempts=row.attempts + 1,
            intent_at=now.timestamp(),
            lease_owner=owner,
            lease_until=(now + SETTLE).timestamp(),
            fence=row.fence + 1,
        )
    )
    return Dispatch(
        id=row.id,
        delivery=delivery,
        target=_target(db, delivery),
        fence=row.fence + 1,
        tries=row.attempts + 1,
        again=again,
        intent_at=now,
        unclear=row.unclear,
        waited=timedelta(seconds=max(0.0, now.timestamp() - row.accepted_at)),
    )


def _put_off(db: Connection, row: Row[Any], now: datetime) -> None:
    """What this version cannot read is left to others, ever longer; staff hear that it waits."""
    tries = row.attempts + 1
    values: dict[str, object] = {
        "attempts": tries,
        "due_at": (now + _UNREADABLE * 2**row.attempts).timestamp(),
        "error": "this version of the desk cannot read it",
    }
    if tries >= MOST_TRIES:
        values["state"] = DeliveryState.FAILED
    db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**values))


def _target(db: Connection, delivery: Delivery) -> Landed | None:
    """Where the newest delivery of the wanted slot landed."""
    slot = delivery.slot if delivery.kind is DeliveryKind.UPDATE else delivery.under
    if not slot or delivery.case is None:
        return None
    landed = db.execute(
        select(DELIVERY.c.landed)
        .where(
            DELIVERY.c.case_id == delivery.case,
            DELIVERY.c.lane == delivery.to.lane,
            DELIVERY.c.slot == slot,
            DELIVERY.c.kind == DeliveryKind.POST,
            DELIVERY.c.landed.is_not(None),
        )
        .order_by(DELIVERY.c.seq.desc())
        .limit(1)
    ).scalar()
    return Landed.from_text(landed) if landed else None


def case_landed_at(db: Connection, place: Landed) -> str | None:
    """The case whose post is this message, or hangs in this thread."""
    found = db.execute(
        select(DELIVERY.c.case_id).where(
            DELIVERY.c.landed == place.text,
            DELIVERY.c.case_id.is_not(None),
        )
    ).scalar()
    return str(found) if found else None


def unsettled(db: Connection, lane: str) -> bool:
    """Whether a post of a case in this lane was begun and its end is not known."""
    begun = (DeliveryState.SENDING, DeliveryState.UNSURE)
    found = select(DELIVERY.c.id).where(
        DELIVERY.c.lane == lane,
        DELIVERY.c.state.in_(begun),
        DELIVERY.c.case_id.is_not(None),
        DELIVERY.c.kind == DeliveryKind.POST,
    )
    return db.execute(found.limit(1)).first() is not None


def backlog(db: Connection, now: datetime) -> Backlog | None:
    """Counted from when each was meant to go first."""
    due = and_(DELIVERY.c.state.in_(UNFINISHED), DELIVERY.c.accepted_at <= now.timestamp())
    oldest = db.execute(
        select(DELIVERY.c.key, DELIVERY.c.lane, DELIVERY.c.accepted_at)
        .where(due)
        .order_by(DELIVERY.c.accepted_at)
        .limit(1)
    ).first()
    if oldest is None:
        return None
    count = int(db.execute(select(func.count()).where(due)).scalar_one())
    since = datetime.fromtimestamp(oldest.accepted_at, UTC)
    return Backlog(count, oldest.key, oldest.lane, since)


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
        values |= {"seq": _reserve(db, row.lane, 1), "attempts": 0, "unclear": 0}
        values |= {"due_at": at, "accepted_at": at}
    db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**values))
    return True
