"""Serves the public pages: GET /cta/timeline.{svg,png,ics}, /cta/path.{svg,png} and
/report/chart.{svg,png}.

Stateless: an address names all there is to know, and what it shows is the pack's. Nothing of it is
logged. What cannot be shown is a plain 404 that says why.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import date
from hashlib import sha256

from aiohttp import web

from adapters.pages.ics import ics
from adapters.pages.png import png
from adapters.pages.svg import svg
from core.decide.answering.pages import (
    PATH,
    TIMELINE,
    TimelinePage,
    path_drawing,
    timeline_appointments,
    timeline_drawing,
)
from core.decide.overview.month_chart import CHART, MonthPage, month_drawing
from core.decide.voice import Voice
from core.values.drawing import Drawing
from core.values.pack import Pack

_AT_ONCE = 2  # pictures that are drawn at the same time; more wait
_WAITING = 16  # that wait; more are asked to come again
_IN_A_ROW = 60  # new pictures within a moment; then it goes on at
_A_SECOND = 2.0  # of them
_KEPT = 64  # files that are kept, about 30 KB each
_LONGEST_PATH = 40
_HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "ics": "text/calendar"}
File = tuple[str, bytes]
"""The ending that says what it is, and what is in it."""


class Pages:
    """`today` gives the day in the office's own time zone, `clock` seconds. Anybody may ask for
    pictures, so there is a limit on how many new ones are drawn; those that are kept cost nothing.
    """

    def __init__(
        self,
        pack: Pack,
        today: Callable[[], date],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pack = pack
        self._today = today
        self._drawing = asyncio.Semaphore(_AT_ONCE)
        self._under_way: dict[Drawing, asyncio.Task[bytes]] = {}
        self._files: dict[Drawing, bytes] = {}
        self._clock = clock
        self._left, self._counted = float(_IN_A_ROW), clock()

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(TIMELINE + ".{ending:svg|png|ics}", self.timeline)
        app.router.add_get(PATH + ".{ending:svg|png}", self.path)
        app.router.add_get(CHART + ".{ending:svg|png}", self.month)

    async def timeline(self, request: web.Request) -> web.Response:
        page, locale = self._timeline_page(request), self._locale(request)
        ending = request.match_info["ending"]
        if page is None:
            return _missing("The address names no day such as date=2026-05-04.")
        if ending == "ics":
            return self._calendar(request, page, locale)
        drawing = timeline_drawing(self._pack, locale, page, self._today())
        return await self._picture(request, drawing, ending, locale)

    async def path(self, request: web.Request) -> web.Response:
        locale, query = self._locale(request), request.query
        path = tuple(part for part in query.get("path", "").split("/") if part)
        tree = query.get("tree", "cta")
        known = len(path) <= _LONGEST_PATH
        drawing = path_drawing(self._pack, locale, tree, path, self._today()) if known else None
        return await self._picture(request, drawing, request.match_info["ending"], locale)

    async def month(self, request: web.Request) -> web.Response:
        """Counts that the address names: whoever has it has them already."""
        locale = self._locale(request)
        page = MonthPage.read(self._pack, dict(request.query))
        drawing = month_drawing(Voice(self._pack, locale), page) if page else None
        return await self._picture(request, drawing, request.match_info["ending"], locale)

    def _timeline_page(self, request: web.Request) -> TimelinePage | None:
        try:
            day = date.fromisoformat(request.query.get("date", ""))
        except ValueError:
            return None
        scheme, advanced = request.query.get("kind", ""), request.query.get("advanced") == "yes"
        return TimelinePage(day, scheme, advanced)

    def _locale(self, request: web.Request) -> str:
        return self._pack.locale(request.query.get("lang", ""))

    def _calendar(self, request: web.Request, page: TimelinePage, locale: str) -> web.Response:
        entries = timeline_appointments(self._pack, locale, page, self._today())
        if not entries:
            return _missing("There is no timeline of that kind for that day.")
        as_of = self._pack.timelines[locale].as_of
        name = f"timeline-{page.day.isoformat()}.ics"
        return _file(request, ("ics", ics(entries, self._pack.name, as_of)), name)

    async def _picture(
        self, request: web.Request, drawing: Drawing | None, ending: str, locale: str
    ) -> web.Response:
        if drawing is None:
            return _missing("There is no such picture, or what it showed is past its review.")
        if ending == "svg":
            return _file(request, ("svg", svg(drawing, locale).encode()))
        known = self._files.get(drawing)
        if known is not None:
            self._files[drawing] = self._files.pop(drawing)  # the one that was used last
            return _file(request, ("png", known))
        task = self._under_way.get(drawing)
        if task is None and not self._may_draw():
            return _busy()
        return _file(request, ("png", await asyncio.shield(task or self._begun(drawing))))

    def _may_draw(self) -> bool:
        now = self._clock()
        self._left = min(float(_IN_A_ROW), self._left + (now - self._counted) * _A_SECOND)
        self._counted = now
        if self._left < 1 or len(self._under_way) >= _AT_ONCE + _WAITING:
            return False
        self._left -= 1
        return True

    def _begun(self, drawing: Drawing) -> asyncio.Task[bytes]:
        """Drawn once for all who ask meanwhile, also where who asked first goes away."""
        task = asyncio.create_task(self._png(drawing))
        self._under_way[drawing] = task
        task.add_done_callback(lambda _: self._under_way.pop(drawing, None))
        return task

    async def _png(self, drawing: Drawing) -> bytes:
        """Beside the event loop."""
        async with self._drawing:
            made = await asyncio.to_thread(png, drawing)
        if len(self._files) >= _KEPT:
            del self._files[next(iter(self._files))]  # the one that was used longest ago
        self._files[drawing] = made
        return made


def _file(request: web.Request, file: File, name: str = "") -> web.Response:
    ending, content = file
    tag = sha256(content).hexdigest()[:16]
    headers = dict(_HEADERS)
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if tag in (each.value for each in request.if_none_match or ()):
        return web.Response(status=304, headers={**headers, "ETag": f'"{tag}"'})
    response = web.Response(body=content, content_type=_TYPES[ending], headers=headers)
    response.etag = tag
    if ending != "png":
        response.charset = "utf-8"
    return response


def _busy() -> web.Response:
    headers = {"Cache-Control": "no-store", "Retry-After": "10"}
    return web.Response(
        status=503, text="Too many pictures are asked for. Try again soon.\n", headers=headers
    )


def _missing(why: str) -> web.Response:
    return web.Response(status=404, text=f"{why}\n", headers={"Cache-Control": "no-store"})
