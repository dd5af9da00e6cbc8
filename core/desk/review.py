"""Tells the owners of knowledge that it is to be reviewed: once a working day, in one message."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.decide.overview.reviewing import aging
from core.desk.ports import Store
from core.desk.take import Desk
from core.values.command import ReportReview
from core.values.place import DESK
from core.values.turn import Turn

_LOOK_EVERY = 600.0  # seconds


class Review:
    """`now` gives the time in UTC; `failed` is told when the store cannot be asked. Any number of
    processes may look: the turn of a queue and a day is taken once."""

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
                self._failed("review", error)
            await asyncio.sleep(_LOOK_EVERY)

    async def look(self) -> None:
        """Remind each queue that owns something, on working days from the opening hour on."""
        calendar = self._desk.pack.calendar
        local = self._now().astimezone(ZoneInfo(calendar.hours.timezone))
        if not calendar.is_working_day(local.date()) or local.time() < calendar.hours.opens:
            return
        routing = await self._store.read(self._desk.routing)
        due = aging(self._desk.pack, routing, local.date())
        for queue in sorted({each.owner for each in due}):
            turn = Turn(
                key=f"review:{queue}:{local.date()}",
                person=DESK,
                where=DESK.direct,
                command=ReportReview(queue=queue),
            )
            await self._desk.take(turn)
