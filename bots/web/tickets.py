"""Tickets: what a link to a record carries. Sealed with the desk's key, so a link names nobody, and
opens one case to one person until its time is over."""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.storage.cipher import LEAST, Cipher, Undecipherable
from core.decide.evidence.exporting import VALID
from core.values.place import Person

MOST = 30  # times that one ticket opens something
_OF = "a ticket to the record of a case"
_OF_FILE = "a link to a file"


@dataclass(frozen=True, slots=True)
class Ticket:
    """`person` is the key of who asked for it; `at` is in UTC."""

    case: str
    person: str
    at: datetime


class Tickets:
    """Without a secret of its own the desk makes one for as long as it runs (in the simulator)."""

    def __init__(self, secret_keys: tuple[str, ...]) -> None:
        long = tuple(key for key in secret_keys if len(key) >= LEAST)
        self._cipher = Cipher(long or (secrets.token_urlsafe(48),))

    def made(self, person: str, case: str, now: datetime) -> str:
        return self._cipher.sealed(f"{case} {int(now.timestamp())} {person}", of=_OF)

    def giver(self, now: Callable[[], datetime]) -> Callable[[Person, str], str]:
        """What the desk calls; `now` gives the time in UTC."""
        return lambda person, case: self.made(person.key, case, now())

    def for_file(self, key: str) -> str:
        """Of the delivery with that key; how long it opens something is looked up there."""
        return self._cipher.sealed(key, of=_OF_FILE)

    def file_of(self, ticket: str) -> str:
        """The key of the delivery; empty for what is no such link of this desk."""
        try:
            return self._cipher.opened(ticket, of=_OF_FILE)
        except (Undecipherable, ValueError):
            return ""

    def opened(self, ticket: str, now: datetime) -> Ticket | None:
        """None for what is no ticket of this desk, and for one that is too old."""
        try:
            case, at, person = self._cipher.opened(ticket, of=_OF).split(" ", 2)
        except (Undecipherable, ValueError):
            return None
        made = datetime.fromtimestamp(int(at), UTC)
        return Ticket(case, person, made) if made <= now < made + VALID else None


class Uses:
    """How often each ticket was used: each time something is made and written down, and nobody
    needs that without end. `now` gives the time in UTC."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count: Counter[Ticket] = Counter()

    def too_often(self, ticket: Ticket) -> bool:
        """Counts this use too."""
        for old in [each for each in self._count if each.at + VALID < self._now()]:
            del self._count[old]
        self._count[ticket] += 1
        return self._count[ticket] > MOST
