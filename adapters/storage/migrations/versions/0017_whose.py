"""Whose turns and replies these are, and which case a kept answer shows: for who is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_OF_SOMEBODY = sa.text("person IS NOT NULL")


def _column(name: str, length: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=length), nullable=False, server_default="")


def upgrade() -> None:
    op.add_column("turn", _column("person", 300))
    op.add_column("turn", _column("case_id", 9))
    op.add_column("delivery", sa.Column("person", sa.String(length=300)))
    op.create_index("ix_turn_person", "turn", ["person"])
    op.create_index("ix_turn_case_id", "turn", ["case_id"])
    op.create_index("ix_question_person", "question", ["person"])
    op.create_index("mention_key", "mention", ["kind", "key"])
    op.create_index(
        "delivery_person",
        "delivery",
        ["person"],
        sqlite_where=_OF_SOMEBODY,
        postgresql_where=_OF_SOMEBODY,
    )
