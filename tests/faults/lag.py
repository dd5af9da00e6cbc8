"""How long the event loop keeps its tasks waiting (I8)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

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
