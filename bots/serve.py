"""One process of the desk: HTTP in, deliveries out, and an orderly end."""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from aiohttp import web

from adapters.email.channel import EmailChannel, smtp_server
from adapters.packs.loader import load_pack
from adapters.slack.channel import POST_EVERY
from adapters.slack.door import BODY_LIMIT
from bots import database, routing, slack
from bots.logs import noted
from bots.metrics import Metrics, exposed
from bots.settings import Settings
from core.decide.rank import SimpleSorter
from core.desk.alarm import Alarm
from core.desk.deliver import Courier
from core.desk.ports import Channel
from core.desk.take import Desk
from core.values.pack import Pack
from core.values.place import Platform
from core.values.routing import Routing
from core.values.value import NotRecorded

DRAIN = 10.0  # seconds that an orderly end may take; the rest stays in the table


@dataclass
class Running:
    """A desk at work. `port` is where it listens."""

    desk: Desk
    store: database.Database
    courier: Courier
    alarm: Alarm
    metrics: Metrics
    port: int = 0


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return secrets.token_hex(16)


async def serve(given: Settings, *, doors: bool = True) -> None:
    """Run until SIGTERM or SIGINT. Without `doors` only deliveries are made."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(given, doors=doors) as desk:
        noted("desk.ready", port=desk.port)
        await stop.wait()
        noted("desk.stopping")


@asynccontextmanager
async def running(
    given: Settings, *, doors: bool = True, post_every: timedelta = POST_EVERY
) -> AsyncIterator[Running]:
    """A desk that works inside the `async with`. Raises Unsafe instead of starting unsafe.

    `post_every` is the pause between two posts in one Slack channel.
    """
    pack = load_pack(given.desk_pack, now().date())
    async with AsyncExitStack() as stack:
        store = database.opened(given)
        stack.callback(store.close)
        session = await stack.enter_async_context(slack.session())
        side = slack.SlackSide(given, session, post_every)
        made = _desk(given, pack, store, side)
        await routing.put_first(given, store)
        await side.introduce()
        await side.refuse_open_staff_channels(await store.read(made.desk.routing))
        await stack.enter_async_context(_delivering(store, made.courier, made.alarm))
        await stack.enter_async_context(exposed(made.metrics, store, given.metrics_port))
        if doors:
            made.port = await stack.enter_async_context(_listening(given, made, side))
        yield made


def _desk(given: Settings, pack: Pack, store: database.Database, side: slack.SlackSide) -> Running:
    channels: dict[Platform, Channel] = {Platform.SLACK: side.channel}
    if given.smtp_url and given.mail_from:
        server = smtp_server(given.smtp_url.get_secret_value())
        channels[Platform.EMAIL] = EmailChannel(server, given.mail_from, now)
    woken = asyncio.Event()
    metrics = Metrics()
    sort = SimpleSorter(pack, Routing.model_validate(pack.default_routing))
    desk = Desk(pack, store, sort, now=now, new_id=new_id, woken=woken.set)
    courier = Courier(
        desk,
        store,
        channels,
        owner=new_id(),
        now=now,
        failed=_failed,
        settled=metrics.settled,
        woken=woken,
    )
    alarm = Alarm(desk, store, now=now, failed=_failed)
    return Running(desk, store, courier, alarm, metrics)


def _failed(what: str, error: BaseException) -> None:
    noted("delivery.trouble", what=what, error=type(error).__name__)


@asynccontextmanager
async def _delivering(
    store: database.Database, courier: Courier, alarm: Alarm
) -> AsyncIterator[None]:
    work = asyncio.create_task(courier.run())
    watch = asyncio.create_task(store.watch(courier.wake))
    look = asyncio.create_task(alarm.run())
    try:
        yield
    finally:
        watch.cancel()
        look.cancel()
        await asyncio.wait({asyncio.create_task(courier.stop()), work}, timeout=DRAIN)


@asynccontextmanager
async def _listening(given: Settings, made: Running, side: slack.SlackSide) -> AsyncIterator[int]:
    door = side.server(made.metrics.timed(made.desk.take), made.desk.pack)
    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_post("/slack/events", door.handle)
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/readyz", partial(_ready, made))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN / 2)
    await runner.setup()
    site = web.TCPSite(runner, given.host, given.port)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
        await asyncio.wait_for(door.close(), DRAIN / 2)


async def _healthy(request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _ready(made: Running, request: web.Request) -> web.Response:
    """What is down, by name; no versions, no ids."""
    down = []
    try:
        await made.store.read(lambda record: record.routing())
    except NotRecorded:
        down.append("database")
    if not made.courier.at_work:
        down.append("deliveries")
    return web.json_response({"ready": not down, "down": down}, status=503 if down else 200)
