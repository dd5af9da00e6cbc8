"""A ground on either database, and the movable clock of the rows that run in the test's process."""

import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from simulator import Simulator
from tests.faults.ground import Ground, ground
from tests.walks.conftest import SECRET

SEED = 20_261_123

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"])
SIZES = pytest.mark.parametrize(
    "full",
    [pytest.param(False, id="short"), pytest.param(True, id="full", marks=pytest.mark.nemesis)],
)
"""`make test` runs the short cut of each row, `make faults` the rest."""

POSTGRES = pytest.mark.parametrize("database", ["postgres"])


@pytest.fixture
def seed() -> int:
    """Printed when a test fails; fixed, so that the suite is the same each time."""
    print(f"seed {SEED}")  # noqa: T201
    return SEED


@pytest.fixture
def chance(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.fixture
def database() -> str:
    return "sqlite"


Fresh = Callable[[], str]


@pytest.fixture
def fresh(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Fresh:
    """A function that gives the address of another database of the row's kind, with all tables."""
    if database == "postgres":
        made: Fresh = request.getfixturevalue("ready_postgres")
        return made
    copied: Callable[[Path], str] = request.getfixturevalue("ready_sqlite")
    numbers = iter(range(1000))
    return lambda: copied(tmp_path / f"desk{next(numbers)}.db")


@pytest.fixture
def empty(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Fresh:
    """The same, without any table."""
    if database == "postgres":
        made: Fresh = request.getfixturevalue("fresh_postgres")
        return made
    numbers = iter(range(1000))
    return lambda: f"sqlite:///{tmp_path}/empty{next(numbers)}.db"


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(signing_secret=SECRET) as made:
        yield made


@pytest.fixture
async def field(fresh: Fresh, tmp_path: Path, seed: int) -> AsyncIterator[Ground]:
    async with ground(fresh(), tmp_path, seed) as made:
        yield made
