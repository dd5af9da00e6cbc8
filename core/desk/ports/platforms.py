"""What only the platforms know: how places are reached, who is in them, what is wrong with them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from core.values.office import Finding
from core.values.place import ConversationReference, Membership, Person


class AddressBook(Protocol):
    """How to reach places where the reference alone is not enough (Teams: the service URL).

    Kept in the database, so that messages can be sent after a restart.
    """

    async def remember(
        self, place: ConversationReference, how: Mapping[str, str], *, surely: bool = False
    ) -> None:
        """Durable when it returns; costs nothing when it is known already. `surely`: written all
        the same, since another process may have written that the place is `gone`."""

    async def recall(self, place: ConversationReference) -> Mapping[str, str] | None: ...


class Inspector(Protocol):
    """Finds out what only the platforms can tell. Each answers with a sentence in
    that language, English without one; empty when well."""

    async def staff(self, place: ConversationReference, locale: str = "") -> str:
        """Why internal text must not be posted there: missing, public, shared, not joined."""

    async def mailbox(self, address: str, locale: str = "") -> str:
        """Why a test mail was not accepted for that address."""

    async def names(self, keys: Collection[str]) -> Mapping[str, str]:
        """What people and conversations are called, by key; found within a second."""

    async def outsiders(self, keys: Collection[str]) -> tuple[str, ...]:
        """Those of these people who are of another organisation than their key says."""

    async def doctor(self, locale: str) -> tuple[Finding, ...]:
        """Every part of the desk, looked at within three seconds, told in that language."""


class Roster(Protocol):
    """Who is in a staff conversation right now, as the platform says."""

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        """UNKNOWN when the platform cannot be asked; raises nothing that it can name."""

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        """Those who may act there, with their names; none when the platform cannot be asked."""
