"""The address book: what is known of places, in memory in front of the database."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from adapters.storage.record import SqlRecord
from core.values.place import ConversationReference

T = TypeVar("T")
_MOST = 50_000
_BELIEVED = timedelta(minutes=1)


class SqlStore(Protocol):
    async def write(self, work: Callable[[SqlRecord], T]) -> T: ...

    async def read(self, work: Callable[[SqlRecord], T]) -> T: ...


class SqlAddressBook:
    """Implements the AddressBook port on any of our stores. `now` gives the time in UTC.

    What is in memory is believed for a minute: whoever is erased is forgotten here too, and is
    written down anew when they come back.
    """

    def __init__(self, store: SqlStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._known: dict[str, tuple[datetime, Mapping[str, str]]] = {}

    async def remember(
        self, place: ConversationReference, how: Mapping[str, str], *, surely: bool = False
    ) -> None:
        if not surely and await self.recall(place) == how:
            return
        await self._store.write(lambda record: record.remember(place, how, self._now()))
        self._keep(place, how)

    async def recall(self, place: ConversationReference) -> Mapping[str, str] | None:
        known = self._believed(place)
        if known is not None:
            return known
        found = await self._store.read(lambda record: record.recall(place))
        if found is not None:
            self._keep(place, found)
        return found

    def _believed(self, place: ConversationReference) -> Mapping[str, str] | None:
        at, how = self._known.get(place.lane, (None, None))
        if at is None or abs(self._now() - at) < _BELIEVED:
            return how
        del self._known[place.lane]
        return None

    def _keep(self, place: ConversationReference, how: Mapping[str, str]) -> None:
        """But for a place that is gone: another process may hear first that it is back."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known.pop(place.lane, None)
        if not how.get("gone"):
            self._known[place.lane] = self._now(), dict(how)
