"""Each lane says when to look at it, so that a claim costs as much as there is to do.

Expands only: a version that does not know the column goes on working, and lanes that it fills are
found by the look at all lanes that every worker takes once a minute.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_UNFINISHED = sa.text("state IN ('pending', 'sending', 'unsure')")
_AWAKE = sa.text("wake_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("lane", sa.Column("wake_at", sa.Float()))
    op.create_index("lane_awake", "lane", ["wake_at"], sqlite_where=_AWAKE, postgresql_where=_AWAKE)
    op.create_index(
        "delivery_waiting",
        "delivery",
        ["accepted_at"],
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )
    op.execute(
        "UPDATE lane SET wake_at = 0 WHERE name IN "
        "(SELECT lane FROM delivery WHERE state IN ('pending', 'sending', 'unsure') "
        "AND kind <> 'timer')"
    )
