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
Chosen = tuple[str, str]  # by the person, by their workspace


class Tongues:
    """`now` gives the time in UTC."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._known: dict[str, tuple[datetime, Chosen]] = {}

    async def spoken(self, turn: Turn) -> Turn:
        """The turn with the language that its person chose; where the platform does not say which
        one they read, with that of their workspace. Never fails."""
        return _in(self._remembered(turn) or await self._read(turn), turn)

    def heard(self, turn: Turn, record: Record) -> Turn:
        """The same for a turn that is about to be recorded, in the same transaction."""
        found = self._remembered(turn)
        if found is None:
            found = _found(turn, record)
            self._remember(turn, found, BELIEVED)
        return _in(found, turn)

    def forget(self, turn: Turn) -> None:
        """The person may just have chosen."""
        self._known.pop(turn.person.key, None)

    async def _read(self, turn: Turn) -> Chosen:
        try:
            async with asyncio.timeout(PATIENCE):
                found, time = await self._store.read(lambda record: _found(turn, record)), BELIEVED
        except (DeskError, TimeoutError):
            found, time = ("", ""), AWAY
        self._remember(turn, found, time)
        return found

    def _remembered(self, turn: Turn) -> Chosen | None:
        until, found = self._known.get(turn.person.key, (None, ("", "")))
        return None if until is None or until < self._now() else found

    def _remember(self, turn: Turn, found: Chosen, time: timedelta) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[turn.person.key] = (self._now() + time, found)


def _in(found: Chosen, turn: Turn) -> Turn:
    chosen, usual = found
    if chosen:
        return turn.model_copy(update={"language": chosen})
    if usual and not turn.person.locale:
        person = turn.person.model_copy(update={"locale": usual})
        return turn.model_copy(update={"person": person})
    return turn


def _found(turn: Turn, record: Record) -> Chosen:
    person = turn.person
    return record.language(person.key), record.office()[0].workspace(person.workspace).locale
