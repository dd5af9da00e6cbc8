"""Once a day: are the staff conversations still private, joined and there? Else staff are alarmed.

Nothing internal is posted meanwhile: the channels themselves refuse (see `Channel.send`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bots.database import Database
from bots.logs import noted
from core.desk.ports import Inspector
from core.desk.take import Desk
from core.values.command import ReportGone
from core.values.place import DESK, ConversationReference
from core.values.turn import Turn

EVERY = 24 * 3600.0  # seconds
AGAIN = 300.0  # seconds; what is wrong twice is no hiccup of the platform


class StaffWatch:
    """`now` gives the time in UTC; `pause` waits for so many seconds."""

    def __init__(
        self,
        desk: Desk,
        store: Database,
        inspector: Inspector,
        *,
        now: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._store = store
        self._inspector = inspector
        self._now = now
        self.pause = pause

    async def run(self) -> None:
        """Look again and again; never ends by itself."""
        while True:
            await self.pause(AGAIN)
            try:
                await self.look()
            except Exception as error:  # whatever it is, the next look may succeed
                noted("staff_watch.trouble", error=type(error).__name__)
            await self.pause(EVERY)

    async def look(self) -> list[str]:
        """The queues whose staff were alarmed."""
        routing = await self._store.read(self._desk.routing)
        staffed = {name: queue.staff for name, queue in routing.queues.items() if queue.staff}
        doubtful = [name for name, at in staffed.items() if await self._inspector.staff(at)]
        if doubtful:
            await self.pause(AGAIN)
        return [name for name in doubtful if await self._alarmed(name, staffed[name])]

    async def _alarmed(self, name: str, place: ConversationReference) -> bool:
        why = await self._inspector.staff(place)
        if why:
            await self._desk.take(self._turn(name, place, why))
        return bool(why)

    def _turn(self, queue: str, staff: ConversationReference, why: str) -> Turn:
        """At most one alarm for each queue and day, however many processes look."""
        noted("staff_watch.unfit", queue=queue)
        return Turn(
            key=f"unfit:{queue}:{self._now():%Y-%m-%d}",
            person=DESK,
            where=staff,
            command=ReportGone(queue=queue, why=why),
        )
