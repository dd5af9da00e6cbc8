"""Looks whether a closure that was put in since moves what was promised to requesters."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from core.decide.timing.due import recounted
from core.decide.timing.working_time import WorkingTime
from core.desk.rounds import Rounds
from core.values.case import Case
from core.values.command import GoOff
from core.values.place import DESK
from core.values.turn import Turn

_PAGE = 200  # cases for each transaction
_BREATH = 0.05  # seconds between two of them


class Recounting(Rounds):
    """The turn of a case and a due time is taken once."""

    name = "recounting"
    every = 3600.0

    async def look(self) -> None:
        """When the desk starts, as it does for every new pack, and once an hour."""
        routing = await self._store.read(self._desk.routing)
        for name, queue in routing.queues.items():
            clock = WorkingTime.of(queue, self._desk.pack.calendar)
            await self._queue(name, clock)

    async def _queue(self, name: str, clock: WorkingTime) -> None:
        since, after = self._now(), ""
        while True:
            page = await self._page(name, since, after)
            for case in page:
                await self._case(case, clock)
            if len(page) < _PAGE:
                return
            since, after = page[-1].due_at, page[-1].id
            await asyncio.sleep(_BREATH)

    async def _page(self, queue: str, since: datetime, after: str) -> Sequence[Case]:
        return await self._store.read(lambda r: r.promised(queue, since, after, _PAGE))

    async def _case(self, case: Case, clock: WorkingTime) -> None:
        again = recounted(case.promise, clock, clock.day(self._now())) if case.promise else None
        if again is None:
            return
        key = f"recount:{case.id}:{case.due_at:%Y-%m-%dT%H:%MZ}:{again.promise.last}"
        word = GoOff(case=case.id, what="recount", at=case.due_at)
        await self._desk.take(Turn(key=key, person=DESK, where=DESK.direct, command=word))
