"""The full figures: `python -m tests.faults --kills 1000 --database sqlite --seed 7`.

Runs in rounds, each on a fresh database with a seed of its own (the given one plus the round's
number), and holds each against the checker. Ends with 1 at the first promise that was not kept.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.fuzz import fuzzed
from tests.faults.ground import Ground, ground
from tests.faults.nemesis import Nemesis
from tests.faults.soak import Soak
from tests.faults.storm import HOUR, Storm, weathered
from tests.postgres import programs, server

EVERY = 30.0  # seconds between two blows of a soak
ROUND = 25  # blows on one database before it is judged
Fresh = Callable[[], str]
Row = Callable[[Ground], Awaitable[None]]


def wanted() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=0, help="kill -9 under load")
    asked.add_argument("--terminations", type=int, default=0, help="SIGTERM under load")
    asked.add_argument("--storm", type=float, default=0, help="hours of 429, on a moved clock")
    asked.add_argument("--fuzz", type=int, default=0, help="bodies at each door, signed and not")
    asked.add_argument("--soak", type=float, default=0, help="minutes of everything at once")
    asked.add_argument("--minutes", type=float, default=90, help="no new round after so long")
    asked.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    asked.add_argument("--seed", type=int, default=int(time.time()))
    return asked.parse_args()


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Fresh]:
    """A function that gives the address of a new, empty database."""
    numbers = iter(range(100_000))
    if kind == "sqlite":
        yield lambda: f"sqlite:///{folder}/desk{next(numbers)}.db"
        return
    if programs() is None:
        sys.exit("no PostgreSQL server programs (initdb, postgres) on this machine")
    with server(durable=True) as running:
        yield lambda: running.fresh(f"desk_{next(numbers)}")


class Campaign:
    """One run of the program; `figures` add up over its rounds."""

    def __init__(self, fresh: Fresh, folder: Path, seed: int, minutes: float) -> None:
        self._until = time.monotonic() + 60 * minutes
        self._fresh = fresh
        self._folder = folder
        self._seed = seed
        self.figures: Counter[str] = Counter()

    @asynccontextmanager
    async def _round(self) -> AsyncIterator[Ground]:
        self._seed += 1
        async with ground(self._fresh(), self._folder, self._seed) as field:
            field.recall = 1
            yield field
            found = await field.judge(within=120)
            self.figures["cases"] += len(found.record.cases)
            self.figures["turns"] += found.record.turns
            self.figures["deliveries"] += len(found.record.deliveries)
            self.figures["marked as perhaps repeated"] += sum(
                d.marked for d in found.record.deliveries
            )
            for kind in found.repeated():
                self.figures[f"really visible twice (marked): {kind.split()[0]}"] += 1
            for event in field.history.events:
                self.figures[event.kind] += 1

    async def blows(
        self, name: str, count: int, row: Callable[[Nemesis, int], Awaitable[None]]
    ) -> None:
        restarts: list[float] = []
        for first in range(0, count, ROUND):
            if time.monotonic() > self._until:
                say(f"{name}: the time is over after {first} of {count}")
                self.figures[f"{name}: not done, the time was over"] = count - first
                break
            size = min(ROUND, count - first)
            began = time.monotonic()
            async with self._round() as field:
                nemesis = Nemesis(field)
                await row(nemesis, size)
            restarts += nemesis.restarts
            self.figures[name] += size
            passed = (time.monotonic() - began) / size
            say(f"{name} {first + size}/{count}: {passed:.2f} s each, {field.history.summary()}")
        if restarts:
            ordered = sorted(restarts)
            for share in (50, 99):
                at = ordered[min(len(ordered) - 1, share * len(ordered) // 100)]
                self.figures[f"{name}: ms from fork to first 2xx, p{share}"] = round(1000 * at)

    async def soak(self, minutes: float) -> None:
        async with self._round() as field:
            soak = Soak(field)
            await soak.run(max(3, round(60 * minutes / EVERY)), EVERY)
        self.figures |= {f"soak: {name}": count for name, count in soak.blows.items()}
        more = soak.sizes[-1].memory - soak.sizes[len(soak.sizes) // 3].memory
        self.figures["soak: KiB more after the first third"] = more // 1024

    async def storm(self, hours: float) -> None:
        async with weathered(self._fresh(), self._folder, self._seed) as weather:
            await Storm(weather).rage(hours * HOUR)
            self.figures |= weather.figures

    async def fuzz(self, count: int) -> None:
        async with self._round() as field:
            self.figures |= await fuzzed(field, count)


def say(words: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {words}", flush=True)  # noqa: T201


async def main() -> None:
    given = wanted()
    say(f"seed {given.seed}, {given.database}")
    with tempfile.TemporaryDirectory(prefix="desk-faults-") as name:
        folder = Path(name)
        with databases(given.database, folder) as fresh:
            campaign = Campaign(fresh, folder, given.seed, given.minutes)
            await campaign.blows("kill -9", given.kills, Nemesis.kills)
            await campaign.blows("SIGTERM", given.terminations, Nemesis.terminations)
            if given.storm:
                await campaign.storm(given.storm)
            if given.soak:
                await campaign.soak(given.soak)
            if given.fuzz:
                await campaign.fuzz(given.fuzz)
    say(f"seed {given.seed}, {given.database}: every promise was kept")
    for figure, count in sorted(campaign.figures.items()):
        print(f"  {figure}: {count}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
