"""Which language each person, or their workspace, chose: read, and remembered for a while."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from core.desk.ports import Record, Store
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
        self._known: dict[str, tuple[datetime, str, str]] = {}

    async def spoken(self, turn: Turn) -> Turn:
        """The turn with the language that its person chose; where the platform does not say which
        one they read, with that of their workspace. Never fails."""
        until, chosen, usual = self._known.get(turn.person.key, (None, "", ""))
        if until is None or until < self._now():
            chosen, usual = await self._read(turn)
        if chosen:
            return turn.model_copy(update={"language": chosen})
        if usual and not turn.person.locale:
            person = turn.person.model_copy(update={"locale": usual})
            return turn.model_copy(update={"person": person})
        return turn

    def forget(self, turn: Turn) -> None:
        """The person may just have chosen."""
        self._known.pop(turn.person.key, None)

    async def _read(self, turn: Turn) -> tuple[str, str]:
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._store.read(lambda record: _found(turn, record))
            until = self._now() + BELIEVED
        except (DeskError, TimeoutError):
            found, until = ("", ""), self._now() + AWAY
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[turn.person.key] = (until, *found)
        return found


def _found(turn: Turn, record: Record) -> tuple[str, str]:
    person = turn.person
    return record.language(person.key), record.office()[0].workspace(person.workspace).locale
