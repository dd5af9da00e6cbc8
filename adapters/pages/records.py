"""Serves the record of a case: GET /record/TICKET.{html,pdf,json}.

What is no ticket, past its time or about a case that is gone gets the same 404. Nobody on the way
keeps a copy.
"""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from adapters.pages.document_html import html
from adapters.pages.document_pdf import Request
from core.decide.evidence.exporting import RECORD
from core.values.case_record import CaseRecord
from core.values.document import Document
from core.values.value import NotRecorded, PerhapsRecorded

_AT_ONCE = 2  # PDFs that are written at the same time; more wait
_PATIENCE = 20.0  # seconds
_ROOT = Path(__file__).parents[2]
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_TYPES = {"html": "text/html", "pdf": "application/pdf", "json": "application/json"}
_MISSING = (
    "There is no such record, or the link to it is older than 15 minutes. Nothing was lost: ask "
    "the desk again for the record of your case.\n"
)
_LATER = "The record cannot be made right now. Nothing was lost; please try again in a minute.\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A record with its words for people."""

    record: CaseRecord
    document: Document


class NotWritten(Exception):
    """The process that writes PDFs failed."""


Open = Callable[[str, str], Awaitable[Opened | None]]
"""What a ticket opens, as which kind of file; None where it opens nothing. Raises NotRecorded."""


class Records:
    def __init__(self, opened: Open) -> None:
        self._opened = opened
        self._writing = asyncio.Semaphore(_AT_ONCE)

    def add_to(self, app: web.Application) -> None:
        """Asking for the head alone would be no export, so there is no such answer."""
        where = RECORD + r"/{ticket:[\w.=-]{1,2000}}.{ending:html|pdf|json}"
        app.router.add_get(where, self.record, allow_head=False)

    async def record(self, request: web.Request) -> web.Response:
        ending = request.match_info["ending"]
        try:
            found = await self._opened(request.match_info["ticket"], ending)
        except (NotRecorded, PerhapsRecorded):
            return web.Response(status=503, text=_LATER, headers=HEADERS)
        if found is None:
            return web.Response(status=404, text=_MISSING, headers=HEADERS)
        try:
            content = await self._written(found, ending)
        except (OSError, TimeoutError, NotWritten):
            return web.Response(status=503, text=_LATER, headers=HEADERS)
        kind = "inline" if ending == "html" else "attachment"
        named = f'{kind}; filename="{found.document.name}.{ending}"'
        response = web.Response(
            body=content,
            content_type=_TYPES[ending],
            headers={**HEADERS, "Content-Disposition": named},
        )
        if ending != "pdf":
            response.charset = "utf-8"
        return response

    async def _written(self, found: Opened, ending: str) -> bytes:
        match ending:
            case "html":
                return html(found.document).encode()
            case "pdf":
                async with self._writing:
                    return await by_a_process(found)
            case _:
                return as_json(found.record)


async def by_a_process(found: Opened) -> bytes:
    """The PDF. Raises NotWritten, TimeoutError or OSError."""
    given = Request(document=found.document, made_at=found.record.made_at).model_dump_json()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.pages.document_pdf"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT)},  # no secret of the desk's
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            content, _ = await process.communicate(given.encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not content.startswith(b"%PDF"):
        raise NotWritten
    return content


def as_json(record: CaseRecord) -> bytes:
    """The record and the hash over its canonical form."""
    values = {"record": record.model_dump(mode="json"), "sha256": record.sha256}
    return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"
