"""Workspaces in which the app is installed, and the one-time states of installations."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("judged_by", sa.String(length=300), server_default="", nullable=False),
        sa.Column("removed_at", sa.Float(), nullable=True),
        sa.Column("renewing_until", sa.Float(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "used_state",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_used_state_at"), "used_state", ["at"])
