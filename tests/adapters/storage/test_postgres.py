"""What only a database elsewhere can suffer: a wire that is cut at COMMIT, again and again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError

from adapters.storage.job import Job
from adapters.storage.postgres import _TRIES, PostgresStore
from adapters.storage.record import SqlRecord
from core.values import command as c
from core.values.decision import Decision
from core.values.value import NotRecorded, PerhapsRecorded
from tests.adapters.storage.given import save, turn
from tests.core.given import NOW
from tests.faults.proxy import Cut, Wire, listening


@asynccontextmanager
async def behind(url: str, cut: Cut, times: int) -> AsyncIterator[tuple[PostgresStore, Wire]]:
    """A store whose wire is cut at each of so many commits."""
    wire = Wire(int(make_url(url).port or 0), cut, times)
    async with listening(wire.handle) as port:
        far = make_url(url).set(port=port).render_as_string(hide_password=False)
        store = PostgresStore(far)
        try:
            yield store, wire
        finally:
            store.close()


async def _known(url: str, key: str) -> bool:
    store = PostgresStore(url)
    try:
        return await store.read(lambda r: r.answered(turn(c.Help(), key), NOW)) is not None
    finally:
        store.close()


@pytest.mark.parametrize("cuts", [_TRIES, _TRIES + 5])
async def test_what_no_try_could_commit_is_never_said_to_be_recorded(
    postgres_url: str, cuts: int
) -> None:
    async with behind(postgres_url, "before", cuts) as (store, wire):
        with pytest.raises(PerhapsRecorded):
            await save(store, key="k1")
        assert wire.cuts == _TRIES
    assert not await _known(postgres_url, "k1")


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_the_last_try_that_succeeds_is_enough(postgres_url: str, cut: Cut) -> None:
    async with behind(postgres_url, cut, _TRIES - 1) as (store, wire):

        def once(record: SqlRecord) -> None:
            if not record.answered(turn(c.Help(), "k1"), NOW):
                record.save(turn(c.Help(), "k1"), Decision(), NOW)

        await store.write(once)
        assert wire.cuts > 0
    assert await _known(postgres_url, "k1")


async def test_a_commit_that_was_cut_off_may_have_been_taken_whatever_comes_after(
    postgres_url: str,
) -> None:
    """The database took it and is gone: the tries that find it gone do not make it certain."""
    tries = 0

    def once(record: SqlRecord) -> None:
        nonlocal tries
        tries += 1
        if tries > 1:
            raise IntegrityError("insert", {}, Exception("duplicate key"))
        record.save(turn(c.Help(), "k1"), Decision(), NOW)

    async with behind(postgres_url, "after", 1) as (store, _):
        with pytest.raises(PerhapsRecorded):
            await store.write(once)
    assert tries == _TRIES
    assert await _known(postgres_url, "k1")


async def test_a_refusal_that_stays_is_told(postgres_url: str) -> None:
    tries = 0

    def twice(record: SqlRecord) -> None:
        nonlocal tries
        tries += 1
        raise IntegrityError("insert", {}, Exception("duplicate key"))

    store = PostgresStore(postgres_url)
    with pytest.raises(NotRecorded):
        await store.write(twice)
    store.close()
    assert tries == _TRIES


async def test_who_gave_up_waiting_after_a_commit_was_cut_off_hears_perhaps() -> None:
    job = Job.of(lambda record: None)
    assert job.committing()
    job.refused(ConnectionError(), at_commit=True)
    assert job.again()
    job.too_late()
    with pytest.raises(PerhapsRecorded):
        await job.awaited()
    assert not job.again(), "nobody waits for another try"
    assert job.alarm is not None
    job.alarm.cancel()


async def test_a_read_sees_one_moment(postgres_url: str) -> None:
    """Somebody commits between two statements of it."""
    reader, writer = PostgresStore(postgres_url), PostgresStore(postgres_url)
    loop = asyncio.get_running_loop()

    def both(record: SqlRecord) -> tuple[object, object]:
        before = record.answered(turn(c.Help(), "k1"), NOW)
        asyncio.run_coroutine_threadsafe(save(writer, key="k1"), loop).result(5)
        return before, record.answered(turn(c.Help(), "k1"), NOW)

    assert await reader.read(both) == (None, None)
    assert await _known(postgres_url, "k1")
    for store in (reader, writer):
        store.close()
