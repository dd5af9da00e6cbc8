"""Who was given which article, and the corrections of it.

Questions that the pack answered before are written down too; of answers before, it is not known.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.storage.sealed import Sealed

revision = "0013"
down_revision = "0012"

_BATCH = 1000
_QUESTION = sa.table(
    "question", sa.column("id"), sa.column("at"), sa.column("body", Sealed("question.body"))
)


def upgrade() -> None:
    op.create_table(
        "given",
        sa.Column("article", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("case_id", sa.String(length=9), nullable=False, server_default=""),
        sa.Column("question_id", sa.String(length=32), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("article", "case_id", "question_id", "version", "locale", "how"),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("article", sa.String(length=100), nullable=False),
        sa.Column("released_at", sa.Float()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "corrected",
        sa.Column("correction", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("correction", "ref"),
    )
    _fill(op.get_bind())
    op.create_index("given_lately", "given", ["article", "at"])
    op.create_index("ix_given_case_id", "given", ["case_id"])
    op.create_index("ix_given_question_id", "given", ["question_id"])
    op.create_index("ix_correction_article", "correction", ["article"])


def _fill(db: sa.Connection) -> None:
    """In batches: the memory that this takes does not grow with the record."""
    put = sa.text(
        "INSERT INTO given (article, version, locale, how, at, case_id, question_id) "
        "VALUES (:article, :version, '', 'shown', :at, '', :question)"
    )
    for rows in _batches(db):
        found = [_row(row, json.loads(row.body)) for row in rows]
        if shown := [each for each in found if each["article"]]:
            db.execute(put, shown)


def _row(row: Any, body: dict[str, Any]) -> dict[str, object]:
    article, version = body.get("article") or "", body.get("version") or ""
    return {"article": article, "version": version, "at": row.at, "question": row.id}


def _batches(db: sa.Connection) -> Iterator[list[Any]]:
    last = ""
    while True:
        some = sa.select(_QUESTION).where(_QUESTION.c.id > last).order_by(_QUESTION.c.id)
        rows = list(db.execute(some.limit(_BATCH)))
        if not rows:
            return
        yield rows
        last = rows[-1].id
