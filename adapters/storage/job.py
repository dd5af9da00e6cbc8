"""One unit of work that somebody waits for, and the moment from which it cannot be taken back."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from adapters.storage.record import SqlRecord
from core.values.value import NotRecorded, PerhapsRecorded

PATIENCE = 2.0  # seconds until the person who waits is told; platforms give up after 3


class State(Enum):
    WAITING = 1
    ABANDONED = 2
    COMMITTING = 3


@dataclass(eq=False)
class Job:
    """The work of one caller, done in another thread."""

    work: Callable[[SqlRecord], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    state: State = State.WAITING
    lock: threading.Lock = field(default_factory=threading.Lock)
    result: Any = None
    error: BaseException | None = None
    alarm: asyncio.TimerHandle | None = None
    unconfirmed: bool = False  # a commit was cut off: whatever comes after, it may have been taken

    @classmethod
    def of(cls, work: Callable[[SqlRecord], Any]) -> "Job":
        loop = asyncio.get_running_loop()
        job = cls(work, loop, loop.create_future())
        job.alarm = loop.call_later(PATIENCE, job.too_late)
        return job

    async def awaited(self) -> Any:
        """What the work gave. Raises NotRecorded when it is certain that nothing was recorded,
        PerhapsRecorded when a commit was under way."""
        return await self.future

    def too_late(self) -> None:
        """Tell the caller that it waits no longer; from the caller's loop."""
        if self.future.done():
            return
        if self._abandon() and not self.unconfirmed:
            self.future.set_exception(NotRecorded("the database did not answer in time"))
        else:
            self.future.set_exception(PerhapsRecorded("the database did not confirm in time"))

    def _abandon(self) -> bool:
        with self.lock:
            if self.state is State.COMMITTING:
                return False
            self.state = State.ABANDONED
            return True

    def committing(self) -> bool:
        """From here on the caller cannot take it back; False when it already did."""
        with self.lock:
            if self.state is State.ABANDONED:
                return False
            self.state = State.COMMITTING
            return True

    def refused(self, error: BaseException, *, at_commit: bool) -> None:
        """The database did not take this try, or did not say that it took it."""
        self.unconfirmed = self.unconfirmed or at_commit
        trouble = PerhapsRecorded if self.unconfirmed else NotRecorded
        self.error = trouble(f"the database refused: {type(error).__name__}")
        self.error.__cause__ = error

    def again(self) -> bool:
        """Forget the last try, since another follows; False when the caller is gone. Not to be
        called after the last one: what it forgets is what the caller must hear."""
        with self.lock:
            if self.state is State.ABANDONED:
                return False
            self.state, self.error, self.result = State.WAITING, None, None
            return True

    def tell(self) -> None:
        """Give the caller what the work gave; from the caller's loop."""
        if self.alarm:
            self.alarm.cancel()
        if self.future.done():
            return
        if self.error:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def done(jobs: Sequence[Job]) -> None:
    """Tell their callers, from whatever thread this is, waking each loop once."""
    for loop in {job.loop for job in jobs}:
        loop.call_soon_threadsafe(_tell, [job for job in jobs if job.loop is loop])


def _tell(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.tell()
