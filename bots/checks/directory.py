"""Names beside ids, for the pages of admins: asked of the platforms, and remembered for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol

from core.values.place import ConversationReference, Platform

PATIENCE = 0.8  # seconds that a page waits for names; it shows ids for those that did not come
_BELIEVED, _NAMELESS = 900.0, 60.0  # seconds
_MOST = 5_000
_AT_ONCE = 60


class Namer(Protocol):
    """One platform's directory."""

    async def name(self, place: ConversationReference) -> str: ...

    async def is_outsider(self, person: ConversationReference) -> bool: ...


class Directory:
    """Keys are `platform:tenant:id`, of people and conversations. `clock` counts seconds."""

    def __init__(
        self, namers: Mapping[Platform, Namer], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._namers = namers
        self._clock = clock
        self._known: dict[str, tuple[float, str]] = {}

    async def names(self, keys: Collection[str]) -> dict[str, str]:
        """By key; whoever is not found in time is missing, and raises nothing."""
        now = self._clock()
        unknown = [key for key in keys if self._known.get(key, (0.0, ""))[0] <= now]
        await _in_time([self._learn(key) for key in unknown[:_AT_ONCE]])
        found = ((key, self._known.get(key, (0.0, ""))[1]) for key in keys)
        return {key: name for key, name in found if name}

    async def outsiders(self, keys: Collection[str]) -> tuple[str, ...]:
        """Those of these people of whom the platform says that they are of elsewhere."""
        told: dict[str, bool] = {}

        async def ask(key: str) -> None:
            person = _place(key)
            namer = self._namers.get(person.platform) if person else None
            if person and namer:
                told[key] = await namer.is_outsider(person)

        await _in_time([ask(key) for key in list(keys)[:_AT_ONCE]])
        return tuple(key for key in keys if told.get(key))

    async def _learn(self, key: str) -> None:
        place = _place(key)
        namer = self._namers.get(place.platform) if place else None
        name = await namer.name(place) if place and namer else ""
        if len(self._known) >= _MOST:
            self._known.clear()
        until = self._clock() + (_BELIEVED if name else _NAMELESS)
        self._known[key] = (until, " ".join(name.split())[:200])


def _place(key: str) -> ConversationReference | None:
    try:
        return ConversationReference.from_text(key)
    except ValueError:
        return None


async def _in_time(asked: list[Awaitable[None]]) -> None:
    """What is late, or breaks, is left out."""
    if not asked:
        return
    tasks = [asyncio.ensure_future(each) for each in asked]
    await asyncio.wait(tasks, timeout=PATIENCE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
