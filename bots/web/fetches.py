"""Tells who fetches a long table how far it has come, in chat, now and then."""

import secrets
import time
from collections.abc import Callable
from typing import Literal

from core.desk.take import Desk
from core.values.command import ReportExport
from core.values.place import DESK
from core.values.turn import Turn
from core.values.value import NotRecorded, PerhapsRecorded

LONG = 5000  # cases from which on a table takes seconds
STEP = 0.1  # of the whole
SELDOM = 3.0  # seconds that lie at least between two words
ALIVE = 45.0  # seconds after which it is told that it goes on, however little was written


class Fetch:
    """One fetch of one table. What cannot be told is left out: the table matters more."""

    def __init__(
        self,
        desk: Desk,
        person: str,
        locale: str,
        kind: Literal["csv", "json"],
        total: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._first = ReportExport(
            id=secrets.token_hex(8),
            person=person,
            locale=locale,
            kind=kind,
            total=total,
            done=0,
            state="begins",
        )
        self._clock = clock
        self._told = 0
        self._at = clock()

    async def begins(self) -> None:
        await self._tell("begins", 0)

    async def wrote(self, done: int) -> None:
        silent = self._clock() - self._at
        far = done - self._told >= STEP * self._first.total
        if silent >= ALIVE or (far and silent >= SELDOM):
            await self._tell("goes_on", done)

    async def is_done(self, done: int) -> None:
        await self._tell("done", done)

    async def broke_off(self, done: int) -> None:
        await self._tell("cut", done)

    async def _tell(self, state: Literal["begins", "goes_on", "done", "cut"], done: int) -> None:
        if self._first.total < LONG:
            return
        self._told, self._at = done, self._clock()
        word = self._first.model_copy(update={"state": state, "done": done})
        key = f"export:{word.id}:{state}:{done}"
        try:
            await self._desk.take(Turn(key=key, person=DESK, where=DESK.direct, command=word))
        except (NotRecorded, PerhapsRecorded):
            return
