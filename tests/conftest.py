"""What tests of several folders share: databases that are ready to use, and files in memory."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from adapters.storage import migration
from adapters.storage.postgres import postgres_engine
from adapters.storage.sqlite import sqlite_engine
from tests.postgres import MISSING, Server, programs, server
from tests.scratch import in_memory

_NUMBERS = itertools.count(1)
_TEMPLATE = "template_desk"

settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile("steady")
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(in_memory()))


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
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "desk.db"
    engine = sqlite_engine(f"sqlite:///{file}")
    migration.upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def ready_sqlite(sqlite_template: Path) -> Callable[[Path], str]:
    """A function that puts such a file there and gives its address."""

    def copied(file: Path) -> str:
        shutil.copyfile(sqlite_template, file)
        return f"sqlite:///{file}"

    return copied
