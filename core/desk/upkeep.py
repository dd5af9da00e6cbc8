"""Keeps the record from growing without end: old turn keys are of no use to anybody."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from core.desk.ports import Store

KEEP_TURNS = timedelta(hours=72)  # no platform delivers a turn again after so long
_AT_ONCE = 500  # keys for each transaction, so that nobody waits for this one
_BREATH = 0.1  # seconds between two of them
_EVERY = 3600.0  # seconds


class Upkeep:
    """`now` gives the time in UTC; `failed` is told when the store cannot be asked."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], datetime],
        failed: Callable[[str, BaseException], None],
    ) -> None:
        self._store = store
        self._now = now
        self._failed = failed

    async def run(self) -> None:
        """Tidy up every hour; never ends by itself."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.forget()
            except Exception as error:  # whatever it is, the next look may succeed
                self._failed("upkeep", error)

    async def forget(self) -> int:
        """Drop turn keys that are older than `KEEP_TURNS`; returns how many."""
        before, gone = self._now() - KEEP_TURNS, 0
        while True:
            count = await self._store.write(lambda record: record.forget_turns(before, _AT_ONCE))
            gone += count
            if count < _AT_ONCE:
                return gone
            await asyncio.sleep(_BREATH)
