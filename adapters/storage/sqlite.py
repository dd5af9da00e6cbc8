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
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage.record import SqlRecord
from core.desk.ports import Dispatch
from core.values.value import NotRecorded, PerhapsRecorded

T = TypeVar("T")

BUSY = 1.2  # seconds to wait for a lock that another process holds
PATIENCE = 2.0  # seconds until the person who waits is told; platforms give up after 3
_BATCH = 256


class _State(Enum):
    WAITING = 1
    ABANDONED = 2
    COMMITTING = 3


@dataclass(eq=False)
class _Job:
    """One unit of work of one caller."""

    work: Callable[[SqlRecord], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    state: _State = _State.WAITING
    lock: threading.Lock = field(default_factory=threading.Lock)
    result: Any = None
    error: BaseException | None = None

    def abandon(self) -> bool:
        """The caller leaves; True when it is certain that nothing will be recorded."""
        with self.lock:
            if self.state is _State.COMMITTING:
                return False
            self.state = _State.ABANDONED
            return True

    def commit(self) -> bool:
        """From here on the caller cannot take it back; False when it already did."""
        with self.lock:
            if self.state is _State.ABANDONED:
                return False
            self.state = _State.COMMITTING
            return True

    def done(self) -> None:
        self.loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        if self.future.done():
            return
        if self.error:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class SqliteStore:
    """Implements the Store port. `close` ends both threads."""

    def __init__(self, url: str) -> None:
        self._engine = sqlite_engine(url)
        self.file = self._engine.url.database
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._writer.start()
        self._readers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")

    async def write(self, work: Callable[[SqlRecord], T]) -> T:
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        self._jobs.put(job)
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(job.future)
        except TimeoutError:
            if job.abandon():
                raise NotRecorded("the database did not answer in time") from None
            raise PerhapsRecorded("the database did not confirm in time") from None

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
            return work(SqlRecord(connection))

    async def claim(
        self, owner: str, now: datetime, limit: int
    ) -> tuple[list[Dispatch], datetime | None]:
        return await self.write(lambda record: record.claim(owner, now, limit))

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
                for job in batch:
                    job.done()
            if ended:
                return

    def _waiting(self) -> tuple[list[_Job], bool]:
        """Everything that waits now; blocks until there is something."""
        batch = [self._jobs.get()]
        while len(batch) < _BATCH and batch[-1] is not None:
            try:
                batch.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return [job for job in batch if job], batch[-1] is None

    def _commit(self, batch: list[_Job]) -> None:
        """All in one transaction; a job that fails is rolled back alone."""
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                done = [job for job in batch if job.state is _State.WAITING]
                for job in done:
                    _run(connection, job)
                if all(job.commit() for job in done):
                    connection.exec_driver_sql("COMMIT")
                    return
                connection.exec_driver_sql("ROLLBACK")
        except (SQLAlchemyError, sqlite3.Error) as error:
            _blame(batch, error)
            return
        self._commit([job for job in batch if _again(job)])


def _run(connection: Connection, job: _Job) -> None:
    connection.exec_driver_sql("SAVEPOINT job")
    try:
        job.result = job.work(SqlRecord(connection))
    except (sqlite3.OperationalError, SQLAlchemyError) as error:
        if _is_database_fault(error):
            raise
        job.error = error
    except Exception as error:
        job.error = error
    if job.error:
        connection.exec_driver_sql("ROLLBACK TO job")
    connection.exec_driver_sql("RELEASE job")


def _is_database_fault(error: BaseException) -> bool:
    """Locked, full, unreadable: nobody's work can be recorded now."""
    original = getattr(error, "orig", error)
    return isinstance(original, sqlite3.OperationalError)


def _again(job: _Job) -> bool:
    """Whether a job of a batch that was rolled back is to run once more."""
    with job.lock:
        if job.state is _State.ABANDONED:
            return False
        job.state, job.error, job.result = _State.WAITING, None, None
        return True


def _blame(batch: list[_Job], error: BaseException) -> None:
    for job in batch:
        job.error = NotRecorded(f"the database refused: {type(error).__name__}")
        job.error.__cause__ = error


def sqlite_engine(url: str) -> Engine:
    """An engine whose transactions we begin ourselves, durable at each commit."""
    engine = create_engine(
        url,
        connect_args={
            "timeout": BUSY,
            "check_same_thread": False,
            "isolation_level": None,
        },
    )
    event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: sqlite3.Connection, _: object) -> None:
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        f"busy_timeout={int(BUSY * 1000)}",
    ):
        connection.execute(f"PRAGMA {setting}")
