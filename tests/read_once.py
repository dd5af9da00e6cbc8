"""The pack is read, and learned from, once for each process of the tests: both take a second."""

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from adapters.packs.loader import load_pack
from adapters.patterns import re2
from adapters.triage.sorter import PackSorter
from bots import serve
from core.values.pack import Pack
from core.values.routing import Matching

PACK = Path(__file__).parents[1] / "packs/famhp"
_SORTERS: dict[tuple[int, Path], tuple[Pack, PackSorter]] = {}
_learned: Any = PackSorter.of


def read_once() -> None:
    """Desks of this process share what they read; packs and sorters do not change."""
    setattr(serve, "load_pack", lru_cache(maxsize=8)(load_pack))  # noqa: B010
    setattr(PackSorter, "of", staticmethod(_sorter))  # noqa: B010


def _sorter(pack: Pack, folder: Path, matching: Matching = re2.matching) -> PackSorter:
    known = _SORTERS.get((id(pack), folder))
    if known is None:
        known = _SORTERS[id(pack), folder] = pack, _learned(pack, folder, matching)
    return known[1]


def warm(today: date | None = None) -> None:
    """Read the pack now, so that processes that are forked from this one have it."""
    _sorter(vars(serve)["load_pack"](PACK, today or datetime.now(UTC).date()), PACK)
