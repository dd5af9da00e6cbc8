"""The nemesis: people ask without pause while desks are killed, stopped or told to end.

Every choice comes from the ground's seed; the moments are drawn, not the outcomes.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from tests.faults.ground import Ground
from tests.faults.process import DeskProcess

ASKERS = 4
PATIENCE = 240.0  # seconds; each desk lives for less than one
SLOW = 5.0  # seconds that a blow waits for the first answer at most
LEAST, MOST = 0.02, 0.4  # seconds of traffic between ready and the blow
Progress = Callable[[int, Ground], None]


def silent(number: int, field: Ground) -> None:
    """Nobody watches."""


class Nemesis:
    def __init__(self, field: Ground, progress: Progress = silent) -> None:
        self._field = field
        self._progress = progress
        self._stopped = asyncio.Event()
        self.restarts: list[float] = []  # seconds from the start of a desk to its first 2xx

    async def kills(self, count: int) -> None:
        await self._blows(count, self._kill)

    async def terminations(self, count: int) -> None:
        await self._blows(count, self._terminate)

    async def _blows(self, count: int, blow: Callable[[DeskProcess], Awaitable[None]]) -> None:
        """Start, let them ask, strike; at the end a desk that nobody strikes."""
        async with self.people():
            for number in range(count):
                began = time.monotonic()
                desk = await self._field.serving()
                answered = asyncio.Event()
                self._field.history.when_acknowledged = partial(self._answered, began, answered)
                if self._field.chance.random() < 0.5:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(answered.wait(), SLOW)
                await asyncio.sleep(self._field.chance.uniform(LEAST, MOST))
                await blow(desk)
                self._progress(number + 1, self._field)
            await self._field.serving()

    @asynccontextmanager
    async def people(self, pause: float = 0.02) -> AsyncIterator[None]:
        """They ask and answer as long as one is inside, and end what they began. Each rests for so
        many seconds between two questions."""
        self._field.crowd(12)
        crowd = [asyncio.create_task(self._asking(pause)) for _ in range(ASKERS)]
        try:
            yield
        finally:
            self._stopped.set()
            await asyncio.gather(*crowd)

    def _answered(self, began: float, answered: asyncio.Event) -> None:
        self.restarts.append(time.monotonic() - began)
        answered.set()
        self._field.history.when_acknowledged = None

    async def _asking(self, pause: float) -> None:
        """One question after the other, each repeated until it is on record."""
        field = self._field
        while not self._stopped.is_set():
            form = field.form(field.chance.choice(("contact", "cta")))
            event = await field.ask_until_told(form, PATIENCE)
            if field.chance.random() < 0.3:
                channel = "C0CTR" if form.filled["topic"] == "cta" else "C0NIO"
                await field.answer(event, channel, PATIENCE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), pause)

    async def _kill(self, desk: DeskProcess) -> None:
        desk.signal(signal.SIGKILL)
        assert await desk.ended() == -signal.SIGKILL

    async def _terminate(self, desk: DeskProcess) -> None:
        assert await desk.terminate() == 0, desk.told.decode(errors="replace")[-2000:]
