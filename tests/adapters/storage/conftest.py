"""The stores under test: every implementation passes the same contract."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from adapters.storage import job, postgres, sqlite
from adapters.storage.postgres import PostgresStore, postgres_engine
from adapters.storage.schema import METADATA
from adapters.storage.sqlite import SqliteStore

Store = SqliteStore | PostgresStore


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine needs longer than the two seconds for which a turn waits for the store; what
    the store does after them is in the tests that hold it up, and in tests/faults."""
    for store in (job, sqlite, postgres):
        monkeypatch.setattr(store, "PATIENCE", 20.0)


@pytest.fixture
def sqlite_url(tmp_path: Path, ready_sqlite: Callable[[Path], str]) -> str:
    return ready_sqlite(tmp_path / "desk.db")


@pytest.fixture(scope="session")
def postgres_database(ready_postgres: Callable[[], str]) -> str:
    """One database for all tests of the contract."""
    return ready_postgres()


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The database, emptied."""
    tables = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
    engine = postgres_engine(postgres_database)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")
    engine.dispose()
    return postgres_database


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    made: Store
    if request.param == "sqlite":
        made = SqliteStore(request.getfixturevalue("sqlite_url"))
    else:
        made = PostgresStore(request.getfixturevalue("postgres_url"))
    yield made
    made.close()
