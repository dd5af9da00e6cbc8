"""Arms the daily digests: sees to it that each queue's timer of the day is there, once."""

from core.decide.overview.digesting import moments
from core.desk.rounds import Rounds
from core.values.command import ArmDigest
from core.values.place import DESK
from core.values.turn import Turn


class Digests(Rounds):
    """The turn of a queue and a moment is taken once, and its timer goes off once, late if no
    process ran at that moment."""

    name = "digests"
    every = 300.0

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
