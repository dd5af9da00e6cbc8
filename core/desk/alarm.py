"""Tells staff when messages wait for too long, once for each message that holds others up; and that
the newest routing cannot be read."""

from datetime import timedelta

from core.desk.ports import Backlog
from core.desk.rounds import Rounds
from core.values.command import ReportBacklog, ReportRouting
from core.values.place import DESK
from core.values.turn import Turn

TOO_LONG = timedelta(minutes=5)


class Alarm(Rounds):
    """One for each message that holds others up, and one for each routing."""

    name = "alarm"
    every = 30.0

    async def look(self) -> Backlog | None:
        """Raise the alarm if there is cause; the same cause raises it once."""
        version = await self._store.read(lambda record: record.unreadable_routing())
        if version is not None:
            await self._desk.take(_routing_turn(version))
        backlog = await self._store.read(lambda record: record.backlog(self._now()))
        if backlog and self._now() - backlog.since > TOO_LONG:
            await self._desk.take(self._turn(backlog))
        return backlog

    def _turn(self, backlog: Backlog) -> Turn:
        waiting = self._now() - backlog.since
        return Turn(
            key=f"backlog:{backlog.oldest}",
            person=DESK,
            where=DESK.direct,
            command=ReportBacklog(
                count=backlog.count,
                minutes=int(waiting.total_seconds() // 60),
                lane=backlog.lane,
            ),
        )


def _routing_turn(version: int) -> Turn:
    return Turn(
        key=f"routing:{version}",
        person=DESK,
        where=DESK.direct,
        command=ReportRouting(version=version),
    )
