"""What a desk does while it listens: it delivers, and looks after itself beside that."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol

from bots import database
from bots.logs import noted
from bots.operations import editions
from bots.operations.retention import every_day
from bots.staff_watch import StaffWatch
from core.desk.alarm import Alarm
from core.desk.deliver import Courier
from core.desk.digests import Digests
from core.desk.recounting import Recounting
from core.desk.review import Review
from core.desk.take import Desk
from core.desk.upkeep import Upkeep
from core.values.pack import Pack
from core.values.value import DeskError

DRAIN = 10.0  # seconds that an orderly end may take; the rest stays in the table
Failed = Callable[[str, BaseException], None]


class Drain:
    """How much is left of the time for an orderly end. It begins with the first question."""

    def __init__(self) -> None:
        self._until: float | None = None

    def left(self, share: float = 1.0) -> float:
        """Seconds, or this share of them, for those who are not the last."""
        now = asyncio.get_running_loop().time()
        if self._until is None:
            self._until = now + DRAIN
        return max(0.0, self._until - now) * share


class AtWork(Protocol):
    """A desk that has been put together."""

    @property
    def desk(self) -> Desk: ...

    @property
    def store(self) -> database.Database: ...

    @property
    def courier(self) -> Courier: ...

    @property
    def alarm(self) -> Alarm: ...

    @property
    def staff_watch(self) -> StaffWatch: ...


@asynccontextmanager
async def at_work(
    made: AtWork, now: Callable[[], datetime], failed: Failed, drain: Drain
) -> AsyncIterator[None]:
    store, courier = made.store, made.courier
    work = asyncio.create_task(courier.run())
    beside = [
        asyncio.create_task(each)
        for each in (
            store.watch(courier.wake),
            made.alarm.run(),
            made.staff_watch.run(),
            Upkeep(store, now=now, failed=failed).run(),
            Review(made.desk, store, now=now, failed=failed).run(),
            every_day(store, made.desk.routing, failed),
            Recounting(made.desk, store, now=now, failed=failed).run(),
            Digests(made.desk, store, now=now, failed=failed).run(),
            _editions_kept(store, made.desk.pack, failed),
            _examined(store),
        )
    ]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await asyncio.wait({asyncio.create_task(courier.stop()), work}, timeout=drain.left())


async def _examined(store: database.Database) -> None:
    """A damaged database is told by /readyz from then on: what it takes may be lost."""
    if await store.examine():
        noted("database.damaged")


async def _editions_kept(store: database.Database, pack: Pack, failed: Failed) -> None:
    """Beside the start: nobody waits for what will be read in a year."""
    try:
        await editions.keep(store, pack)
    except DeskError as error:
        failed("editions", error)
