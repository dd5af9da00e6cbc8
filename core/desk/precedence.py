"""People first: deliveries wait while turns are being taken, for a moment at most.

A person waits for an answer, and a platform gives up after 3 s; a message may go a little later.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from core.values.message import Message
from core.values.turn import Turn

Take = Callable[[Turn], Awaitable[Message | None]]

MOST = 0.5  # seconds that one round of deliveries waits, however many turns come


class Precedence:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._turns = 0
        self._none = asyncio.Event()
        self._none.set()

    def first(self, take: Take) -> Take:
        """The same function; while it is at work deliveries wait."""

        async def taken(turn: Turn) -> Message | None:
            self._turns += 1
            self._none.clear()
            try:
                return await take(turn)
            finally:
                self._turns -= 1
                if not self._turns:
                    self._none.set()

        return taken

    async def given(self) -> None:
        """Returns when no turn is being taken, or after `MOST` seconds."""
        if self._turns:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._none.wait(), MOST)
