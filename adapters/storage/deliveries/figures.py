"""What is on its way, counted for those who watch the desk."""

from datetime import UTC, datetime

from sqlalchemy import Connection, and_, case, func, literal, select

from adapters.storage.schema import DELIVERY, UNFINISHED
from core.desk.ports import Backlog
from core.values.place import Platform

_PLATFORM = case(
    *((DELIVERY.c.lane.like(f"{platform}:%"), literal(str(platform))) for platform in Platform)
)
_UNDER_WAY = (
    select(DELIVERY.c.state, _PLATFORM.label("platform"), func.count().label("deliveries"))
    .where(UNFINISHED)
    .group_by(DELIVERY.c.state, _PLATFORM)
)


def under_way(db: Connection) -> dict[tuple[str, str], int]:
    """Deliveries that are not finished, by state and platform; timers are the desk's own."""
    rows = db.execute(_UNDER_WAY)
    return {(str(row.state), str(row.platform)): int(row.deliveries) for row in rows}


def backlog(db: Connection, now: datetime) -> Backlog | None:
    """Counted from when each was meant to go first."""
    due = and_(UNFINISHED, DELIVERY.c.accepted_at <= now.timestamp())
    oldest = db.execute(
        select(DELIVERY.c.key, DELIVERY.c.lane, DELIVERY.c.accepted_at)
        .where(due)
        .order_by(DELIVERY.c.accepted_at)
        .limit(1)
    ).first()
    if oldest is None:
        return None
    count = int(db.execute(select(func.count()).where(due)).scalar_one())
    since = datetime.fromtimestamp(oldest.accepted_at, UTC)
    return Backlog(count, oldest.key, oldest.lane, since)
