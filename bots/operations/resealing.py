"""Rotates the key: everything encrypted at rest gets the present one, while the desk runs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import TypeVar

from adapters.storage import keys, resealing
from adapters.storage.cipher import Cipher
from adapters.storage.installations import SqlInstallations
from adapters.storage.resealing import Key, Of, Page, Sealing
from bots import database
from bots.counted import counted
from bots.operations.audit import by_operator
from bots.settings import Settings, Unsafe
from core.values.audit import Act
from core.values.value import DeskError, NotRecorded

T = TypeVar("T")
_PASSES = 3
_TRIES = 5
_INDEXED = 50  # cases for each transaction
_BREATH = 0.5  # seconds, for a database that is busy
_TELL_EVERY = 50  # pages


async def resealed(given: Settings, tell: Callable[[str], None]) -> int:
    """How many texts. `tell` gets lines of progress. Raises Unsafe without a key, DeskError where
    something is left that another key sealed: then that key is still needed."""
    cipher = database.cipher(given)
    if cipher is None:
        raise Unsafe("DESK_SECRET_KEY is not set: there is nothing to encrypt with")
    with closing(database.opened(given)) as store:
        done = await SqlInstallations(store, cipher, lambda: datetime.now(UTC)).sealed_anew()
        for _ in range(_PASSES):  # what the desk wrote meanwhile with a former key is left over
            found = await _Rotation(store, cipher, tell).over_all()
            done += found.done
            if found.closed:
                raise DeskError(_closed(found.closed, done))
            if not found.done:
                break
        else:
            raise DeskError(_BUSY)
        await _patiently(lambda: _indexed(store, tell))
        line = by_operator(Act.CHANGED, "db.reseal", cipher.current)
        await store.write(lambda record: keys.retire(record.connection, cipher))
        await store.write(lambda record: record.audit([line]))
    return done


async def _indexed(store: database.Database, tell: Callable[[str], None]) -> None:
    """The words of the search are hashed with a key made from the same secret."""
    done = 0
    while count := await store.write(lambda record: record.index_again(_INDEXED)):
        done += count
    tell(f"search: indexed anew: {counted(done, 'case')}")


_BUSY = (
    "A desk still encrypts with a former key. Restart every process with the new DESK_SECRET_KEY, "
    "then run this again. Nothing is lost; the former key is still needed."
)


def _closed(closed: int, done: int) -> str:
    return (
        f"Cannot be opened with any key that is set, and left as it is: {counted(closed, 'text')}. "
        f"Encrypted with the present key: {done}. Name the key that is missing in "
        "DESK_FORMER_SECRET_KEYS and run this again; if there is none, restore those rows from a "
        "backup."
    )


class _Rotation:
    """One pass over everything."""

    def __init__(
        self, store: database.Database, cipher: Cipher, tell: Callable[[str], None]
    ) -> None:
        self._store = store
        self._cipher = cipher
        self._tell = tell

    async def over_all(self) -> Sealing:
        total = Sealing()
        for of in resealing.columns():
            total += await self._over(of)
        return total

    async def _over(self, of: Of) -> Sealing:
        found, read, pages, after = Sealing(), 0, 0, None
        while True:
            page = await self._page(of, after)
            found += await self._sealed(page)
            read, pages, after = read + page.read, pages + 1, page.last
            if after is None or pages % _TELL_EVERY == 0:
                self._tell(f"{of}: {counted(read, 'row')} read, {found.done} encrypted anew")
            if after is None:
                return found

    async def _page(self, of: Of, after: Key | None) -> Page:
        return await _patiently(
            lambda: self._store.read(
                lambda record: resealing.page(record.connection, of, self._cipher, after)
            )
        )

    async def _sealed(self, page: Page) -> Sealing:
        if not page.old:
            return Sealing()
        return await _patiently(
            lambda: self._store.write(
                lambda record: resealing.seal(record.connection, page, self._cipher)
            )
        )


async def _patiently(work: Callable[[], Awaitable[T]]) -> T:
    """The desk's own turns come first."""
    for _ in range(_TRIES):
        try:
            return await work()
        except NotRecorded:
            await asyncio.sleep(_BREATH)
    return await work()
