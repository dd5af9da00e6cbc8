"""One sorter for all tests: training takes a second."""

from datetime import date
from pathlib import Path

import pytest

from adapters.packs.loader import load_pack
from adapters.triage.sorter import PackSorter
from adapters.triage.teaching import sorter_of
from core.values.pack import Pack
from core.values.routing import Routing

FAMHP = Path("packs/famhp")


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack(FAMHP, date(2026, 11, 23))


@pytest.fixture(scope="session")
def routing(pack: Pack) -> Routing:
    return Routing.model_validate(pack.default_routing)


@pytest.fixture(scope="session")
def sort(pack: Pack) -> PackSorter:
    return sorter_of(pack, FAMHP)
