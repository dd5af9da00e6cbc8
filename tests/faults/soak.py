"""A soak: hours in which people ask without pause, and something breaks every half minute.

One desk listens and one delivers; both are struck and started anew. A third only delivers and is
never struck: its memory, descriptors and threads must come back to where they were.
"""

import asyncio
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.faults.ground import Ground
from tests.faults.nemesis import Nemesis
from tests.faults.process import DeskProcess

POST = "chat.postMessage"
LOCKED = 1.6  # seconds, longer than a desk waits for a lock
PAUSE = 2.0  # seconds that each of four people rests; one channel shows all their cards
STOPPED = 7.0  # seconds, longer than a lease
MOST_WAL = 64 * 2**20  # bytes
MOST_MORE = 24 * 2**20  # bytes of memory that a process may take for its caches, once
SLOPE = 2**20  # bytes of memory an hour, after that
Blow = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Size:
    """What a process takes, and when."""

    at: float
    memory: int
    descriptors: int
    threads: int

    @classmethod
    def of(cls, desk: DeskProcess) -> "Size":
        return cls(time.monotonic(), desk.memory(), desk.descriptors(), desk.threads())


class Soak:
    def __init__(self, field: Ground) -> None:
        self._field = field
        self._doors: DeskProcess
        self._worker: DeskProcess
        self.blows: Counter[str] = Counter()
        self.sizes: list[Size] = []

    async def run(self, blows: int, every: float, only: Collection[str] = ()) -> None:
        """So many blows, one every so many seconds; then all must be settled and sound."""
        field = self._field
        still = await (await field.desk("deliver")).ready()
        await self._open()
        self._worker = await (await field.desk("deliver")).ready()
        async with Nemesis(field).people(PAUSE):
            known = [each for each in self._known().items() if not only or each[0] in only]
            for _ in range(blows):
                await asyncio.sleep(every)
                name, blow = field.chance.choice(known)
                self.blows[name] += 1
                await blow()
                self.sizes.append(Size.of(still))
        found = await field.judge(503, within=120)
        assert set(found.repeated()) <= {"mail"}, found.repeated()
        self._bounded(Size.of(still))

    def _known(self) -> dict[str, Blow]:
        faults = self._field.sim.slack.faults
        known: dict[str, Blow] = {
            "kill -9 of the doors": self._doors_killed,
            "SIGTERM of the doors": self._doors_ended,
            "kill -9 of a worker": self._worker_killed,
            "SIGSTOP of a worker": self._worker_stopped,
            "mail away": self._mail_away,
            "429": _planted(lambda: faults.rate_limit(POST, retry_after="1", times=2)),
            "500": _planted(lambda: faults.status(POST, 500)),
            "reset, yet posted": _planted(lambda: faults.reset(POST, after_effect=True)),
            "hanging": _planted(lambda: faults.hang(POST, times=1)),
            "HTML": _planted(lambda: faults.html(POST)),
        }
        return known if self._file is None else {**known, "locked": self._locked}

    @property
    def _file(self) -> Path | None:
        place = make_url(self._field.url)
        return Path(str(place.database)) if place.get_backend_name() == "sqlite" else None

    async def _open(self) -> None:
        self._doors = await self._field.serving()

    async def _doors_killed(self) -> None:
        await self._doors.kill()
        await self._open()

    async def _doors_ended(self) -> None:
        assert await self._doors.terminate() == 0, self._doors.told.decode()[-2000:]
        await self._open()

    async def _worker_killed(self) -> None:
        await self._worker.kill()
        self._worker = await (await self._field.desk("deliver")).ready()

    async def _worker_stopped(self) -> None:
        self._worker.signal(signal.SIGSTOP)
        await asyncio.sleep(STOPPED)
        self._worker.signal(signal.SIGCONT)

    async def _mail_away(self) -> None:
        await self._field.sim.mail.stop()
        await asyncio.sleep(1)
        await self._field.sim.mail.start()

    async def _locked(self) -> None:
        with closing(sqlite3.connect(str(self._file))) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(LOCKED)
            other.execute("ROLLBACK")

    def _bounded(self, last: Size) -> None:
        """The first third is for caches to fill."""
        first = self.sizes[len(self.sizes) // 3]
        hours = (last.at - first.at) / 3600
        assert last.memory - self.sizes[0].memory < MOST_MORE + SLOPE * hours, self.sizes
        assert hours < 0.5 or last.memory - first.memory < SLOPE * hours, self.sizes
        assert last.descriptors <= first.descriptors + 8, self.sizes
        assert last.threads <= first.threads + 8, self.sizes
        if self._file is not None:
            assert Path(f"{self._file}-wal").stat().st_size < MOST_WAL


def _planted(plant: Callable[[], object]) -> Blow:
    async def planted() -> None:
        plant()

    return planted
