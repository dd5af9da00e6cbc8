"""The pack is read, and learned from, once for each process of the tests: both take a second."""

from datetime import UTC, date, datetime
from pathlib import Path

from bots.prepared import prepared

PACK = Path(__file__).parents[1] / "packs/famhp"


def warm(today: date | None = None) -> None:
    """Read the pack now, so that processes that are forked from this one have it."""
    prepared(PACK, today or datetime.now(UTC).date())
