"""What is on its way, counted for those who watch the desk."""

from sqlalchemy import Connection, case, func, literal, select

from adapters.storage.schema import DELIVERY, UNFINISHED
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
