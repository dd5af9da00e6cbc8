"""Keeps the record in order: old turn keys are of no use to anybody; every case can be found."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from core.desk.ports import Store

KEEP_TURNS = timedelta(hours=72)  # no platform delivers a turn again after so long
_AT_ONCE = 500  # keys for each transaction, so that nobody waits for this one
_INDEXED = 50  # cases for each transaction
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
        """Tidy up every hour; never ends by itself. What a new version or a new key of the desk
        must find again is indexed from the start."""
        await self._tried(self.index)
        while True:
            await asyncio.sleep(_EVERY)
            await self._tried(self.forget)
            await self._tried(self.index)

    async def _tried(self, work: Callable[[], Awaitable[int]]) -> None:
        try:
            await work()
        except Exception as error:  # whatever it is, the next look may succeed
            self._failed("upkeep", error)

    async def index(self) -> int:
        """Make every case findable that is not, a few at a time; returns how many."""
        done = 0
        while await self._store.read(lambda record: record.unindexed()):
            done += await self._store.write(lambda record: record.index_again(_INDEXED))
            await asyncio.sleep(_BREATH)
        return done

    async def forget(self) -> int:
        """Drop turn keys that are older than `KEEP_TURNS`; returns how many."""
        before, gone = self._now() - KEEP_TURNS, 0
        while True:
            count = await self._store.write(lambda record: record.forget_turns(before, _AT_ONCE))
            gone += count
            if count < _AT_ONCE:
                return gone
            await asyncio.sleep(_BREATH)
