"""The cases of a queue whose answer is still to come, by due time, a page at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select

from adapters.storage.overview.workload import OURS
from adapters.storage.schema import CASE
from core.values.case import Case

_LATER = and_(
    CASE.c.due_at >= bindparam("since"),  # read by the index; the rest is of one due time
    or_(CASE.c.due_at > bindparam("since"), CASE.c.id > bindparam("after")),
)
_PAGE = (
    select(CASE.c.body, CASE.c.due_at, CASE.c.id)
    .where(CASE.c.queue == bindparam("queue"), CASE.c.status == bindparam("status"), _LATER)
    .order_by(CASE.c.due_at, CASE.c.id)
    .limit(bindparam("most"))
)


def promised(db: Connection, queue: str, since: datetime, after: str, limit: int) -> Sequence[Case]:
    """The next `limit` after that due time and, at the same one, after that number."""
    given = {"queue": queue, "since": since.timestamp(), "after": after, "most": limit}
    rows = [row for status in OURS for row in db.execute(_PAGE, {**given, "status": status}).all()]
    first = sorted(rows, key=lambda row: (row.due_at, row.id))[:limit]
    return tuple(Case.model_validate_json(row.body) for row in first)
