"""Migrations lead to the schema that the code speaks, and may be run again."""

from collections.abc import Callable, Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from adapters.storage import migration
from adapters.storage.postgres import postgres_engine
from adapters.storage.schema import METADATA
from adapters.storage.sqlite import sqlite_engine

Fresh = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        made = sqlite_engine(f"sqlite:///{request.getfixturevalue('tmp_path')}/empty.db")
    else:
        made = postgres_engine(request.getfixturevalue("fresh_postgres")())
    yield made
    made.dispose()


def _of_the_schema(name: str | None, kind: str, of: object) -> bool:
    """What makes words findable is each database's own: FTS5's tables, PostgreSQL's GIN index."""
    return not (name or "").startswith("case_words")


def test_an_empty_database_is_brought_up_to_date_and_stays_so(engine: Engine) -> None:
    assert not migration.is_current(engine)
    migration.upgrade(engine)
    assert migration.is_current(engine)
    migration.upgrade(engine)
    assert migration.is_current(engine)


def test_the_migrations_make_the_schema_of_the_code(engine: Engine) -> None:
    migration.upgrade(engine)
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _of_the_schema}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []


def test_a_database_that_a_newer_version_has_expanded_is_used_as_it_is(engine: Engine) -> None:
    """While the newer one is rolled out this one goes on, and may start anew."""
    migration.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert migration.is_current(engine)
    migration.upgrade(engine)
    with engine.connect() as connection:
        at = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    assert at == ["9999"]
