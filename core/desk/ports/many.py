"""What a record tells of many cases at once: the staff queue, selections, the counts of a month."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.values.case import Case, Question
from core.values.monthly import Kept, Volume
from core.values.selection import Place, Selected, Selection
from core.values.workload import Workload


class Many(Protocol):
    """A part of the Record port. What one of these costs does not grow with the record, or only
    with what was asked for."""

    def workload(
        self, person: str, ends: Mapping[str, datetime], now: datetime, limit: int
    ) -> Workload:
        """What waits in these queues, and for the person (a key, or nobody): the first `limit` of
        each part. `ends` are the queues, each with the end (UTC) of its present day."""

    def promised(self, queue: str, since: datetime, after: str, limit: int) -> Sequence[Case]:
        """The next cases of the queue whose answer is still to come, by due time: after `since`
        (UTC) and, at that very time, after the number `after`."""

    def selected(
        self, which: Selection, after: Place, limit: int, *, texts: bool
    ) -> tuple[Selected, ...]:
        """The next cases of the selection after that place, in the order in which they were opened;
        with their entries where texts are asked for."""

    def count_selected(self, which: Selection) -> int: ...

    def volumes(self, which: Selection) -> tuple[Volume, ...]:
        """How many cases of the selection there are, by topic and workspace."""

    def kept_promises(self, which: Selection, now: datetime) -> Kept:
        """How many of them were answered, and in time."""

    def unanswered(self, since: datetime, until: datetime, limit: int) -> tuple[Question, ...]:
        """Questions of that time (UTC) that the knowledge did not answer; so many are looked at."""
