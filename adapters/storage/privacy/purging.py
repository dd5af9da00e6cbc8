"""Shreds what has been kept for long enough: the skeleton of a case stays, its words go.

Never an open case, never one under a legal hold; what changes while the purge runs is looked at
again inside the transaction. Killed half-way it is begun again, and passes over what is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, select

from adapters.storage import cases, given
from adapters.storage.privacy import erasing
from adapters.storage.schema import CASE, DELIVERY, ENTRY, QUESTION
from core.values.case import Case, Status
from core.values.delivery import DeliveryState

AT_A_TIME = 20  # rows of a transaction: the desk's turns come in between
_OVER = (Status.CLOSED, Status.WITHDRAWN)
_DONE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPERSEDED, DeliveryState.DROPPED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What ended before these moments (UTC) has been kept for long enough: by queue, and `rest`
    for queues that are no longer there and for what belongs to none. None: it is kept for good."""

    queues: Mapping[str, datetime | None]
    rest: datetime | None

    def of(self, queue: str) -> datetime | None:
        return self.queues.get(queue, self.rest)

    @property
    def newest(self) -> datetime | None:
        known = [each for each in (*self.queues.values(), self.rest) if each]
        return max(known, default=None)


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of cases that may be due, in their order; `last` is where the next page begins after,
    None at the end."""

    due: tuple[str, ...]
    held: tuple[str, ...]
    last: str | None


def page(db: Connection, terms: Terms, after: str) -> Page:
    """Cases that are over and were not shredded yet, and began before anything is due."""
    if terms.newest is None:
        return Page((), (), None)
    rows = db.execute(
        select(CASE.c.id, CASE.c.queue)
        .where(
            CASE.c.id > after,
            CASE.c.status.in_(_OVER),
            CASE.c.opened_at < terms.newest.timestamp(),
            CASE.c.source_key.not_like("erased:%"),
        )
        .order_by(CASE.c.id)
        .limit(AT_A_TIME)
    ).all()
    due = [case for row in rows if (case := _due(db, row, terms))]
    free = tuple(case.id for case in due if case.hold is None)
    held = tuple(case.id for case in due if case.hold)
    return Page(free, held, rows[-1].id if len(rows) == AT_A_TIME else None)


def _due(db: Connection, row: Row[Any], terms: Terms) -> Case | None:
    """Counted from the last thing that happened to the case."""
    before = terms.of(row.queue)
    last = db.execute(select(func.max(ENTRY.c.at)).where(ENTRY.c.case_id == row.id)).scalar()
    if before is None or last is None or last >= before.timestamp():
        return None
    case = cases.case(db, row.id)
    return case if case and case.is_over else None


def shred(db: Connection, ids: Sequence[str], terms: Terms, tokens: Sequence[str]) -> list[Case]:
    """Those of them that are still due, as they were. `tokens` are random: they stand for the
    people who asked."""
    erasing.write_over(db)
    gone = []
    for id, token in zip(ids, tokens, strict=True):
        row = db.execute(select(CASE.c.id, CASE.c.queue).where(CASE.c.id == id)).first()
        case = _due(db, row, terms) if row else None
        if case is None or case.hold:
            continue
        erasing.take_out(db, case, erasing.nobody(case.requester, token))
        asked = QUESTION.c.person == case.requester.key, QUESTION.c.at <= case.opened_at.timestamp()
        _drop_questions(db, select(QUESTION.c.id).where(*asked))
        gone.append(case)
    return gone


def forget(db: Connection, before: datetime) -> int:
    """Questions that the pack answered, and messages that belong to no case: some of the oldest,
    at most a page. Returns how many."""
    old = select(QUESTION.c.id).where(QUESTION.c.at < before.timestamp()).limit(AT_A_TIME)
    gone = _drop_questions(db, old)
    loose = and_(
        DELIVERY.c.case_id.is_(None),
        DELIVERY.c.state.in_(_DONE),
        DELIVERY.c.accepted_at < before.timestamp(),
    )
    sent = select(DELIVERY.c.id).where(loose).order_by(DELIVERY.c.id).limit(AT_A_TIME)
    return int(gone + db.execute(delete(DELIVERY).where(DELIVERY.c.id.in_(sent))).rowcount)


def _drop_questions(db: Connection, which: Select[tuple[str]]) -> int:
    """With the note of what each was answered with."""
    ids = list(db.execute(which).scalars())
    given.forget(db, (), ids)
    return db.execute(delete(QUESTION).where(QUESTION.c.id.in_(ids))).rowcount
