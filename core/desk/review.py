"""Tells the owners of knowledge that it is to be reviewed: once a working day, in one message."""

from zoneinfo import ZoneInfo

from core.decide.overview.reviewing import aging
from core.desk.rounds import Rounds
from core.values.command import ReportReview
from core.values.place import DESK
from core.values.turn import Turn


class Review(Rounds):
    """The turn of a queue and a day is taken once."""

    name = "review"
    every = 600.0

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
