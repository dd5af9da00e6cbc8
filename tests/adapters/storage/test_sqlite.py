"""What only a SQLite file can suffer: locks of other processes, a full disk."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.storage.record import SqlRecord
from adapters.storage.sqlite import SqliteStore
from core.values import command as c
from core.values.case import Question
from core.values.decision import Decision
from core.values.value import NotRecorded
from tests.adapters.storage.given import opened, save, turn
from tests.core.given import ALICE, NOW


@pytest.fixture
def store(sqlite_url: str) -> Iterator[SqliteStore]:
    made = SqliteStore(sqlite_url)
    yield made
    made.close()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Another process holds the file."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_locked_database_is_told_in_time_and_recovers(
    store: SqliteStore, tmp_path: Path
) -> None:
    with _locked(tmp_path / "desk.db"):
        started = time.monotonic()
        both = await asyncio.gather(
            save(store, key="k1"), save(store, key="k2"), return_exceptions=True
        )
        assert time.monotonic() - started < 2.1
    assert [type(each) for each in both] == [NotRecorded, NotRecorded]
    await asyncio.sleep(0.1)
    await save(store, key="k3")
    known = await _known(store, "k1", "k2", "k3")
    assert known == [False, False, True], "what was not recorded is certainly not there"


async def _known(store: SqliteStore, *keys: str) -> list[bool]:
    turns = [turn(c.Help(), key) for key in keys]
    found = await store.read(lambda r: [r.answered(each, NOW) for each in turns])
    return [each is not None for each in found]


async def test_readers_are_served_while_another_writes(store: SqliteStore, tmp_path: Path) -> None:
    await opened(store)
    with _locked(tmp_path / "desk.db"):
        assert await store.read(lambda r: r.cases_of(ALICE.key, 9))


def _pages(record: SqlRecord, more: int | None) -> None:
    """Let the file grow by so many pages; None: as it likes."""
    db = record._db
    now = db.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit = now + more if more is not None else 1_000_000
    db.exec_driver_sql(f"PRAGMA max_page_count = {limit}")


async def test_a_full_disk_is_told_and_forgotten_when_there_is_room(store: SqliteStore) -> None:
    await store.write(lambda record: _pages(record, 1))
    big = Question(id="q", person=ALICE, text="x" * 100_000, topic="", article=None, at=NOW)
    with pytest.raises(NotRecorded):
        await save(store, big, key="k1")
    assert await _known(store, "k1") == [False]
    await store.write(lambda record: _pages(record, None))
    await save(store, big, key="k1")
    assert await _known(store, "k1") == [True]


async def test_a_commit_is_durable(store: SqliteStore, tmp_path: Path) -> None:
    await save(store, key="k1")
    other = sqlite3.connect(tmp_path / "desk.db")
    assert other.execute("SELECT count(*) FROM turn").fetchone() == (1,)
    other.close()
    settings = await store.write(
        lambda r: [
            r._db.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    )
    assert settings == ["wal", 2, 1]


async def test_a_broken_statement_of_one_harms_no_neighbour(store: SqliteStore) -> None:
    def broken(record: SqlRecord) -> None:
        record.save(turn(c.Help(), "k1"), Decision(), NOW)
        record.save(turn(c.Help(), "k1"), Decision(), NOW)

    good = [save(store, key=f"g{n}") for n in range(10)]
    found = await asyncio.gather(*good[:5], store.write(broken), *good[5:], return_exceptions=True)
    assert [each is None for each in found] == [True] * 5 + [False] + [True] * 5
    assert await _known(store, "k1", "g0", "g9") == [False, True, True]


async def test_what_the_database_refuses_to_one_is_not_refused_to_its_neighbours(
    store: SqliteStore,
) -> None:
    """All of them wait for one commit; one asks for what the database cannot do."""
    tries = 0

    def held(_: SqlRecord) -> None:
        time.sleep(0.1)

    def refused(record: SqlRecord) -> None:
        nonlocal tries
        tries += 1
        raise sqlite3.OperationalError("disk I/O error")

    writes = [store.write(held), *(save(store, key=f"g{n}") for n in range(3))]
    writes += [store.write(refused), save(store, key="g9")]
    found = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(each) for each in found] == [*[type(None)] * 4, NotRecorded, type(None)]
    assert await _known(store, "g0", "g2", "g9") == [True, True, True]
    assert tries == 2, "once with the others, once alone"


async def test_a_commit_that_one_makes_too_large_is_tried_for_each(store: SqliteStore) -> None:
    await store.write(lambda record: _pages(record, 12))
    big = Question(id="q", person=ALICE, text="x" * 400_000, topic="", article=None, at=NOW)

    def held(_: SqlRecord) -> None:
        time.sleep(0.1)

    writes = (store.write(held), save(store, big, key="k1"), save(store, key="k2"))
    found = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(each) for each in found] == [type(None), NotRecorded, type(None)]
    assert await _known(store, "k1", "k2") == [False, True]
