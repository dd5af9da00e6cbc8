"""What looks after something again and again beside the turns, and goes on after any error."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from core.desk.ports import Store
from core.desk.take import Desk


class Rounds(ABC):
    """`now` gives the time in UTC; `failed` is told by `name` what went wrong. Any number of
    processes may look at the same time: what they find is a turn, which is taken once."""

    name: ClassVar[str]
    every: ClassVar[float]  # seconds from the end of a look to the next

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
                self._failed(self.name, error)
            await asyncio.sleep(self.every)

    @abstractmethod
    async def look(self) -> object:
        """Once. Raises NotRecorded when the store cannot be asked."""
