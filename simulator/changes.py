"""Wakes whoever waits for the simulated world to change: tests, and the page's live updates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")


class NotSeenError(AssertionError):
    """What a test waited for did not happen in time; the message shows what did."""


class Changes:
    """Counts changes; each change releases everyone who waits for the next one."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        self.count += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def after(self, count: int, within: float | None = None) -> None:
        """Return once the count has passed `count`; TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while self.count <= count:
                future = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                try:
                    await future
                finally:
                    self._waiting.discard(future)

    async def until(
        self, holds: Callable[[], Seen], within: float, picture: Callable[[], str] = str
    ) -> Seen:
        """Return the first truthy value of `holds`.

        After `within` seconds it raises NotSeenError with the picture.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            count = self.count
            if seen := holds():
                return seen
            try:
                await self.after(count, within=deadline - loop.time())
            except TimeoutError:
                raise NotSeenError(f"not seen within {within} s\n{picture()}") from None
