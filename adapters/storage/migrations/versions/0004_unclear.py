"""Sends without a clear answer are counted by themselves, apart from deaths and failures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    unclear = sa.Column("unclear", sa.Integer(), server_default="0", nullable=False)
    op.add_column("delivery", unclear)
