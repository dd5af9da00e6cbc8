"""Arms the daily digests: sees to it that each queue's timer of the day is there, once."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from core.decide.overview.digesting import moments
from core.desk.ports import Store
from core.desk.take import Desk
from core.values.command import ArmDigest
from core.values.place import DESK
from core.values.turn import Turn

_LOOK_EVERY = 300.0  # seconds


class Digests:
    """`now` gives the time in UTC; `failed` is told when the store cannot be asked. Any number of
    processes may look: the turn of a queue and a moment is taken once, and its timer goes off once,
    late if no process ran at that moment."""

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
                self._failed("digests", error)
            await asyncio.sleep(_LOOK_EVERY)

    async def look(self) -> None:
        routing = await self._store.read(self._desk.routing)
        calendar, now = self._desk.pack.calendar, self._now()
        for name, queue in routing.queues.items():
            for at in moments(queue, calendar, now) if queue.digest else ():
                await self._desk.take(
                    Turn(
                        key=f"digest:{name}:{at:%Y-%m-%dT%H:%MZ}",
                        person=DESK,
                        where=DESK.direct,
                        command=ArmDigest(queue=name, at=at),
                    )
                )
