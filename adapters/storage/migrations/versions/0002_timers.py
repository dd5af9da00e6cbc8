"""Timers are claimed by their time, not by lanes: an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OUTGOING = sa.text("state IN ('pending', 'sending', 'unsure') AND kind <> 'timer'")
_TIMING = sa.text("state IN ('pending', 'sending', 'unsure') AND kind = 'timer'")


def upgrade() -> None:
    op.drop_index("delivery_unfinished", "delivery")
    op.create_index(
        "delivery_unfinished",
        "delivery",
        ["lane", "seq"],
        sqlite_where=_OUTGOING,
        postgresql_where=_OUTGOING,
    )
    op.create_index(
        "delivery_timer",
        "delivery",
        ["due_at"],
        sqlite_where=_TIMING,
        postgresql_where=_TIMING,
    )
