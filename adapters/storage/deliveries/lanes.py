"""Lanes: one for each destination conversation, with the time at which to look at it next.

`wake_at` is a hint, never the truth: it is set when there may be something to send, and whoever
looks and finds nothing to do yet sets it to when there will be, or clears it. So a claim costs as
much as there is due, however much waits behind it.
"""

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Float,
    Row,
    TextClause,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)

from adapters.storage.schema import DELIVERY, LANE, OUTGOING

LONGEST_REST = 60.0  # seconds; a lane that rests longer was left by a clock that has stepped back
_ALL_EVERY = 60.0  # seconds between looks at all lanes that have something to send
_LOOK_AGAIN = 0.5  # seconds until a lane is looked at whose first delivery was just being changed

_REST = text(
    "UPDATE lane SET "
    "wake_at = CASE WHEN ready_at > :until AND ready_at <= :sane THEN ready_at ELSE :until END, "
    "ready_at = CASE WHEN ready_at < :until THEN :until ELSE ready_at END WHERE name = :lane"
)
_WAKE = update(LANE).where(LANE.c.name == bindparam("lane")).values(wake_at=bindparam("then"))
_SOMETHING = exists().where(DELIVERY.c.lane == LANE.c.name, OUTGOING).correlate(LANE)
_DONE = (
    update(LANE)
    .where(LANE.c.name == bindparam("lane"))
    .values(wake_at=case((_SOMETHING, bindparam("again", type_=Float)), else_=None))
)
_AWAKE = (
    select(LANE.c.name)
    .where(LANE.c.wake_at <= bindparam("at"))
    .order_by(LANE.c.wake_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_FIRST = (
    select(func.min(DELIVERY.c.seq))
    .where(DELIVERY.c.lane == LANE.c.name, OUTGOING)
    .correlate(LANE)
    .scalar_subquery()
)
_HEADS = (
    select(DELIVERY, LANE.c.ready_at)
    .select_from(LANE)
    .join(DELIVERY, and_(DELIVERY.c.lane == LANE.c.name, DELIVERY.c.seq == _FIRST))
    .where(LANE.c.name.in_(bindparam("names", expanding=True)))
    .with_for_update(of=DELIVERY, skip_locked=True)
)
_NEXT = (
    select(LANE.c.wake_at).where(LANE.c.wake_at > bindparam("at")).order_by(LANE.c.wake_at).limit(1)
)
_ASLEEP = (
    select(LANE.c.name)
    .where(
        LANE.c.name.in_(
            select(DELIVERY.c.lane).where(OUTGOING, DELIVERY.c.due_at <= bindparam("at"))
        ),
        or_(LANE.c.wake_at.is_(None), LANE.c.wake_at > bindparam("sane")),
    )
    .with_for_update(skip_locked=True)
)


class LooksAtAll:
    """Tells when every lane is to be looked at: at the start, once a minute, and when the clock
    has stepped back. So no lane sleeps for long, whoever filled it."""

    def __init__(self) -> None:
        self._last = self._seen = float("-inf")

    def due(self, now: datetime) -> bool:
        at, before = now.timestamp(), self._seen
        self._seen = at
        if before - 1 < at < self._last + _ALL_EVERY:
            return False
        self._last = at
        return True


def reserve(db: Connection, wanted: Sequence[tuple[str, int, float | None]]) -> dict[str, int]:
    """The first of so many new numbers in each lane; whoever comes second waits for the first, so
    lanes are to be given in sorted order. A lane will be looked at when what is given with it is
    due; None for timers, which wait in no order."""
    given = {
        f"{name}{place}": value
        for place, row in enumerate(wanted)
        for name, value in zip(("name", "count", "wake"), row, strict=True)
    }
    counts = {name: count for name, count, _ in wanted}
    rows = db.execute(_reserving(len(wanted)), given)
    return {row.name: row.seq - counts[row.name] + 1 for row in rows}


@functools.cache
def _reserving(count: int) -> TextClause:
    """In words, since both databases know it, and SQLAlchemy cannot keep its own form of it."""
    rows = ", ".join(f"(:name{n}, :count{n}, 0, :wake{n})" for n in range(count))
    return text(
        f"INSERT INTO lane (name, seq, ready_at, wake_at) VALUES {rows} "  # noqa: S608 only names
        "ON CONFLICT (name) DO UPDATE SET seq = lane.seq + excluded.seq, "
        f"wake_at = CASE WHEN lane.wake_at <= excluded.wake_at + {LONGEST_REST} "
        "THEN lane.wake_at ELSE excluded.wake_at END RETURNING name, seq"
    )


def rest(db: Connection, lane: str, until: float) -> None:
    """Nothing goes to this lane before then; then it is looked at."""
    db.execute(_REST, {"lane": lane, "until": until, "sane": until + LONGEST_REST})


def wake(db: Connection, lanes: Sequence[tuple[str, float]]) -> None:
    """Look at each of them at its time."""
    if lanes:
        db.execute(_WAKE, [{"lane": name, "then": then} for name, then in lanes])


def wake_all(db: Connection, at: float) -> None:
    """Every lane that has something to send and does not know it."""
    asleep = db.execute(_ASLEEP, {"at": at, "sane": at + LONGEST_REST}).scalars()
    wake(db, [(name, at) for name in asleep])


def awake(db: Connection, at: float, limit: int) -> Sequence[str]:
    """Lanes to look at, locked for us; those that others hold are passed over."""
    return db.execute(_AWAKE, {"at": at, "limit": limit}).scalars().all()


def heads(db: Connection, names: Sequence[str]) -> Sequence[Row[Any]]:
    """The first unfinished delivery of each lane that has one."""
    return db.execute(_HEADS, {"names": names}).all() if names else ()


def done(db: Connection, names: Sequence[str], at: float) -> None:
    """Look no more at lanes that have nothing, and soon at those whose first delivery is locked."""
    if names:
        db.execute(_DONE, [{"lane": name, "again": at + _LOOK_AGAIN} for name in names])


def next_look(db: Connection, at: float) -> float | None:
    found = db.execute(_NEXT, {"at": at}).scalar()
    return None if found is None else float(found)
