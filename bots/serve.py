"""One process of the desk: HTTP in, deliveries out, and an orderly end."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial

from aiohttp import web

from adapters.pages.records import Records
from adapters.pages.server import Pages
from adapters.patterns import re2
from adapters.slack.channel import POST_EVERY
from adapters.slack.door import BODY_LIMIT
from bots import database, watchdog
from bots.arrivals import Arrivals
from bots.beside import DRAIN, Drain, at_work
from bots.crossing import Crossings
from bots.gone import Gone
from bots.health import Health, Reach
from bots.logs import noted
from bots.metrics import Metrics, exposed
from bots.operations import office, routing
from bots.pages import add_pages
from bots.prepared import prepared
from bots.settings import Settings, Unsafe
from bots.sides import (
    Sides,
    doctor_of,
    inspection_of,
    mail_of,
    new_id,
    now,
    opened_sides,
    spoken_by,
)
from bots.slack.ways import slack_ways
from bots.staff_watch import StaffWatch
from bots.web.edge import readable, unnamed
from bots.web.file_pages import FilePages
from bots.web.landing import Landing, counting
from bots.web.records import Exports
from bots.web.report_pages import ReportPages
from bots.web.tickets import Tickets
from core.desk.administer import Administrator
from core.desk.alarm import Alarm
from core.desk.deliver import Courier, Settled
from core.desk.found import no_ticket
from core.desk.linking import FileWays
from core.desk.ports import Channel, Repeated, Roster, Sorter
from core.desk.precedence import Precedence, Take
from core.desk.take import Desk
from core.values.pack import Pack
from core.values.place import Platform
from core.values.routing import Routing
from core.values.turn import Turn
from core.values.value import NotRecorded

_TURN_ABOUT = 0.0005  # seconds; with Python's 5 ms the loop and the writer wait for each other


@dataclass
class Running:
    """A desk at work. `port` is where it listens, `watched_at` where figures and health are."""

    desk: Desk
    store: database.Database
    courier: Courier
    alarm: Alarm
    staff_watch: StaffWatch
    metrics: Metrics
    precedence: Precedence
    health: Health
    tickets: Tickets
    port: int = 0
    watched_at: int | None = None


async def serve(given: Settings, *, doors: bool = True) -> None:
    """Run until SIGTERM or SIGINT. Without `doors` only deliveries are made."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(given, doors=doors) as desk:
        here_to_stay()
        with watchdog.watched():
            noted("desk.ready", port=desk.port)
            await stop.wait()
        noted("desk.stopping")


def here_to_stay() -> None:
    """For a process that serves from now on. Pack and code are never looked at again by a
    collection of garbage, which held up everything for 110 ms."""
    gc.freeze()
    sys.setswitchinterval(_TURN_ABOUT)


@asynccontextmanager
async def running(
    given: Settings, *, doors: bool = True, post_every: timedelta = POST_EVERY
) -> AsyncIterator[Running]:
    """A desk that works inside the `async with`. Raises Unsafe instead of starting unsafe.

    `post_every` is the pause between two posts in one Slack channel.
    """
    pack, sort = prepared(given.desk_pack, now().date())
    drain = Drain()
    async with AsyncExitStack() as stack:
        store = database.opened(given)
        stack.callback(store.close)
        sides = await opened_sides(given, store, stack, post_every)
        made = _desk(given, pack, sort, store, sides)
        await first_put(given, store)
        if sides.slack:
            await sides.slack.introduce()
            await sides.slack.refuse_open_staff_channels(await store.read(made.desk.routing))
        await stack.enter_async_context(at_work(made, now, _failed, drain))
        made.watched_at = await stack.enter_async_context(
            exposed(made.metrics, store, made.health, given.metrics_port)
        )
        if doors:
            made.port = await stack.enter_async_context(_listening(given, made, sides, drain))
        yield made


async def first_put(given: Settings, store: database.Database) -> None:
    """What a new desk begins with. Of processes that start at the same time one is the first."""
    await routing.put_first(given, store)
    with suppress(Repeated):
        await office.seed(given, store)


