"""Tries that certainly left nothing are counted apart from those in whose middle a process died."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    blamed = sa.Column("blamed", sa.Integer(), server_default="0", nullable=False)
    op.add_column("delivery", blamed)
