"""How long the event loop keeps its tasks waiting (I8)."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

EVERY = 0.01  # seconds between two looks
P99 = 0.1  # seconds


@dataclass
class Lag:
    late: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return sorted(self.late)[int(0.99 * len(self.late))] if self.late else 0.0


@asynccontextmanager
async def probed() -> AsyncIterator[Lag]:
    """Measures while inside. The simulator shares the loop, so this is an upper bound."""
    lag, loop = Lag(), asyncio.get_running_loop()

    async def look() -> None:
        while True:
            due = loop.time() + EVERY
            await asyncio.sleep(EVERY)
            lag.late.append(loop.time() - due)

    probe = asyncio.create_task(look())
    try:
        yield lag
    finally:
        probe.cancel()
        await asyncio.wait({probe})


@contextmanager
def timed_steps() -> Iterator[list[float]]:
    """Processor seconds of this thread for each step of the loop, desk and simulator alike.

    What the test process holds is frozen first, as `bots serve` does after its start: a desk never
    walks through the heap of a test run.
    """
    steps = [0.0]
    gc.collect()
    gc.freeze()
    original: Any = asyncio.Handle._run

    def run(self: asyncio.Handle) -> None:
        began = time.thread_time()
        original(self)
        steps.append(time.thread_time() - began)

    try:
        with patch.object(asyncio.Handle, "_run", run):
            yield steps
    finally:
        gc.unfreeze()
