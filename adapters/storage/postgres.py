"""The store on PostgreSQL: any number of processes on any number of machines share it.

Each unit of work is one transaction in a thread of a small pool. A work may run more than once
(deadlock, lost connection, somebody was faster): it begins by asking whether its turn is on record
already, so running it again is safe, even when the connection broke during the commit.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from adapters.storage.audit.chain import UNSEALED, Seal
from adapters.storage.cipher import Cipher
from adapters.storage.deliveries.lanes import LooksAtAll
from adapters.storage.deliveries.ledger import WAKE_UP
from adapters.storage.job import PATIENCE, Job, done
from adapters.storage.record import SqlRecord
from adapters.storage.sealed import seal_with
from core.desk.ports import Dispatch
from core.values.value import NotRecorded

T = TypeVar("T")

THREADS = 8
_TRIES = 4
_AGAIN = {"40001", "40P01", "57P01"}  # serialization, deadlock, the server is being shut down
_LISTEN_AGAIN = 1.0  # seconds before listening again after the connection was lost
_OPTIONS = "-c lock_timeout=1200 -c statement_timeout=1800"


class PostgresStore:
    """Implements the Store port."""

    damaged = False

    def __init__(self, url: str, seal: Seal = UNSEALED, cipher: Cipher | None = None) -> None:
        self._seal = seal
        self._url = url
        self._engine = seal_with(postgres_engine(url), cipher)
        self._looks_at_all = LooksAtAll()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="postgres")

    async def write(self, work: Callable[[SqlRecord], T]) -> T:
        job = Job.of(work)
        self._threads.submit(self._tried, job)
        result: T = await job.awaited()
        return result

    async def read(self, work: Callable[[SqlRecord], T]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, self._read, work
                )
        except (TimeoutError, SQLAlchemyError) as error:
            raise NotRecorded("the database did not answer in time") from error

    def _read(self, work: Callable[[SqlRecord], T]) -> T:
        with self._engine.connect() as connection:
            one_moment = connection.execution_options(isolation_level="REPEATABLE READ")
            return work(SqlRecord(one_moment, self._seal))

    async def claim(
        self, owner: str, now: datetime, limit: int
    ) -> tuple[list[Dispatch], datetime | None]:
        every = self._looks_at_all.due(now)
        return await self.write(lambda record: record.claim(owner, now, limit, look_at_all=every))

    async def watch(self, woken: Callable[[], None]) -> None:
        """Wake when any process accepted a delivery. Never ends by itself."""
        import psycopg  # 8 MB, which a desk on SQLite does not need

        while True:
            with contextlib.suppress(psycopg.Error, OSError):
                await self._listen(woken)
            await asyncio.sleep(_LISTEN_AGAIN)

    async def _listen(self, woken: Callable[[], None]) -> None:
        from psycopg import AsyncConnection

        connection = await AsyncConnection.connect(self._url, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {WAKE_UP}")
            woken()  # whatever was accepted while nobody listened
            async for _ in connection.notifies():
                woken()

    async def examine(self) -> bool:
        """PostgreSQL looks after its own pages: `initdb --data-checksums`."""
        return False

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()

    def _tried(self, job: Job) -> None:
        try:
            for left in reversed(range(_TRIES)):
                if self._finished(job) or not left or not job.again():
                    break
        finally:
            done([job])

    def _finished(self, job: Job) -> bool:
        """One try. False when another may succeed; the job then holds what went wrong."""
        asked = False
        try:
            with self._engine.connect() as connection, connection.begin() as transaction:
                job.result = job.work(SqlRecord(connection, self._seal))
                asked = job.committing()
                if asked:
                    transaction.commit()
                else:
                    transaction.rollback()
        except SQLAlchemyError as error:
            job.refused(error, at_commit=asked)
            return not _worth_another_try(error)
        except Exception as error:
            job.error = error
        return True


def _worth_another_try(error: SQLAlchemyError) -> bool:
    if isinstance(error, IntegrityError):
        return True  # somebody recorded the same turn meanwhile: the next try will find it
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _AGAIN


def postgres_engine(url: str) -> Engine:
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=THREADS,
        max_overflow=2,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 2, "options": _OPTIONS},
    )


def is_postgres(url: str) -> bool:
    return make_url(url).get_backend_name() == "postgresql"
