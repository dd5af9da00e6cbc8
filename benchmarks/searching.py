"""Measures how long staff wait for a search, as the cases grow; with `--large`, on a million.

The cases hold words by Zipf's law, as texts of people do: a few stand in nearly every case, most in
a handful. What is measured is the whole look-up: words hashed, index asked, five cases read with
their entries. `python -m benchmarks.searching [CASES …]` measures this alone.
"""

import asyncio
import functools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from adapters.storage import migration
from adapters.storage.audit.chain import Seal
from adapters.storage.blind import Blind
from adapters.storage.record import SqlRecord
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from core.values.case import Case, Entry, EntryKind, Status
from core.values.ids import case_id
from core.values.place import Person, Platform
from core.values.search import Wanted

SIZES, LARGE = (1_000, 100_000), (1_000, 100_000, 1_000_000)
BAR, FLAT = 100.0, 1.5  # milliseconds at p95; times, from the smallest file to the largest
TIMES = 40  # of each kind of search; the first tenth warms caches and is not counted
KEY = "a key of the benchmark, long enough"
_VOCABULARY, _WORDS = 30_000, 60  # different words in all, words of one case
_AT_ONCE = 5_000
_QUEUES = frozenset({"innovationoffice"})
_STATES = (Status.ANSWERED, Status.CLOSED, Status.CLOSED, Status.CLOSED, Status.OPEN)


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds of every search, by its kind."""

    cases: int
    megabytes: float
    took: dict[str, list[float]]

    def p95(self) -> float:
        return percentile([t for times in self.took.values() for t in times], 95)


def percentile(times: Sequence[float], which: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[which - 1]


def vocabulary() -> tuple[list[str], list[float]]:
    words = [f"word{number:x}" for number in range(_VOCABULARY)]
    return words, list(accumulate(1 / (rank + 1) for rank in range(_VOCABULARY)))


def made_cases(count: int) -> Iterator[Case]:
    dice = random.Random(7)
    words, weights = vocabulary()
    began = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(count):
        said = dice.choices(words, cum_weights=weights, k=_WORDS)
        who = Person(platform=Platform.SLACK, tenant=f"T{number % 40:03}", user=f"U{number // 5}")
        at = began + timedelta(minutes=number)
        yield Case.model_construct(
            id=case_id(f"{number:016x}"),
            version=1,
            status=_STATES[number % len(_STATES)],
            queue="innovationoffice" if number % 3 else "ctr",
            requester=who,
            origin=who.direct,
            question=" ".join(said[: _WORDS // 2]),
            topic="fees" if number % 7 == 0 else "sta",
            locale="en",
            opened_at=at,
            due_at=at,
            due_why="",
            entries=(
                Entry.model_construct(number=1, kind=EntryKind.ASKED, at=at, by=who),
                Entry.model_construct(
                    number=2, kind=EntryKind.SENT, at=at, text=" ".join(said[_WORDS // 2 :])
                ),
            ),
        )


def fill(file: Path, count: int) -> None:
    """Written by the statements of SQLite itself: a million by those of the desk takes an hour."""
    blind = Blind(KEY)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -200000"):
            db.execute(f"PRAGMA {setting}")
        rows: list[Case] = []
        for case in made_cases(count):
            rows.append(case)
            if len(rows) == _AT_ONCE:
                _written(db, rows, blind)
                rows.clear()
        _written(db, rows, blind)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _written(db: sqlite3.Connection, rows: Sequence[Case], blind: Blind) -> None:
    db.execute("BEGIN")
    db.executemany(
        'INSERT INTO "case" (id, source_key, version, status, queue, requester, opened_at, due_at, '
        "body) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
        [
            (
                case.id,
                case.id,
                case.status,
                case.queue,
                case.requester.key,
                case.opened_at.timestamp(),
                case.due_at.timestamp(),
                case.model_dump_json(exclude={"entries"}),
            )
            for case in rows
        ],
    )
    db.executemany(
        "INSERT INTO entry (case_id, number, kind, at, body) VALUES (?, ?, ?, ?, ?)",
        [
            (case.id, e.number, e.kind, e.at.timestamp(), e.model_dump_json())
            for case in rows
            for e in case.entries
        ],
    )
    db.executemany(
        "INSERT INTO case_search (case_id, key, words) VALUES (?, ?, ?)",
        [(case.id, blind.id, blind.document(case)) for case in rows],
    )
    db.execute("COMMIT")


def _searches(dice: random.Random) -> dict[str, Wanted]:
    """One of each kind, with words drawn as they occur."""
    words, weights = vocabulary()
    spans = ((0, 10), (50, 500), (9_000, 29_000))
    common, often, rare = (words[dice.randrange(*span)] for span in spans)
    drawn = dice.choices(words, cum_weights=weights, k=3)

    def wanted(text: str, **more: object) -> Wanted:
        return Wanted.model_validate({"text": text, "queues": _QUEUES, **more})

    return {
        "a common word": wanted(common),
        "a rare word": wanted(rare),
        "a common and a rare word": wanted(f"{common} {rare}"),
        "two usual words": wanted(f"{often} {words[dice.randrange(50, 500)]}"),
        "three words as they occur": wanted(" ".join(drawn)),
        "words and filters": wanted(often, states=(Status.OPEN,), topics=("fees",)),
        "filters alone": wanted("", states=(Status.ANSWERED,), university="T007"),
        "a word that is nowhere": wanted(f"nowhere {common}"),
    }


async def waited(folder: Path, cases: int) -> Waited:
    file = folder / f"searched-{cases}.db"
    engine = sqlite_engine(f"sqlite:///{file}")
    migration.upgrade(engine)
    engine.dispose()
    await asyncio.to_thread(fill, file, cases)
    store = SqliteStore(f"sqlite:///{file}", Seal(KEY))
    try:
        took = await _timed(store)
    finally:
        store.close()
    megabytes = file.stat().st_size / 1e6
    file.unlink()
    return Waited(cases, megabytes, took)


def _found(wanted: Wanted, record: SqlRecord) -> object:
    return record.found(wanted, 0, 5)


async def _timed(store: SqliteStore) -> dict[str, list[float]]:
    dice = random.Random(11)
    took: dict[str, list[float]] = {}
    for _ in range(TIMES):
        for kind, wanted in _searches(dice).items():
            began = time.perf_counter()
            await store.read(functools.partial(_found, wanted))
            took.setdefault(kind, []).append(1000 * (time.perf_counter() - began))
    return {kind: times[TIMES // 10 :] for kind, times in took.items()}


def told(found: Sequence[Waited]) -> Iterator[str]:
    """Lines of the report; the bar is for the largest file."""
    sizes = ", ".join(f"{each.cases:,} cases {each.megabytes:,.0f} MB" for each in found)
    yield f"       milliseconds p50 (p95), on files of {sizes}"
    for kind in found[0].took:
        each = "   ".join(
            f"{statistics.median(f.took[kind]):7.2f} ({percentile(f.took[kind], 95):6.2f})"
            for f in found
        )
        yield f"       {kind:<26}{each}"
    last, first = found[-1].p95(), found[0].p95()
    word = "met" if last < BAR else "SHORT"
    yield f"{word:<6} all kinds, {found[-1].cases:,} cases: p95 {last:.2f} ms (< {BAR:.0f} ms)"
    word = "met" if last <= FLAT * first else "SHORT"
    yield f"{word:<6} p95 of all kinds, largest to smallest file: {last / first:.2f} × (≤ {FLAT} ×)"


async def searched(folder: Path, sizes: Sequence[int]) -> list[Waited]:
    return [await waited(folder, size) for size in sizes]


def main() -> None:
    given = [int(each.replace("_", "")) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="desk-benchmark-") as folder:
        for line in told(asyncio.run(searched(Path(folder), given))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
