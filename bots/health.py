"""Tells whoever watches a process what is down, by name; never a version, an id or an address."""

from collections import defaultdict

from aiohttp import web

from adapters.storage import keys
from bots.database import Database
from core.desk.deliver import Courier, Settled
from core.values.value import NotRecorded

_OUT_OF_REACH = 2  # tries in a row without a clear answer


class Reach:
    """Which platforms answer, by what became of the last tries. A platform that refuses a message
    or asks us to slow down is there."""

    def __init__(self) -> None:
        self._failed: dict[str, int] = defaultdict(int)

    def settled(self, done: Settled) -> None:
        if done.result in ("later", "unsure"):
            self._failed[done.platform] += 1
        else:
            self._failed[done.platform] = 0

    @property
    def lost(self) -> list[str]:
        return sorted(name for name, count in self._failed.items() if count >= _OUT_OF_REACH)


class Health:
    """`ready` says whether this process can do its work; `down` also names platforms that do not
    answer: turns are taken all the same, and deliveries wait for them."""

    def __init__(self, store: Database, courier: Courier, reach: Reach) -> None:
        self._store = store
        self._courier = courier
        self._reach = reach

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/healthz", self.alive)
        app.router.add_get("/readyz", self.ready)

    async def alive(self, request: web.Request) -> web.Response:
        """The loop turns: else nobody would answer."""
        return web.Response(text="ok")

    async def ready(self, request: web.Request) -> web.Response:
        down = await self.down()
        told = {"ready": not down, "down": [*down, *self._reach.lost]}
        return web.json_response(told, status=503 if down else 200)

    async def down(self) -> list[str]:
        """What keeps this process from its work."""
        works = {
            "database": await self._database(),
            "key": await self._key(),
            "deliveries": self._courier.at_work,
        }
        return [name for name, is_up in works.items() if not is_up]

    async def _database(self) -> bool:
        try:
            await self._store.read(lambda record: record.routing())
        except NotRecorded:
            return False
        return not self._store.damaged

    async def _key(self) -> bool:
        """Whether this process can open whatever the others seal."""
        try:
            return not await self._store.read(lambda record: keys.lacking(record.connection))
        except NotRecorded:
            return True  # the database is named already
