"""What tests of several folders share: databases that are ready to use, and files in memory."""

import gc
import itertools
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from adapters.storage import migration
from adapters.storage.postgres import postgres_engine
from simulator import Simulator
from tests.postgres import MISSING, Server, programs, server
from tests.scratch import in_memory
from tests.tables import copied

_NUMBERS = itertools.count(1)
_TEMPLATE = "template_desk"
_SELDOM = (5_000, 10, 20)  # instead of 700, 10, 10

settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile("steady")
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(in_memory()))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--unsteady",
        type=int,
        metavar="SEED",
        help="delay each call to the simulated platforms at random: who hopes for an order fails",
    )


def pytest_configure(config: pytest.Config) -> None:
    Simulator.unsteady = config.getoption("--unsteady")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """No garbage is collected while modules are imported: hardly anything of it is any. What was
    imported stays to the end and is not walked through again; what is made later seldom. Both take
    a tenth of the processor time each."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        gc.enable()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    if programs() is None:
        pytest.skip(MISSING)
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def fresh_postgres(postgres_server: Server) -> Callable[[], str]:
    """A function that gives the address of a new, empty database."""
    return lambda: postgres_server.fresh(f"desk_{next(_NUMBERS)}")


@pytest.fixture(scope="session")
def ready_postgres(postgres_server: Server) -> Callable[[], str]:
    """A function that gives the address of a new database with all tables: copied, since making
    them anew costs a second."""
    engine = postgres_engine(postgres_server.fresh(_TEMPLATE))
    migration.upgrade(engine)
    engine.dispose()
    return lambda: postgres_server.fresh(f"desk_{next(_NUMBERS)}", like=_TEMPLATE)


@pytest.fixture(scope="session")
def ready_sqlite() -> Callable[[Path], str]:
    """A function that puts a file with all tables there and gives its address."""
    return copied
