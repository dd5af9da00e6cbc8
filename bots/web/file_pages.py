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
from core.desk.carry import CHUNK, Source, fetched, is_wanted
from core.desk.ports import Later, Refused
from core.values.audit import Act, Audit
from core.values.delivery import Delivery
from core.values.file import FILE, LINK_LASTS, Reach
from core.values.file_kind import TYPES, ending_of
from core.values.pack import Pack
from core.values.place import Platform
from core.values.value import NotRecorded, PerhapsRecorded

MOST = 20  # times that one link opens its file, counted since the process began
_AT_ONCE = 4  # files that are in memory at the same time, until they are sent; more wait
_OF_ONE = 2  # of them by one link, so that nobody who reads slowly holds up everybody
_PATIENCE = 30.0  # seconds for a turn, and then for fetching
_SENDING = 60.0  # seconds in which a browser has to take all of it; then it is cut off
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
        self._reading: Counter[str] = Counter()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def add_to(self, app: web.Application) -> None:
        """Asking for the head alone would fetch a file for nothing, so there is no such answer."""
        where = FILE + r"/{ticket:[\w.=-]{1,2000}}.{ending:[a-z]{3,4}}"
        app.router.add_get(where, self.fetched, allow_head=False)

    async def fetched(self, request: web.Request) -> web.StreamResponse:
        key = self._tickets.file_of(request.match_info["ticket"])
        if not key:
            return self._page(request, "gone", 404)
        if self._reading[key] >= _OF_ONE:
            return self._page(request, "later", 503)
        self._reading[key] += 1
        try:
            return await self._in_turn(request, key)
        except (NotRecorded, PerhapsRecorded, TimeoutError):
            return self._page(request, "later", 503)
        finally:
            self._reading -= Counter({key: 1})

    async def _in_turn(self, request: web.Request, key: str) -> web.StreamResponse:
        """One file stays in memory until it is sent, so that long its turn lasts."""
        async with asyncio.timeout(_PATIENCE):
            await self._turn.acquire()
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await self._found(key)
            match found:
                case Later():
                    return self._page(request, "later", 503)
                case Refused() | None:
                    return self._page(request, "gone", 404)
                case name, content:
                    return await _download(request, name, content)
        finally:
            self._turn.release()

    async def _found(self, key: str) -> tuple[str, bytes] | Later | Refused | None:
        """The file under its random name. A use counts before it begins: many at the same moment
        are many."""
        if self._opened[key] >= MOST:
            return None
        self._opened[key] += 1
        given = None
        try:
            given = await self._fetched(key)
        finally:
            if not isinstance(given, tuple):
                self._opened -= Counter({key: 1})
        return given

    async def _fetched(self, key: str) -> tuple[str, bytes] | Later | Refused | None:
        delivery = await self._store.read(lambda record: self._wanted(record, key))
        if delivery is None or delivery.crossing is None:
            return None
        file = delivery.crossing.file
        source = self._sources.get(file.platform)
        if source is None:
            return None
        content = await fetched(source, file, self._reach().largest)
        if isinstance(content, Later | Refused):
            return content
        still = await self._store.write(lambda record: self._written_down(record, key))
        return (delivery.crossing.name, content) if still else None

    def _wanted(self, record: SqlRecord, key: str) -> Delivery | None:
        return _link(record, key, self._now() - LINK_LASTS)

    def _written_down(self, record: SqlRecord, key: str) -> bool:
        """Before it leaves, if it may still leave. Who has the link is not known."""
        delivery = self._wanted(record, key)
        if delivery is None or delivery.crossing is None:
            return False
        line = Audit(
            at=self._now(),
            by="link",
            act=Act.EXPORTED,
            what="file",
            case=delivery.case,
            detail=delivery.crossing.name,
        )
        record.audit([line])
        return True

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


async def _download(request: web.Request, name: str, content: bytes) -> web.StreamResponse:
    """Who goes away, or takes too long, gets no more of it; neither is an error of ours."""
    headers = {**_SANDBOX, "Content-Disposition": f'attachment; filename="{name}"'}
    response = web.StreamResponse(headers=headers)
    response.content_type = TYPES[ending_of(name)]
    response.content_length = len(content)
    try:
        async with asyncio.timeout(_SENDING):
            await response.prepare(request)
            for at in range(0, len(content), CHUNK):
                await response.write(content[at : at + CHUNK])
            await response.write_eof()
    except TimeoutError:
        if request.transport:
            request.transport.abort()
    except ConnectionError:
        pass
    return response
