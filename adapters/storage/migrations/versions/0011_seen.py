"""What lists, figures and exports of cases look at, in columns of their own, so that none of them
reads the cases themselves.

Expands only: a version that does not know the columns goes on working; what it changes is told
right again by the next change of the case. `answer_due` of answers given before is the due time
that the case has now.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.storage.sealed import Sealed

revision = "0011"
down_revision = "0010"

_BATCH = 1000
_CASE = sa.table(
    "case",
    *(sa.column(name) for name in ("id", "requester", "due_at")),
    sa.column("body", Sealed("case.body")),
)
_ENTRY = sa.table(
    "entry",
    *(sa.column(name) for name in ("case_id", "number", "kind", "at")),
    sa.column("body", Sealed("entry.body")),
)


def upgrade() -> None:
    for name, length in (("assignee", 300), ("topic", 100), ("workspace", 300)):
        op.add_column(
            "case",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
    op.add_column("case", sa.Column("answered_at", sa.Float()))
    op.add_column("case", sa.Column("answer_due", sa.Float()))
    _fill(op.get_bind())
    op.create_index("case_of_assignee", "case", ["assignee", "queue", "status", "due_at"])
    op.create_index("case_opened", "case", ["opened_at", "id"])


def _fill(db: sa.Connection) -> None:
    """In batches: the memory that this takes does not grow with the record."""
    put = sa.text(
        'UPDATE "case" SET assignee = :assignee, topic = :topic, workspace = :workspace, '
        "answered_at = :answered_at, answer_due = :answer_due WHERE id = :case"
    )
    for rows in _batches(db):
        answered = _answered(db, [row.id for row in rows])
        db.execute(put, [_columns(row, answered.get(row.id)) for row in rows])


def _batches(db: sa.Connection) -> Iterator[list[Any]]:
    last = ""
    while True:
        some = sa.select(_CASE).where(_CASE.c.id > last).order_by(_CASE.c.id).limit(_BATCH)
        rows = list(db.execute(some))
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _answered(db: sa.Connection, cases: list[str]) -> dict[str, float]:
    """When the first answer was sent that was no request for more."""
    found = sa.select(_ENTRY).where(
        _ENTRY.c.case_id.in_(cases), _ENTRY.c.kind.in_(("sent", "waiting"))
    )
    rows = list(db.execute(found.order_by(_ENTRY.c.case_id, _ENTRY.c.number)))
    asked = {(r.case_id, json.loads(r.body).get("of")) for r in rows if r.kind == "waiting"}
    first: dict[str, float] = {}
    for row in rows:
        if row.kind == "sent" and (row.case_id, row.number) not in asked:
            first.setdefault(row.case_id, row.at)
    return first


def _columns(row: Any, answered: float | None) -> dict[str, object]:
    body = json.loads(row.body)
    assignee = body.get("assignee") or {}
    parts = (assignee.get(name, "") for name in ("platform", "tenant", "user"))
    return {
        "case": row.id,
        "assignee": ":".join(parts) if assignee else "",
        "topic": body.get("topic", ""),
        "workspace": ":".join(row.requester.split(":")[:2]),
        "answered_at": answered,
        "answer_due": None if answered is None else row.due_at,
    }
