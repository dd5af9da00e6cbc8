"""Pages behind a ticket: the report of a month, and tables of cases; and the picture of a month.

GET /report/TICKET.{html,csv,json} and /report/chart.{png,svg}. What is no ticket, or too old, gets
one and the same 404.
"""

import html
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from aiohttp import web
from markdown_it import MarkdownIt

from adapters.pages.records import HEADERS
from adapters.pages.svg import svg
from bots.counted import counted
from bots.database import Database
from bots.operations.cases import pages as selected_pages
from bots.pages import chosen, written
from bots.web.fetches import Fetch
from bots.web.tickets import Ticket, Tickets, Uses
from core.decide.overview.exported import Sheet
from core.decide.overview.month_chart import MonthPage, month_drawing
from core.decide.overview.monthly import REPORT, report_message
from core.decide.voice import Voice
from core.desk.reporting import month_before, monthly, selection, ticket_of
from core.desk.take import Desk
from core.values.audit import Act, Audit
from core.values.monthly import Monthly
from core.values.selection import Selection
from core.values.value import NotRecorded, PerhapsRecorded

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TYPES = {"csv": "text/csv", "json": "application/json"}
_MISSING = (
    "There is no such page, or the link to it is older than 15 minutes. Nothing was lost: ask the "
    "desk again.\n"
)
_LATER = "The page cannot be made right now. Nothing was lost; please try again in a minute.\n"
Scope = tuple[str, frozenset[str]]
"""A month, empty for all, and queues."""


class ReportPages:
    """`now` gives the time in UTC."""

    def __init__(
        self, store: Database, desk: Desk, tickets: Tickets, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._desk = desk
        self._tickets = tickets
        self._now = now
        self._uses = Uses(now)

    def add_to(self, app: web.Application) -> None:
        """Asking for the head alone would count and write down all of it for nothing, so there is
        no such answer."""
        where = REPORT + r"/{ticket:[\w.=-]{1,2000}}.{ending:html|csv|json}"
        app.router.add_get(where, self.fetched, allow_head=False)

    async def fetched(self, request: web.Request) -> web.StreamResponse:
        ticket = self._tickets.opened(request.match_info["ticket"], self._now())
        scope = ticket_of(ticket.case) if ticket else None
        if ticket is None or scope is None or self._uses.too_often(ticket):
            return web.Response(status=404, text=_MISSING, headers=HEADERS)
        ending = request.match_info["ending"]
        try:
            if ending == "html":
                return await self._page(request, scope)
            return await self._table(request, ticket, scope, "csv" if ending == "csv" else "json")
        except (NotRecorded, PerhapsRecorded):
            return web.Response(status=503, text=_LATER, headers=HEADERS)

    async def _page(self, request: web.Request, scope: Scope) -> web.Response:
        pack, now = self._desk.pack, self._now()
        month = scope[0] or month_before(now, pack)
        routing = await self._store.read(self._desk.routing)
        made = await self._store.read(
            lambda record: monthly(record, routing, pack, month, scope[1], now)
        )
        named = await self._store.read(self._desk.names.on)
        accepts = request.headers.get("Accept-Language", "")
        locale = chosen(pack, request.query.get("lang", ""), accepts)
        page = written(*_as_page(Voice(pack, locale), made, named), locale)
        page.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
        return page

    async def _table(
        self, request: web.Request, ticket: Ticket, scope: Scope, kind: Literal["csv", "json"]
    ) -> web.StreamResponse:
        """Written while it is fetched, a page of cases at a time, so that it begins at once."""
        which, named = selection(self._desk.pack, *scope), self._desk.names.on
        sheet = Sheet(kind=kind, named=await self._store.read(named))
        count = await self._store.read(lambda record: record.count_selected(which))
        line = Audit(
            at=self._now(),
            by=ticket.person,
            act=Act.EXPORTED,
            what="cases",
            detail=f"{counted(count, 'case')}, {kind}",
        )
        await self._store.write(lambda record: record.audit([line]))
        locale = chosen(self._desk.pack, request.query.get("lang", ""), "")
        fetch = Fetch(self._desk, ticket.person, locale, kind, count)
        name = f"cases-{scope[0] or 'all'}.{kind}"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        response = web.StreamResponse(headers=headers)
        response.content_type, response.charset = _TYPES[kind], "utf-8"
        await response.prepare(request)
        await self._written(response, which, sheet, fetch)
        return response

    async def _written(
        self, response: web.StreamResponse, which: Selection, sheet: Sheet, fetch: Fetch
    ) -> None:
        """What comes to an end by an error, on either side, is told as cut off. That a client goes
        away is no fault of the desk."""
        done = 0
        await fetch.begins()
        try:
            await response.write(sheet.head.encode())
            async for page in selected_pages(self._store, which):
                await response.write(sheet.rows(page, first=done == 0).encode())
                done += len(page)
                await fetch.wrote(done)
            await response.write(sheet.tail.encode())
        except ConnectionError:
            await fetch.broke_off(done)
            return
        except Exception:
            await fetch.broke_off(done)
            raise
        await fetch.is_done(done)


def _as_page(voice: Voice, made: Monthly, named: Mapping[str, str]) -> tuple[str, str]:
    """Title and body: figures, picture, lists."""
    message = report_message(voice, made, named)
    facts = "".join(
        f"<dt><b>{html.escape(fact.label)}</b></dt><dd>{html.escape(fact.value)}</dd>"
        for fact in message.facts
    )
    picture = ""
    if message.picture:
        drawn = svg(month_drawing(voice, MonthPage.of(made)), voice.locale)
        picture = f"<style>svg{{width:100%;height:auto}}</style>{drawn}"
    lists = _MARKDOWN.render(message.text)
    title = html.escape(message.title)
    return message.title, f"<h1>{title}</h1><dl>{facts}</dl>{picture}{lists}"
