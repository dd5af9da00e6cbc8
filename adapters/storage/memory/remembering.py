"""A part of the record: past cases found by words, and proposals made of answers."""

from sqlalchemy import Connection

from adapters.storage.audit.chain import Seal
from adapters.storage.memory import nearest, proposals, search
from core.values.case import Case
from core.values.proposal import Proposal
from core.values.search import Hits, Wanted


class Remembering:
    """Implements the Memory port."""

    _db: Connection
    _seal: Seal

    def found(self, wanted: Wanted, skip: int, most: int) -> Hits:
        return search.found(self._db, self._seal.blind, wanted, skip, most)

    def alike(self, case: Case, within: Wanted, most: int) -> Hits:
        return nearest.alike(self._db, self._seal.blind, case, within, most)

    def near(self, case: Case, within: Wanted, most: int) -> tuple[str, ...]:
        return nearest.near(self._db, self._seal.blind, case, within, most)

    def proposals(self) -> tuple[Proposal, ...]:
        return proposals.newest(self._db)

    def proposal(self, id: str) -> Proposal | None:
        return proposals.one(self._db, id)

    def unindexed(self) -> bool:
        return bool(search.stale(self._db, self._seal.blind, 1))

    def index_again(self, most: int) -> int:
        return search.index_again(self._db, self._seal.blind, most)
