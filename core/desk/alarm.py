"""Tells staff when messages wait for too long, once for each message that holds others up; and that
the newest routing cannot be read."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from core.desk.ports import Backlog, Store
from core.desk.take import Desk
from core.values.command import ReportBacklog, ReportRouting
from core.values.place import DESK
from core.values.turn import Turn

TOO_LONG = timedelta(minutes=5)
_LOOK_EVERY = 30.0  # seconds


class Alarm:
    """`now` gives the time in UTC; `failed` is told when the store cannot be asked."""

    def __init__(
        self,
        desk: Desk,
        store: Store,
        *,
        now: Callable[[], datetime],
        failed: Callable[[str, BaseException], None],
    ) -> None:
        self._desk = desk
        self._store = store
        self._now = now
        self._failed = failed

    async def run(self) -> None:
        """Look again and again; never ends by itself."""
        while True:
            try:
                await self.look()
            except Exception as error:  # whatever it is, the next look may succeed
                self._failed("alarm", error)
            await asyncio.sleep(_LOOK_EVERY)

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
