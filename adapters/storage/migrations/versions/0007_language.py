"""The language that each person chose."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "language",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
