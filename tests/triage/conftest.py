"""One pack and one sorter for all tests, read as a desk reads them."""

from datetime import date

import pytest

from adapters.triage.sorter import PackSorter
from core.values.pack import Pack
from core.values.routing import Routing
from tests.read_once import real

DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def pack() -> Pack:
    return real(DAY)[0]


@pytest.fixture(scope="session")
def routing(pack: Pack) -> Routing:
    return Routing.model_validate(pack.default_routing)


@pytest.fixture(scope="session")
def sort() -> PackSorter:
    return real(DAY)[1]
