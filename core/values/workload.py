"""What a member of staff has before them: the cases of their queues, by what they ask for."""

from core.values.case import Case
from core.values.value import Value

COUNTED = 99
"""Nobody counts further: what a longer list costs would grow with the record."""


class Part(Value):
    """`cases` are the first ones by due time, without their entries; `count` is at most
    `COUNTED` + 1, which stands for more than `COUNTED`."""

    cases: tuple[Case, ...] = ()
    count: int = 0


class Workload(Value):
    """`due` are cases whose due time is still to come on the queue's present day, `overdue` those
    whose due time has passed; `waiting` wait for their requesters."""

    mine: Part = Part()
    unclaimed: Part = Part()
    due: Part = Part()
    overdue: Part = Part()
    waiting: Part = Part()

    @property
    def is_empty(self) -> bool:
        parts = (self.mine, self.unclaimed, self.due, self.overdue, self.waiting)
        return not any(part.count for part in parts)
