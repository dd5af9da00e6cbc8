"""Figures for Prometheus: counts, times and states; never a person's text, name or address."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bots.database import Database
from core.desk.deliver import Settled
from core.values.message import Message
from core.values.turn import Turn
from core.values.value import NotRecorded

_LAG_EVERY = 0.25  # seconds
_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5)


class Metrics:
    """One registry for each desk, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Histogram(
            "desk_turn_seconds",
            "Time from a turn to its reply",
            ["platform", "command"],
            buckets=_FAST,
            registry=self.registry,
        )
        self._refused = Counter(
            "desk_turns_not_recorded", "Turns that were not stored", registry=self.registry
        )
        self._settled = Counter(
            "desk_deliveries", "Tries to deliver", ["platform", "result"], registry=self.registry
        )
        self._waiting = Gauge(
            "desk_deliveries_waiting", "Deliveries that are due", registry=self.registry
        )
        self._oldest = Gauge(
            "desk_oldest_delivery_seconds", "Age of the oldest of them", registry=self.registry
        )
        self._lag = Histogram(
            "desk_loop_lag_seconds",
            "How late the event loop is",
            buckets=_FAST,
            registry=self.registry,
        )

    def timed(
        self, take: Callable[[Turn], Awaitable[Message | None]]
    ) -> Callable[[Turn], Awaitable[Message | None]]:
        """The same function, measured."""

        async def measured(turn: Turn) -> Message | None:
            started = time.perf_counter()
            try:
                return await take(turn)
            except NotRecorded:
                self._refused.inc()
                raise
            finally:
                passed = time.perf_counter() - started
                self._turns.labels(turn.person.platform, turn.command.do).observe(passed)

        return measured

    def settled(self, done: Settled) -> None:
        self._settled.labels(done.platform, done.result).inc()

    async def watch_lag(self) -> None:
        """Measure until cancelled."""
        while True:
            started = time.perf_counter()
            await asyncio.sleep(_LAG_EVERY)
            self._lag.observe(max(0.0, time.perf_counter() - started - _LAG_EVERY))

    async def page(self, store: Database) -> bytes:
        with suppress(NotRecorded):
            now = datetime.now(UTC)
            backlog = await store.read(lambda record: record.backlog(now))
            self._waiting.set(backlog.count if backlog else 0)
            self._oldest.set((now - backlog.since).total_seconds() if backlog else 0)
        return generate_latest(self.registry)


@asynccontextmanager
async def exposed(metrics: Metrics, store: Database, port: int | None) -> AsyncIterator[None]:
    """Serve the figures on loopback; without a port nothing listens."""
    lag = asyncio.create_task(metrics.watch_lag())
    runner = web.AppRunner(_app(metrics, store), access_log=None)
    await runner.setup()
    try:
        if port is not None:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        lag.cancel()
        await runner.cleanup()


def _app(metrics: Metrics, store: Database) -> web.Application:
    async def page(_: web.Request) -> web.Response:
        return web.Response(body=await metrics.page(store), content_type="text/plain")

    app = web.Application()
    app.router.add_get("/metrics", page)
    return app
