"""Measures questions on their whole way: form, case, staff card, mail and receipt, all delivered.

Slack's own pace is taken off (one post a second and channel would be all that is measured): this is
what the desk can do. The simulator stands in for Slack and the mail server in a process of its own
and takes its share of the machine, so what each side used of the processor is told beside it.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from adapters.storage import migration
from adapters.storage.postgres import is_postgres, postgres_engine
from adapters.storage.sqlite import sqlite_engine
from benchmarks import cast
from benchmarks.load import BenchmarkFailed, busy, lines
from benchmarks.processes import Server, running
from benchmarks.wire import commands, escalation

QUESTIONS = 300
_PATIENCE = 90.0  # seconds until the last message must be there
_WAITING = text(
    "SELECT count(*) FROM delivery WHERE kind <> 'timer' "
    "AND state IN ('pending', 'sending', 'unsure')"
)
_FINISHED = text("SELECT count(*) FROM delivery WHERE state = 'sent'")


@dataclass(frozen=True, slots=True)
class Flow:
    """`workers` processes deliver beside the one that listens, which delivers too. Seconds of
    processor: of all desks together, and of the simulator, for each question."""

    name: str
    workers: int
    per_second: float
    deliveries_per_second: float
    desks: float
    simulator: float


async def flowed(folder: Path, url: str, name: str, workers: int) -> Flow:
    """Raises BenchmarkFailed when a message does not arrive."""
    engine = _engine(url)
    if is_postgres(url):
        migration.upgrade(engine)
    try:
        async with _cast(folder, url, workers) as (simulator, desks):
            port = desks[0].port
            async with lines(port, 8) as given:
                await busy(given, commands("ask", 200))
                before = [server.cpu for server in (*desks, simulator)]
                began = time.perf_counter()
                await busy(given, [escalation(n) for n in range(QUESTIONS)])
                await _all_sent(engine)
                took = time.perf_counter() - began
            used = [s.cpu - b for s, b in zip((*desks, simulator), before, strict=True)]
            with engine.connect() as db:
                sent = int(db.execute(_FINISHED).scalar_one())
    finally:
        engine.dispose()
    return Flow(
        name,
        workers,
        QUESTIONS / took,
        sent / took,
        1000 * sum(used[:-1]) / QUESTIONS,
        1000 * used[-1] / QUESTIONS,
    )


def _engine(url: str) -> Engine:
    return postgres_engine(url) if is_postgres(url) else sqlite_engine(url)


async def _all_sent(engine: Engine) -> None:
    end = time.perf_counter() + _PATIENCE
    while await asyncio.to_thread(_waiting, engine):
        if time.perf_counter() > end:
            raise BenchmarkFailed("messages were still on their way")
        await asyncio.sleep(0.05)


def _waiting(engine: Engine) -> int:
    with engine.connect() as db:
        return int(db.execute(_WAITING).scalar_one())


@asynccontextmanager
async def _cast(
    folder: Path, url: str, workers: int
) -> AsyncIterator[tuple[Server, tuple[Server, ...]]]:
    async with AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(cast.simulator(folder))
        given = cast.surroundings(simulator, url)
        desks = [
            await stack.enter_async_context(
                running(name, ("benchmarks.servers", kind), folder, given)
            )
            for name, kind in (
                ("desk", "desk"),
                *((f"worker-{n}", "worker") for n in range(workers)),
            )
        ]
        simulator.tell(f"http://127.0.0.1:{desks[0].port}")
        yield simulator, tuple(desks)
