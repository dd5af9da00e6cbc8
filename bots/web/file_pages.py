"""Hands out a file that stays where it is, to who has the link: GET /file/TICKET.ENDING.

It is fetched from its platform while the browser waits, checked like every file that crosses, and
given as a download under its random name. Nothing of it is kept. What is no ticket, too old, used
too often, deleted or erased gets one and the same page.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from aiohttp import web

from adapters.pages.records import HEADERS
from adapters.storage.deliveries import links
from adapters.storage.record import SqlRecord
from bots.database import Database
from bots.pages import chosen, written
from bots.web.tickets import Tickets
from core.desk.carry import Source, fetched, is_wanted
from core.desk.ports import Later, Refused
from core.values.audit import Act, Audit
from core.values.delivery import Delivery
from core.values.file import FILE, LINK_LASTS, Reach
from core.values.file_kind import TYPES, ending_of
from core.values.pack import Pack
from core.values.place import Platform
from core.values.value import NotRecorded, PerhapsRecorded

MOST = 20  # times that one link opens its file, counted since the process began
_AT_ONCE = 2  # files that are in memory at the same time; more wait
_PATIENCE = 30.0  # seconds
_SANDBOX = {
    **HEADERS,
    "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Download-Options": "noopen",
}


class FilePages:
    """`reach` says what may cross now; `now` gives the time in UTC."""

    def __init__(
        self,
        store: Database,
        pack: Pack,
        tickets: Tickets,
        sources: Mapping[Platform, Source],
        *,
        reach: Callable[[], Reach],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._pack = pack
        self._tickets = tickets
        self._sources = sources
        self._reach = reach
        self._now = now
        self._opened: Counter[str] = Counter()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def add_to(self, app: web.Application) -> None:
        """Asking for the head alone would fetch a file for nothing, so there is no such answer."""
        where = FILE + r"/{ticket:[\w.=-]{1,2000}}.{ending:[a-z]{3,4}}"
        app.router.add_get(where, self.fetched, allow_head=False)

    async def fetched(self, request: web.Request) -> web.Response:
        key = self._tickets.file_of(request.match_info["ticket"])
        try:
            async with asyncio.timeout(_PATIENCE):
                delivery = await self._wanted(key) if key else None
                if delivery is None:
                    return self._page(request, "gone", 404)
                return await self._handed_out(request, delivery)
        except (NotRecorded, PerhapsRecorded, TimeoutError):
            return self._page(request, "later", 503)

    async def _wanted(self, key: str) -> Delivery | None:
        if self._opened[key] >= MOST:
            return None
        oldest = self._now() - LINK_LASTS
        return await self._store.read(lambda record: _link(record, key, oldest))

    async def _handed_out(self, request: web.Request, delivery: Delivery) -> web.Response:
        assert delivery.crossing is not None
        file = delivery.crossing.file
        source = self._sources.get(file.platform)
        if source is None:
            return self._page(request, "gone", 404)
        async with self._turn:
            content = await fetched(source, file, self._reach().largest)
        match content:
            case Later():
                return self._page(request, "later", 503)
            case Refused():
                return self._page(request, "gone", 404)
            case _:
                await self._written_down(delivery)
                return _download(delivery.crossing.name, content)

    async def _written_down(self, delivery: Delivery) -> None:
        """Before it leaves. Who has the link is not known."""
        self._opened[delivery.key] += 1
        line = Audit(
            at=self._now(),
            by="link",
            act=Act.EXPORTED,
            what="file",
            case=delivery.case,
            detail=delivery.crossing.name if delivery.crossing else "",
        )
        await self._store.write(lambda record: record.audit([line]))

    def _page(self, request: web.Request, what: str, status: int) -> web.Response:
        accepts = request.headers.get("Accept-Language", "")
        locale = chosen(self._pack, request.query.get("lang", ""), accepts)
        say = self._pack.say
        title = say("file.gone_title", locale)
        text = say("file.gone", locale, days=LINK_LASTS.days)
        if what == "later":
            text = say("file.later", locale)
        page = written(title, f"<h1>{title}</h1><p>{text}</p>", locale)
        page.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
        page.set_status(status)
        return page


def _link(record: SqlRecord, key: str, oldest: datetime) -> Delivery | None:
    """Not for a text that its author took back, nor for a case that was erased."""
    delivery = links.sent(record.connection, key, oldest)
    return delivery if delivery and is_wanted(record, delivery) else None


def _download(name: str, content: bytes) -> web.Response:
    headers = {**_SANDBOX, "Content-Disposition": f'attachment; filename="{name}"'}
    kind = TYPES[ending_of(name)]
    return web.Response(body=content, content_type=kind, headers=headers)
