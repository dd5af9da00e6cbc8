"""The pack is read, and learned from, once for each process of the tests: both take a second."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from adapters.triage.sorter import PackSorter
from bots.prepared import prepared
from core.values.pack import Pack

PACK = Path(__file__).parents[1] / "packs/famhp"


@cache
def real(today: date) -> tuple[Pack, PackSorter]:
    """The pack and the triage of the office, as a desk reads them."""
    return prepared(PACK, today)


def warm(today: date | None = None) -> None:
    """Read the pack now, so that processes that are forked from this one have it."""
    prepared(PACK, today or datetime.now(UTC).date())
