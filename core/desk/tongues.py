"""Which language each person chose: read from the store, remembered for a while."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from core.desk.ports import Store
from core.values.turn import Turn
from core.values.value import DeskError

BELIEVED = timedelta(minutes=1)  # another process may have written a new choice meanwhile
AWAY = timedelta(seconds=5)  # how long nobody asks a store that did not answer
PATIENCE = 0.3  # seconds that a turn waits for the store; it goes on in the profile's language
MOST = 20_000


class Tongues:
    """`now` gives the time in UTC."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._known: dict[str, tuple[datetime, str]] = {}

    async def spoken(self, turn: Turn) -> Turn:
        """The turn with the language that its person chose. Never fails."""
        person = turn.person.key
        until, locale = self._known.get(person, (None, ""))
        if until is None or until < self._now():
            locale = await self._read(person)
        return turn.model_copy(update={"language": locale}) if locale else turn

    def forget(self, turn: Turn) -> None:
        """The person may just have chosen."""
        self._known.pop(turn.person.key, None)

    async def _read(self, person: str) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                locale = await self._store.read(lambda record: record.language(person))
            until = self._now() + BELIEVED
        except (DeskError, TimeoutError):
            locale, until = "", self._now() + AWAY
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[person] = (until, locale)
        return locale