def _desk(
    given: Settings, pack: Pack, sort: Sorter, store: database.Database, sides: Sides
) -> Running:
    channels: dict[Platform, Channel] = {}
    rosters: dict[Platform, Roster] = {}
    if sides.slack:
        channels[Platform.SLACK], rosters[Platform.SLACK] = sides.slack.channel, sides.slack.roster
    if sides.teams:
        channels[Platform.TEAMS], rosters[Platform.TEAMS] = sides.teams.channel, sides.teams.roster
    if mail := mail_of(given, sides.mail_app, spoken_by(store, pack)):
        channels[Platform.EMAIL] = mail
    inspection = inspection_of(given, pack, sides)
    doctor = doctor_of(given, pack, store, sides)
    inspection.examine = partial(doctor, store)
    woken = asyncio.Event()
    precedence, tickets = Precedence(), Tickets(given.secret_keys)
    metrics, reach = Metrics(), Reach()
    crossings = Crossings(given, sides, now)

    def settled(done: Settled) -> None:
        metrics.settled(done)
        reach.settled(done)
        noted("delivery.tried", **asdict(done))

    desk = Desk(
        pack,
        store,
        sort,
        now=now,
        new_id=new_id,
        woken=woken.set,
        mails=Platform.EMAIL in channels,
        reads_mail=given.imap_url is not None,
        matching=re2.matching,
        administrator=Administrator(inspection, re2.problem, re2.matching),
        public=given.desk_public_url.rstrip("/") if given.desk_public_url else None,
        saved=_saved,
        ticket=tickets.giver(now) if given.desk_public_url else no_ticket,
        rosters=rosters,
        called=sides.called,
        files=FileWays(crossings.reach, tickets.for_file),
    )
    courier = Courier(
        desk,
        store,
        channels,
        owner=new_id(),
        now=now,
        failed=_failed,
        settled=settled,
        woken=woken,
        precedence=precedence,
        carrier=crossings.carrier(store),
    )
    alarm = Alarm(desk, store, now=now, failed=_failed)
    health = Health(store, courier, reach)
    watch = StaffWatch(desk, store, inspection, now=now)
    return Running(desk, store, courier, alarm, watch, metrics, precedence, health, tickets)


def _saved(turn: Turn, case: str) -> None:
    """Written before the commit: a line without its turn on record tells of one that failed."""
    noted("turn.saved", turn=turn.key, command=turn.command.do, case=case)


def _failed(what: str, error: BaseException) -> None:
    noted("delivery.trouble", what=what, error=type(error).__name__)


@asynccontextmanager
async def _listening(
    given: Settings, made: Running, sides: Sides, drain: Drain
) -> AsyncIterator[int]:
    take, pack = made.precedence.first(made.metrics.timed(made.desk.take)), made.desk.pack
    around = [made.metrics.answering, readable]
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=around)
    app.on_response_prepare.append(unnamed)
    async with AsyncExitStack() as doors:
        if sides.slack:
            arrivals = Arrivals(made.desk)
            ways = slack_ways(given, sides.slack, app, take, pack, arrivals)
            await doors.enter_async_context(ways)
        if sides.teams:
            gone = Gone(made.desk, made.store, sides.teams.book, new_id)
            teams_door = sides.teams.server(take, pack, new_id=new_id, on_gone=gone)
            app.router.add_post("/api/messages", teams_door.handle)
            doors.push_async_callback(gone.close)
            doors.push_async_callback(_drained, teams_door.close, drain)
            if given.teams_tab:
                sides.teams.tab(take, pack, new_id).add_to(app)
        if given.imap_url:
            await doors.enter_async_context(_replies(given, made, sides, take))
        add_pages(app, pack, partial(_mailbox, made))
        counted = counting(many.installations) if (many := sides.many) else None
        Landing(given, pack, made.health.down, counted).add_routes(app)
        Pages(pack, made.desk.today).add_to(app)
        Records(Exports(made.store, pack, made.tickets, now).opened).add_to(app)
        ReportPages(made.store, made.desk, made.tickets, now).add_to(app)
        crossings = Crossings(given, sides, now)
        pages = FilePages(
            made.store, pack, made.tickets, crossings.sources, reach=crossings.reach, now=now
        )
        pages.add_to(app)
        yield await doors.enter_async_context(_open(given, made, app, drain))


def _replies(
    given: Settings, made: Running, sides: Sides, take: Take
) -> AbstractAsyncContextManager[None]:
    """What reads mails takes 4 MB, so only a desk with a mailbox pays for it."""
    from bots.mail import replies_read

    return replies_read(given, made.store, take, now, _failed, sides.mail_app)


async def _mailbox(made: Running) -> str:
    """Where people write who have a question about the desk: the queue that gets what no other
    rule asks for."""
    try:
        routing = await made.store.read(made.desk.routing)
    except NotRecorded:  # the page is shown all the same
        routing = Routing.model_validate(made.desk.pack.default_routing)
    return routing.queues[routing.rules[-1].queue].mailbox


async def _drained(close: Callable[[], Awaitable[None]], drain: Drain) -> None:
    """Who is not answered by then is delivered again by the platform."""
    with suppress(TimeoutError):
        await asyncio.wait_for(close(), drain.left(0.5))


@asynccontextmanager
async def _open(
    given: Settings, made: Running, app: web.Application, drain: Drain
) -> AsyncIterator[int]:
    made.health.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN / 2)
    await runner.setup()
    site = web.TCPSite(runner, given.host, given.port)
    try:
        await site.start()
    except OSError as error:
        raise Unsafe(f"HOST, PORT: cannot listen on {given.host}:{given.port}") from error
    try:
        yield runner.addresses[0][1]
    finally:
        drain.left()  # the end begins here, with whoever is at the door
        await runner.cleanup()
