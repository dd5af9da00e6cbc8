"""Measures what it costs a new case that its nearest past answers are shown, as the cases grow.

Three prices: what the timer adds to taking the question, the look-up before the timer's own
transaction (nobody waits for it), and that transaction. `python -m benchmarks.nearing [CASES …]`.
"""

import asyncio
import functools
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from adapters.storage import migration
from adapters.storage.audit.chain import Seal
from adapters.storage.record import SqlRecord
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from benchmarks import growing, searching
from core.decide import clockwork
from core.desk.administer import Outside
from core.desk.take import Desk
from core.values.command import Escalate, GoOff
from core.values.delivery import Delivery, DeliveryKind
from core.values.place import DESK, Person, Platform
from core.values.turn import Turn

SIZES = (1_000, 100_000)
TIMES = 60  # of each; the first tenth warms caches and is not counted
_WORDS = 20  # of a question
_WITHOUT = tuple(slot for slot in clockwork.SLOTS if slot != "alike")
Took = dict[str, list[float]]


def _questions(count: int) -> Iterator[str]:
    """Every other one in half the words of a case that is there; the others in words as they
    occur."""
    words, weights = searching.vocabulary()
    dice = random.Random(5)
    for number, case in enumerate(islice(searching.made_cases(count), count)):
        drawn = dice.choices(words, cum_weights=weights, k=_WORDS)
        known = dice.sample(case.question.split(), _WORDS // 2)
        yield " ".join((*known, *drawn[: _WORDS // 2]) if number % 2 else drawn)


async def _opened(desk: Desk, question: str) -> None:
    who = Person(platform=Platform.SLACK, tenant="T0UNI", user=f"U{secrets.token_hex(4)}")
    form = Escalate(question=question, topic="sta", consent="yes")
    await desk.take(Turn(key=secrets.token_hex(8), person=who, where=who.direct, command=form))


def _timer(record: SqlRecord) -> Delivery:
    """That of the newest case."""
    (case,) = record.recent_cases(1)
    command = GoOff(case=case.id, what="alike", at=case.opened_at)
    return Delivery(
        key=secrets.token_hex(16),
        to=DESK.direct,
        command=command,
        kind=DeliveryKind.TIMER,
        due_at=case.opened_at,
    )


async def _measured(store: SqliteStore) -> tuple[Took, int]:
    """Milliseconds of each part; and how many of the new cases were shown something."""
    desk, took, shown = growing.desk_on(store), Took(), 0
    questions = _questions(2 * TIMES)

    async def timed(part: str, act: Callable[[], Awaitable[object]]) -> object:
        began = time.perf_counter()
        result = await act()
        took.setdefault(part, []).append(1000 * (time.perf_counter() - began))
        return result

    for _ in range(TIMES):
        with patch.object(clockwork, "SLOTS", _WITHOUT):
            await timed("accept, without", functools.partial(_opened, desk, next(questions)))
        await timed("accept, with", functools.partial(_opened, desk, next(questions)))
        delivery = await store.read(_timer)
        assert delivery.command
        turn = Turn(
            key=f"timer:{delivery.key}", person=DESK, where=DESK.direct, command=delivery.command
        )
        outside = await timed("look-up, before", functools.partial(desk.foreseen, turn))
        assert isinstance(outside, Outside)
        shown += bool(outside.near)
        taken = functools.partial(_taken, desk, turn, outside)
        await timed("timer's transaction", functools.partial(store.write, taken))
    return {part: times[TIMES // 10 :] for part, times in took.items()}, shown


def _taken(desk: Desk, turn: Turn, outside: Outside, record: SqlRecord) -> None:
    desk.recorded(turn, record, outside)


async def measured(folder: Path, cases: int) -> tuple[Took, int]:
    file = folder / f"near-{cases}.db"
    engine = sqlite_engine(f"sqlite:///{file}")
    migration.upgrade(engine)
    engine.dispose()
    await asyncio.to_thread(searching.fill, file, cases)
    store = SqliteStore(f"sqlite:///{file}", Seal(searching.KEY))
    try:
        _, routing = growing.parts()
        now = datetime.now(UTC)
        await store.write(lambda record: record.set_routing(routing, "benchmark", now))
        return await _measured(store)
    finally:
        store.close()
        file.unlink()


def told(sizes: Sequence[int], found: Sequence[tuple[Took, int]]) -> Iterator[str]:
    yield f"       milliseconds p50 (p95), on {', '.join(f'{size:,}' for size in sizes)} cases"
    for part in found[0][0]:
        each = "   ".join(
            f"{statistics.median(took[part]):7.2f} ({searching.percentile(took[part], 95):6.2f})"
            for took, _ in found
        )
        yield f"       {part:<22}{each}"
    seen = ", ".join(f"{shown} of {TIMES}" for _, shown in found)
    yield f"       new cases that are shown something: {seen}"
    first, last = (statistics.median(took["accept, with"]) for took, _ in (found[0], found[-1]))
    word = "met" if last <= searching.FLAT * first else "SHORT"
    yield f"{word:<6} accept, largest to smallest file: {last / first:.2f} × (≤ {searching.FLAT} ×)"


async def _all(folder: Path, sizes: Sequence[int]) -> list[tuple[Took, int]]:
    return [await measured(folder, size) for size in sizes]


def main() -> None:
    given = [int(each.replace("_", "")) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="desk-benchmark-") as folder:
        for line in told(given, asyncio.run(_all(Path(folder), given))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
