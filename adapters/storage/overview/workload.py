"""The staff queue: cases by state and due time, each read by an index of its own.

One statement for each queue and state, of at most so many rows: what the list costs does not grow
with the record.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from adapters.storage.schema import CASE
from core.values.case import Case, Status
from core.values.workload import COUNTED, Part, Workload

FRESH = (Status.OPEN, Status.REOPENED)
AWAITING = (*FRESH, Status.CLAIMED, Status.SNOOZED)
OURS = (*AWAITING, Status.WAITING)

_HERE = (CASE.c.queue == bindparam("queue"), CASE.c.status == bindparam("status"))
_OF_PERSON = (CASE.c.assignee == bindparam("person"), *_HERE)
_BETWEEN = (*_HERE, CASE.c.due_at >= bindparam("since"), CASE.c.due_at < bindparam("until"))

Given = Mapping[str, object]


def _first(*which: ColumnElement[bool]) -> Select[tuple[str, float]]:
    by_due = select(CASE.c.body, CASE.c.due_at).where(*which).order_by(CASE.c.due_at)
    return by_due.limit(bindparam("most"))


def _counted(*which: ColumnElement[bool]) -> Select[tuple[int]]:
    some = select(CASE.c.due_at).where(*which).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some)


_LISTS = {name: _first(*which) for name, which in (("of", _OF_PERSON), ("due", _BETWEEN))}
_COUNTS = {name: _counted(*which) for name, which in (("of", _OF_PERSON), ("due", _BETWEEN))}


def workload(
    db: Connection, person: str, ends: Mapping[str, datetime], now: datetime, limit: int
) -> Workload:
    """`ends`: the queues, each with the end of its present day. `person`: a key, or nobody."""
    at = now.timestamp()
    days = {queue: end.timestamp() for queue, end in ends.items()}
    everything = {"since": 0.0, "until": float("1e12")}
    return Workload(
        mine=_part(db, "of", _each(days, OURS, person=person), limit) if person else Part(),
        unclaimed=_part(db, "of", _each(days, FRESH, person=""), limit),
        due=_part(db, "due", _today(days, at), limit),
        overdue=_part(db, "due", _each(days, AWAITING, since=0.0, until=at), limit),
        waiting=_part(db, "due", _each(days, (Status.WAITING,), **everything), limit),
    )


def _each(queues: Iterable[str], states: Sequence[Status], **given: object) -> list[Given]:
    return [{"queue": q, "status": s, **given} for q, s in itertools.product(queues, states)]


def _today(days: Mapping[str, float], at: float) -> list[Given]:
    return [
        given
        for queue, end in days.items()
        for given in _each([queue], AWAITING, since=at, until=end)
    ]


def _part(db: Connection, which: str, asked: Sequence[Given], limit: int) -> Part:
    rows = [
        row for given in asked for row in db.execute(_LISTS[which], {**given, "most": limit}).all()
    ]
    first = sorted(rows, key=lambda row: row.due_at)[:limit]
    if len(rows) < limit:
        count = len(rows)
    else:
        count = sum(int(db.execute(_COUNTS[which], given).scalar_one()) for given in asked)
    cases = tuple(Case.model_validate_json(row.body) for row in first)
    return Part(cases=cases, count=min(count, COUNTED + 1))
