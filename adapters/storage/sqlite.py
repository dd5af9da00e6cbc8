"""The store on one SQLite file: one writer thread that commits waiting turns together.

Group commit: whatever waits while a commit runs shares the next one, so that durability
(`synchronous=FULL`: an fsync for each commit) costs one fsync for many turns.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.audit.chain import UNSEALED, Seal
from adapters.storage.cipher import Cipher
from adapters.storage.deliveries.lanes import LooksAtAll
from adapters.storage.integrity import is_damaged
from adapters.storage.job import PATIENCE, Job, State, done
from adapters.storage.record import SqlRecord
from adapters.storage.sealed import seal_with
from core.desk.ports import Dispatch
from core.values.value import NotRecorded

T = TypeVar("T")

BUSY = 1.2  # seconds to wait for a lock that another process holds
_LOOK_EVERY = 0.5  # seconds between looks at what another process wrote
_BATCH = 256
_CACHE = 16_384  # KiB of pages for each connection: the upper levels of the indexes of a large file


class SqliteStore:
    """Implements the Store port. `file` is the database; `close` ends both threads."""

    def __init__(self, url: str, seal: Seal = UNSEALED, cipher: Cipher | None = None) -> None:
        self._engine = seal_with(sqlite_engine(url), cipher)
        self._seal = seal
        self.file = Path(str(self._engine.url.database))
        self.damaged = False
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._writer.start()
        self._looks_at_all = LooksAtAll()
        self._readers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")

    async def write(self, work: Callable[[SqlRecord], T]) -> T:
        job = Job.of(work)
        self._jobs.put(job)
        result: T = await job.awaited()
        return result

    async def read(self, work: Callable[[SqlRecord], T]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(
                    self._readers, self._read, work
                )
        except (TimeoutError, SQLAlchemyError) as error:
            raise NotRecorded("the database did not answer in time") from error

    def _read(self, work: Callable[[SqlRecord], T]) -> T:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            return work(SqlRecord(connection, self._seal))

    async def claim(
        self, owner: str, now: datetime, limit: int
    ) -> tuple[list[Dispatch], datetime | None]:
        every = self._looks_at_all.due(now)
        return await self.write(lambda record: record.claim(owner, now, limit, look_at_all=every))

    async def watch(self, woken: Callable[[], None]) -> None:
        """Wake when another process wrote to the file. Never ends by itself."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            seen = None
            while True:
                version = connection.execute("PRAGMA data_version").fetchone()[0]
                if version != seen:
                    seen = version
                    woken()
                await asyncio.sleep(_LOOK_EVERY)

    async def examine(self) -> bool:
        """Read the whole file once, in another thread; says whether it is damaged, and keeps it."""
        self.damaged = await asyncio.to_thread(is_damaged, self.file)
        return self.damaged

    def close(self) -> None:
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._engine.dispose()

    def _write_forever(self) -> None:
        while True:
            batch, ended = self._waiting()
            if batch:
                self._commit(batch)
                done(batch)
            if ended:
                return

    def _waiting(self) -> tuple[list[Job], bool]:
        """Everything that waits now; blocks until there is something."""
        batch = [self._jobs.get()]
        while len(batch) < _BATCH and batch[-1] is not None:
            try:
                batch.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return [job for job in batch if job], batch[-1] is None

    def _commit(self, batch: list[Job]) -> None:
        """All in one transaction; a job that fails is rolled back alone. What the database refuses
        to one of them is tried for each by itself, so that nobody is refused for another's sake."""
        again = self._committed(batch)
        while again:
            again = self._committed(again)

    def _committed(self, batch: list[Job]) -> list[Job]:
        """Returns those who are to be tried again: some were given up meanwhile."""
        begun = False
        try:
            with self._engine.connect() as connection:
                _control(connection, "BEGIN IMMEDIATE")
                begun = True
                wanted = [job for job in batch if job.state is State.WAITING]
                for job in wanted:
                    _run(connection, job, self._seal)
                if all(job.committing() for job in wanted):
                    connection.exec_driver_sql("COMMIT")
                    return []
                connection.exec_driver_sql("ROLLBACK")
        except (SQLAlchemyError, sqlite3.Error) as error:
            if begun and len(batch) > 1:
                self._one_by_one(batch)
            else:
                _blame(batch, error)
            return []
        return [job for job in batch if job.again()]

    def _one_by_one(self, batch: list[Job]) -> None:
        for job in batch:
            if job.again():
                self._commit([job])


def _run(connection: Connection, job: Job, seal: Seal) -> None:
    _control(connection, "SAVEPOINT job")
    try:
        job.result = job.work(SqlRecord(connection, seal))
    except Exception as error:
        if _is_database_fault(error):
            raise
        job.error = error
        _control(connection, "ROLLBACK TO job")
    _control(connection, "RELEASE job")


def _control(connection: Connection, statement: str) -> None:
    """Straight to the driver: it has no parameters and no rows, and costs a fortieth of the way
    through the engine."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statement)


def _is_database_fault(error: BaseException) -> bool:
    """Locked, full, unreadable: nobody's work can be recorded now."""
    original = getattr(error, "orig", error)
    return isinstance(original, sqlite3.OperationalError)


def _blame(batch: list[Job], error: BaseException) -> None:
    for job in batch:
        job.refused(error, at_commit=False)


def sqlite_engine(url: str) -> Engine:
    """An engine whose transactions we begin ourselves, durable at each commit."""
    engine = create_engine(
        url, connect_args={"timeout": BUSY, "check_same_thread": False, "isolation_level": None}
    )
    event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: sqlite3.Connection, _: object) -> None:
    for setting in (
        f"busy_timeout={int(BUSY * 1000)}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"cache_size=-{_CACHE}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {setting}")
