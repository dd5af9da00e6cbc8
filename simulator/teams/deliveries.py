"""Delivers activities to the desk and sends them again as Teams does.

Without an answer in 15 seconds the same activity comes twice more with the same id, and later
once with a new one: github.com/MicrosoftDocs/msteams-docs/issues/6084 and issues/4592. An error
answer is not tried again; an invoke neither.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from simulator.payload import Json
from simulator.teams.desk import Answer, Desk
from simulator.teams.ids import Ids

KEPT = 1_000


@dataclass(frozen=True)
class Again:
    """One more attempt, `after` so many seconds, perhaps under a new id."""

    after: float
    new_id: bool = False


RETRIES = (Again(0.0), Again(0.0), Again(30.0, new_id=True))


class Deliveries:
    """Sends each activity in a task of its own; the order of arrival is not promised.

    `hold()` keeps activities back until `release()`, so that a test can change their order.
    """

    def __init__(self, desk: Desk, ids: Ids) -> None:
        self.retries: tuple[Again, ...] = RETRIES
        self.sent: deque[Json] = deque(maxlen=KEPT)
        self._desk = desk
        self._ids = ids
        self._tasks: set[asyncio.Task[Any]] = set()
        self._held: list[Json] | None = None

    def announce(self, activity: Json) -> None:
        """Send it and let nobody wait for the answer, if there is a desk."""
        if self._desk.url is None:
            return
        if self._held is not None:
            self._held.append(activity)
        else:
            self._start(self.deliver(activity))

    async def deliver(self, activity: Json) -> Answer:
        """The first answer; if none comes, further attempts follow in the background."""
        answer = await self._attempt(activity, 1, more=True)
        if answer.timed_out:
            self._start(self._insist(activity))
        return answer

    async def invoke(self, activity: Json) -> Answer:
        """Somebody waits for the content of the answer: one attempt."""
        return await self._attempt(activity, 1, more=False)

    async def redeliver(self, activity: Json, *, new_id: bool = False) -> Answer:
        """Send an activity that was sent before once more."""
        fresh = {"id": self._ids.event()} if new_id else {}
        return await self._attempt(activity | fresh, 2, more=False)

    def hold(self) -> None:
        self._held = []

    def release(self, *, reverse: bool = False) -> None:
        held, self._held = self._held or [], None
        for activity in held[::-1] if reverse else held:
            self._start(self.deliver(activity))

    async def idle(self) -> None:
        """Wait until nothing is on its way, further attempts included."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _insist(self, activity: Json) -> None:
        for number, again in enumerate(self.retries, start=2):
            await asyncio.sleep(again.after)
            if again.new_id:
                activity = activity | {"id": self._ids.event()}
            answer = await self._attempt(activity, number, more=number <= len(self.retries))
            if not answer.timed_out:
                return

    async def _attempt(self, activity: Json, number: int, *, more: bool) -> Answer:
        self.sent.append(activity)
        call = self._desk.begin(activity)
        call.attempt = number
        answer = await self._desk.send(call, activity)
        call.will_retry = more and answer.timed_out
        return answer

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
