"""Figures for Prometheus: counts, times and states; never a person's text, name or address."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from bots.database import Database
from bots.health import Health
from core.desk.deliver import Settled
from core.desk.ports import Backlog
from core.values.message import Message
from core.values.turn import Turn
from core.values.value import NotRecorded

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LAG_EVERY = 0.25  # seconds
_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5)


class Metrics:
    """One registry for each desk, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = self._times(
            "desk_turn_seconds", "Time from a turn to its reply", "platform", "command"
        )
        self._acks = self._times(
            "desk_ack_seconds", "Time from a request to its HTTP answer", "door", "status"
        )
        self._lag = self._times("desk_loop_lag_seconds", "How late the event loop is")
        self._refused = self._count("desk_turns_not_recorded", "Turns that were not stored")
        self._settled = self._count("desk_deliveries", "Tries to deliver", "platform", "result")
        self._retries = self._count(
            "desk_delivery_retries", "Tries that were not the first", "platform"
        )
        self._limited = self._count(
            "desk_delivery_rate_limited", "Answers 429: slow down", "platform"
        )
        self._under_way = self._gauge(
            "desk_deliveries_under_way", "Deliveries that are not finished", "platform", "state"
        )
        self._waiting = self._gauge("desk_deliveries_waiting", "Deliveries that are due")
        self._oldest = self._gauge("desk_oldest_delivery_seconds", "Age of the oldest of them")

    def _times(self, name: str, what: str, *labels: str) -> Histogram:
        return Histogram(name, what, labels, buckets=_FAST, registry=self.registry)

    def _count(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self.registry)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self.registry)

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

    @property
    def answering(self) -> Any:
        """Measures each door until its answer is made; what is slower than this is the network."""

        @web.middleware
        async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
            started, status = time.perf_counter(), "500"
            try:
                answer = await handler(request)
                status = str(answer.status)
                return answer
            except web.HTTPException as refusal:
                status = str(refusal.status)
                raise
            finally:
                resource = request.match_info.route.resource
                door = resource.canonical if resource else "nowhere"
                self._acks.labels(door, status).observe(time.perf_counter() - started)

        return measured

    def settled(self, done: Settled) -> None:
        self._settled.labels(done.platform, done.result).inc()
        if done.tries > 1:
            self._retries.labels(done.platform).inc()
        if done.result == "limited":
            self._limited.labels(done.platform).inc()

    async def watch_lag(self) -> None:
        """Measure until cancelled."""
        while True:
            started = time.perf_counter()
            await asyncio.sleep(_LAG_EVERY)
            self._lag.observe(max(0.0, time.perf_counter() - started - _LAG_EVERY))

    async def page(self, store: Database) -> bytes:
        """What is counted in the database is as old as the last time that it answered."""
        with suppress(NotRecorded):
            now = datetime.now(UTC)
            found = await store.read(lambda record: (record.backlog(now), record.under_way()))
            self._counted(now, *found)
        return generate_latest(self.registry)

    def _counted(
        self, now: datetime, backlog: Backlog | None, under_way: dict[tuple[str, str], int]
    ) -> None:
        self._waiting.set(backlog.count if backlog else 0)
        self._oldest.set((now - backlog.since).total_seconds() if backlog else 0)
        self._under_way.clear()
        for (state, platform), count in under_way.items():
            self._under_way.labels(platform, state).set(count)


@asynccontextmanager
async def exposed(
    metrics: Metrics, store: Database, health: Health, port: int | None
) -> AsyncIterator[int | None]:
    """Serve figures and health on loopback; without a port nothing listens. Gives the port."""
    lag = asyncio.create_task(metrics.watch_lag())
    runner = web.AppRunner(_app(metrics, store, health), access_log=None)
    await runner.setup()
    try:
        if port is not None:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        yield runner.addresses[0][1] if port is not None else None
    finally:
        lag.cancel()
        await runner.cleanup()


def _app(metrics: Metrics, store: Database, health: Health) -> web.Application:
    async def page(_: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_LATEST}
        return web.Response(body=await metrics.page(store), headers=headers)

    app = web.Application()
    app.router.add_get("/metrics", page)
    health.add_to(app)
    return app
