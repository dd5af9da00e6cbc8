"""What the desk needs from the record to remember: past cases, and proposals made of answers."""

from typing import Protocol

from core.values.case import Case
from core.values.proposal import Proposal
from core.values.search import Hits, Wanted


class Memory(Protocol):
    """A part of the Record port."""

    def found(self, wanted: Wanted, skip: int, most: int) -> Hits:
        """Past cases of all requesters, with their entries, the newest first."""

    def alike(self, case: Case, within: Wanted, most: int) -> Hits:
        """Other cases that share rare words with the question of this one, the nearest first."""

    def near(self, case: Case, within: Wanted, most: int) -> tuple[str, ...]:
        """The numbers of those that share much of what is rare in it, the nearest first."""

    def proposals(self) -> tuple[Proposal, ...]:
        """Articles that staff propose, the newest first."""

    def proposal(self, id: str) -> Proposal | None: ...

    def unindexed(self) -> bool:
        """Whether there are cases that cannot be found, or not with the present key."""

    def index_again(self, most: int) -> int:
        """Make at most so many cases findable that are not, or not with the present key; returns
        how many."""
