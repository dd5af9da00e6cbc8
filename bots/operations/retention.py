"""Purges what has been kept for as long as the routing says: each day beside the desk's work, and
on the command line."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from adapters.storage.privacy import purging
from adapters.storage.privacy.purging import AT_A_TIME, Page, Terms
from adapters.storage.record import SqlRecord
from bots import database
from bots.counted import counted
from bots.logs import noted
from bots.operations import routing
from bots.operations.audit import operator
from bots.settings import Settings
from bots.sides import now
from core.values.audit import Act, Audit
from core.values.case import Case
from core.values.period import before
from core.values.place import DESK
from core.values.routing import Routing
from core.values.value import NotRecorded

T = TypeVar("T")
FIRST = 600.0  # seconds after the start
EVERY = 86_400.0
_BREATH = 0.1  # seconds between two transactions, so that nobody waits for this
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Purged:
    """Ids of the cases that were shredded, of those under a legal hold, and how many questions and
    messages without a case went. Of a dry run: what would be."""

    cases: tuple[str, ...]
    held: tuple[str, ...]
    loose: int


def terms(in_force: Routing, at: datetime) -> Terms:
    """A queue that is no longer there has the term of the last rule's; so has what is in none."""
    queues = {
        name: before(at, queue.keep_for) if queue.keep_for else None
        for name, queue in in_force.queues.items()
    }
    return Terms(queues, queues[in_force.rules[-1].queue])


async def every_day(
    store: database.Database,
    in_force: Callable[[SqlRecord], Routing],
    failed: Callable[[str, BaseException], None],
) -> None:
    """Never ends by itself. Several processes may do it: what one has shredded the other passes
    over."""
    await asyncio.sleep(FIRST)
    while True:
        try:
            done = await _Purge(store, await store.read(in_force), DESK.key).done()
            noted("purge.done", cases=len(done.cases), held=len(done.held), loose=done.loose)
        except Exception as error:  # whatever it is, tomorrow may be better
            failed("purge", error)
        await asyncio.sleep(EVERY)


async def purged(given: Settings, tell: Callable[[str], None], *, dry: bool) -> Purged:
    """`tell` gets lines of progress."""
    known = await routing.in_force(given, routing.pack_of(given))
    with closing(database.opened(given)) as store:
        return await _Purge(store, known, operator(), tell, dry=dry).done()


class _Purge:
    """One pass. `by` is who the audit trail says it was."""

    def __init__(
        self,
        store: database.Database,
        in_force: Routing,
        by: str,
        tell: Callable[[str], None] = lambda line: None,
        *,
        dry: bool = False,
    ) -> None:
        self._store = store
        self._terms = terms(in_force, now())
        self._by = by
        self._tell = tell
        self._dry = dry

    async def done(self) -> Purged:
        gone: list[str] = []
        held: list[str] = []
        after: str | None = ""
        while after is not None:
            page = await self._page(after)
            gone += page.due if self._dry else await self._shredded(page.due)
            held += page.held
            after = page.last
            if after:
                self._tell(f"up to {after}: {counted(len(gone), 'case')}, {len(held)} held")
                await asyncio.sleep(_BREATH)
        return Purged(tuple(gone), tuple(held), 0 if self._dry else await self._forgotten())

    async def _page(self, after: str) -> Page:
        return await _patiently(
            lambda: self._store.read(
                lambda record: purging.page(record.connection, self._terms, after)
            )
        )

    async def _shredded(self, ids: tuple[str, ...]) -> list[str]:
        if not ids:
            return []
        tokens = [secrets.token_hex(8) for _ in ids]

        def shred(record: SqlRecord) -> list[str]:
            gone = purging.shred(record.connection, ids, self._terms, tokens)
            record.audit([_line(case, self._by) for case in gone])
            return [case.id for case in gone]

        return await _patiently(lambda: self._store.write(shred))

    async def _forgotten(self) -> int:
        if (rest := self._terms.rest) is None:
            return 0
        total = 0
        while True:
            count = await _patiently(
                lambda: self._store.write(lambda record: purging.forget(record.connection, rest))
            )
            total += count
            if count < AT_A_TIME:
                return total
            await asyncio.sleep(_BREATH)


def _line(case: Case, by: str) -> Audit:
    return Audit(at=now(), by=by, act=Act.ERASED, what="retention", case=case.id, queue=case.queue)


async def _patiently(work: Callable[[], Awaitable[T]]) -> T:
    """The desk's own turns come first."""
    for _ in range(_TRIES):
        try:
            return await work()
        except NotRecorded:
            await asyncio.sleep(_BREATH)
    return await work()
