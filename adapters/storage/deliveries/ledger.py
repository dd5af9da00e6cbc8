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
    Select,
    Update,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from adapters.storage.cipher import is_sealed
from adapters.storage.deliveries import lanes, timers
from adapters.storage.schema import DELIVERY, OUTGOING, UNFINISHED
from core.desk.attempt import MOST_TRIES
from core.desk.deliver import SETTLE
from core.desk.ports import Backlog, Dispatch
from core.values.delivery import Delivery, DeliveryKind, DeliveryState, Landed

RESTORED = "restored from a backup: it may have been sent already"
WAKE_UP = "desk_delivery"  # the channel on which PostgreSQL tells of new deliveries
_UNREADABLE = timedelta(seconds=30)  # doubled with each try: 5 are given up after 15 minutes

_KEYLESS = "it is encrypted with a key that this desk does not have"
_INSERT = insert(DELIVERY)
_OF_CASE = DELIVERY.c.case_id == bindparam("case")
_OF_NO_CASE = DELIVERY.c.case_id.is_(None)
_IN_SLOT = and_(DELIVERY.c.lane == bindparam("to"), DELIVERY.c.slot == bindparam("of"))


def _superseding(whose: ColumnElement[bool]) -> Update:
    waits = and_(DELIVERY.c.kind == DeliveryKind.UPDATE, DELIVERY.c.state == DeliveryState.PENDING)
    done = {"state": DeliveryState.SUPERSEDED}
    return update(DELIVERY).where(whose, _IN_SLOT, waits).values(**done)


def _landing(whose: ColumnElement[bool]) -> Select[tuple[str]]:
    posted = and_(DELIVERY.c.kind == DeliveryKind.POST, DELIVERY.c.landed.is_not(None))
    newest = (DELIVERY.c.seq + 0).desc()  # else SQLite reads a whole lane, newest first
    return select(DELIVERY.c.landed).where(whose, _IN_SLOT, posted).order_by(newest).limit(1)


_SUPERSEDE, _SUPERSEDE_OTHER = _superseding(_OF_CASE), _superseding(_OF_NO_CASE)
_LANDED, _LANDED_OTHER = _landing(_OF_CASE), _landing(_OF_NO_CASE)
_TAKE = update(DELIVERY).where(DELIVERY.c.id == bindparam("head"))
_CASE_AT = select(DELIVERY.c.case_id).where(
    DELIVERY.c.landed == bindparam("place"), DELIVERY.c.case_id.is_not(None)
)
_WHISPER_AT = select(DELIVERY.c.id).where(
    DELIVERY.c.landed == bindparam("place"), DELIVERY.c.kind == DeliveryKind.WHISPER
)
_OPEN = (OUTGOING, DELIVERY.c.lane == bindparam("to"), DELIVERY.c.state != DeliveryState.PENDING)
_BEGUN = select(DELIVERY.c.id).where(
    *_OPEN, DELIVERY.c.case_id.is_not(None), DELIVERY.c.kind == DeliveryKind.POST
)
_WHISPERING = select(DELIVERY.c.id).where(*_OPEN, DELIVERY.c.kind == DeliveryKind.WHISPER)


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
    db.execute(older, _slot(delivery, delivery.slot))


def _slot(delivery: Delivery, slot: str) -> dict[str, object]:
    of_case = {"case": delivery.case} if delivery.case else {}
    return {**of_case, "to": delivery.to.lane, "of": slot}


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
        target=_target(db, delivery),
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


def _target(db: Connection, delivery: Delivery) -> Landed | None:
    """Where the newest delivery of the wanted slot landed."""
    own = delivery.kind is DeliveryKind.UPDATE or delivery.takes_back_a_file
    slot = delivery.slot if own else delivery.under
    if not slot:
        return None
    newest = _LANDED if delivery.case else _LANDED_OTHER
    landed = db.execute(newest, _slot(delivery, slot)).scalar()
    return Landed.from_text(landed) if landed else None


def case_landed_at(db: Connection, place: Landed) -> str | None:
    """The case whose post is this message, or hangs in this thread."""
    found = db.execute(_CASE_AT, {"place": place.text}).scalar()
    return str(found) if found else None


def whispered_at(db: Connection, place: Landed) -> bool:
    """Whether this message is a whisper of ours, or may be one whose place is not known yet: who
    reads it may be quicker than the platform's answer."""
    if db.execute(_WHISPER_AT, {"place": place.text}).first():
        return True
    return _any(db, _WHISPERING, place.at.lane)


def unsettled(db: Connection, lane: str) -> bool:
    """Whether a post of a case in this lane was begun and its end is not known."""
    return _any(db, _BEGUN, lane)


def _any(db: Connection, open_in: Select[Any], lane: str) -> bool:
    return db.execute(open_in.limit(1), {"to": lane}).first() is not None


def backlog(db: Connection, now: datetime) -> Backlog | None:
    """Counted from when each was meant to go first."""
    due = and_(UNFINISHED, DELIVERY.c.accepted_at <= now.timestamp())
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
