"""What is on record for a member of staff who asks what waits for them."""

from datetime import datetime

from core.decide.timing.working_time import WorkingTime
from core.desk.ports import Record
from core.desk.witness import Seen
from core.values.case import Case
from core.values.command import Digest
from core.values.decision import Found
from core.values.pack import Calendar
from core.values.place import Membership
from core.values.routing import Routing
from core.values.turn import Turn

LISTED = 5  # cases of each part
_MINE = 20


def with_work(
    turn: Turn,
    record: Record,
    routing: Routing,
    calendar: Calendar,
    seen: Seen | None,
    now: datetime,
) -> Found:
    """The person's own questions, and what waits in the queues whose staff they are; for a digest
    what waits in its queue, for nobody in particular."""
    if isinstance(turn.command, Digest):
        mine: tuple[Case, ...] = ()
        who, queues = "", frozenset((turn.command.queue,)) & routing.queues.keys()
    else:
        mine, who = record.cases_of(turn.person.key, _MINE), turn.person.key
        queues = queues_of(turn, routing, seen)
    if not queues:
        return Found(mine=mine)
    ends = day_ends(routing, queues, calendar, now)
    return Found(mine=mine, work=record.workload(who, ends, now, LISTED))


def queues_of(turn: Turn, routing: Routing, seen: Seen | None) -> frozenset[str]:
    """Those of the staff conversation where the turn was taken for which the person may act;
    elsewhere those whose staff they are by the word of the platform."""
    here = routing.staffed_at(turn.where)
    if not here:
        return seen.staff_of if seen else frozenset()
    stands = seen.membership if seen else Membership.MEMBER  # it will be asked before it counts
    return frozenset(n for n in here if routing.queues[n].is_staff(turn.person.key, stands))


def day_ends(
    routing: Routing, queues: frozenset[str], calendar: Calendar, now: datetime
) -> dict[str, datetime]:
    """When the present day of each queue is over; UTC."""
    return {
        name: WorkingTime.of(routing.queues[name], calendar).day_ends(now)
        for name in sorted(queues)
    }
