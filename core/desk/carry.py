"""Brings one file from where it lies to where it belongs, without keeping it anywhere.

Fetched, staged, shown: only the last step can be seen, and it is taken while this process surely
holds the delivery, and after a look whether the text that the file hangs on still stands. One file
at a time is in memory, and no more of it than may cross.
"""

import asyncio
from collections.abc import AsyncIterable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from core.decide.files import was_removed
from core.decide.versions import in_force
from core.desk.ports import Dispatch, Later, Outcome, Record, Refused, Store
from core.values.delivery import Delivery
from core.values.file import File, Reach
from core.values.file_kind import HEAD, begins_as, ending_of
from core.values.place import Platform

T = TypeVar("T")
BEAT = 2.0  # seconds between two words that we are still at it; a lease lasts for six
PATIENCE = 40.0  # seconds for fetching and for staging, each
CHUNK = 64 * 1024  # bytes that are read at once
_BUSY = timedelta(seconds=1)
_FULL = timedelta(seconds=5)


class Source(Protocol):
    """A platform from which files can be had."""

    async def fetch(self, file: File, ending: str, most: int) -> bytes | Later | Refused:
        """All of it, if it is no more than `most` bytes, of the kind that `ending` names, and still
        there. Raises nothing that it can name."""


class Target(Protocol):
    """A platform into which files can be put."""

    async def stage(self, dispatch: Dispatch, content: bytes) -> str | Later | Refused:
        """Bring the bytes there, seen by nobody; what `reveal` needs."""

    async def reveal(self, dispatch: Dispatch, staged: str) -> Outcome:
        """Show it in its conversation. Answers within the patience of any other delivery."""


class Lost(Exception):
    """Another process holds the delivery now."""


@dataclass
class Carrier:
    """`reach` says what may cross now, `now` the time in UTC. `closed` is told of a workspace
    whose app turns out to lack the permission."""

    store: Store
    sources: Mapping[Platform, Source]
    targets: Mapping[Platform, Target]
    reach: Callable[[], Reach]
    now: Callable[[], datetime]
    closed: Callable[[str], None] = lambda workspace: None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, dispatch: Dispatch) -> tuple[Dispatch, Outcome]:
        """The outcome, and the dispatch with its intent as it was written down last."""
        if self._turn.locked():
            return dispatch, Later(_BUSY, "another file is on its way")
        async with self._turn:
            try:
                return await self._carried(dispatch)
            except Lost:
                return dispatch, Later(timedelta(0), "another process took it over")

    async def _carried(self, dispatch: Dispatch) -> tuple[Dispatch, Outcome]:
        staged = await self._staged(dispatch)
        if not isinstance(staged, str):
            return dispatch, staged
        now = self.now()
        if not await self._still_ours(dispatch, now):
            raise Lost
        renewed = replace(dispatch, intent_at=now)
        if not await self.store.read(lambda record: is_wanted(record, dispatch.delivery)):
            return renewed, Refused("the text that it belongs to was taken back", reason="gone")
        target = self.targets[dispatch.delivery.to.platform]
        return renewed, await target.reveal(renewed, staged)

    async def _staged(self, dispatch: Dispatch) -> str | Later | Refused:
        """Nothing of this can be seen, so whatever goes wrong here can be tried again."""
        delivery = dispatch.delivery
        assert delivery.crossing is not None
        file = delivery.crossing.file
        source, target = self.sources.get(file.platform), self.targets.get(delivery.to.platform)
        if source is None or target is None:
            return Refused("no files cross between these platforms", reason="refused")
        if not await self.store.read(lambda record: is_wanted(record, delivery)):
            return Refused("the text that it belongs to was taken back", reason="gone")
        content = await self._kept(dispatch, self._fetched(source, file))
        if isinstance(content, Refused) and content.reason == "scope":
            self.closed(file.workspace)
        if not isinstance(content, bytes):
            return content
        staged = await self._kept(dispatch, target.stage(dispatch, content))
        if isinstance(staged, Refused) and staged.reason == "closed":
            self.closed(f"{delivery.to.platform}:{delivery.to.tenant}")
        return staged

    async def _fetched(self, source: Source, file: File) -> bytes | Later | Refused:
        return await fetched(source, file, self.reach().largest)

    async def _kept(
        self, dispatch: Dispatch, work: Coroutine[Any, Any, T | Later | Refused]
    ) -> T | Later | Refused:
        """What the work gives, while the delivery stays ours. Raises Lost."""
        task, begun = asyncio.ensure_future(work), self.now()
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=BEAT)
                if task.done():
                    break
                if self.now() - begun > timedelta(seconds=PATIENCE):
                    return Later(_FULL, "it took too long", blames=True)
                if not await self._still_ours(dispatch, self.now()):
                    raise Lost
            return task.result()
        finally:
            await _ended(task)

    async def _still_ours(self, dispatch: Dispatch, now: datetime) -> bool:
        return await self.store.write(lambda record: record.renew(dispatch, now))


async def fetched(source: Source, file: File, most: int) -> bytes | Later | Refused:
    """The file's bytes, if they are few enough and begin as its name says."""
    ending = ending_of(file.name)
    if most <= 0 or not ending:
        return Refused("files of this kind do not cross", reason="bytes")
    content = await source.fetch(file, ending, most)
    if isinstance(content, bytes) and not begins_as(ending, content[:HEAD]):
        return Refused("the file begins otherwise than its name says", reason="bytes")
    return content


async def gathered(parts: AsyncIterable[bytes], length: int | None, most: int) -> bytes | Refused:
    """Counted while it comes: what a platform says of the `length` is no promise."""
    too_large = Refused("the file is larger than what may cross", reason="size")
    if (length or 0) > most:
        return too_large
    content = bytearray()
    async for part in parts:
        content += part
        if len(content) > most:
            return too_large
    return bytes(content)


def is_wanted(record: Record, delivery: Delivery) -> bool:
    """Whether the text that the file hangs on is still there for everybody."""
    case = record.case(delivery.case) if delivery.case else None
    entry = case.entry(delivery.reports) if case and delivery.reports else None
    if case is None or not case.question or entry is None or not entry.files:
        return False
    name = delivery.crossing.name if delivery.crossing else ""
    return in_force(case, entry) is not None and not was_removed(case, entry, name)


async def _ended(task: "asyncio.Future[Any]") -> None:
    if not task.done():
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task
