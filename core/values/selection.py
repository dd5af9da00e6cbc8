"""Which cases a list, an export or a report is about."""

from datetime import datetime

from core.values.case import Case
from core.values.value import Value


class Selection(Value):
    """Cases that were opened from `since` on and before `until` (UTC); of these states, queues and
    topics, where any are named."""

    states: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


class Place(Value):
    """Where a page of a selection ended: `opened_at` in seconds since 1970 (UTC), and an id."""

    opened_at: float = 0.0
    id: str = ""


class Selected(Value):
    """One case of a selection; its entries only where texts were asked for. `answered_at` is when
    the first answer was sent, `answer_due` when it was due then (UTC)."""

    case: Case
    place: Place
    answered_at: datetime | None = None
    answer_due: datetime | None = None
