"""Measures what one act costs as the record grows; with `--large`, to a million cases.

The rows are those of one real question, multiplied: a case with its entries, its finished
deliveries, lanes and lines of the audit trail. Messages of finished deliveries are left out of the
multiplied rows: nothing reads them, and they are three quarters of a file. Turns are those of the
last three days, since older ones are forgotten.
"""

import asyncio
import functools
import os
import secrets
import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.packs.documents import read_yaml
from adapters.packs.loader import load_pack
from adapters.storage import migration
from adapters.storage.record import SqlRecord
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from benchmarks.processes import ROOT
from core.desk.ports import Dispatch, Sent
from core.desk.take import Desk
from core.values.command import Escalate
from core.values.place import Person, Platform
from core.values.routing import Routing
from core.values.triage import Triage
from core.values.turn import Turn

SIZES, LARGE = (1_000, 100_000), (1_000, 100_000, 1_000_000)
TIMES = 60  # of each act; the first tenth warms caches and is not counted
EACH = 5  # cases of one person
TEAM = "T0UNI"
STAFF = "slack:T0UNI:U0SOFIE"
OPEN = 50  # one case of so many is open; a third of these is claimed by one person
_TURNS = 20_000  # of three days
_FIRST = "U0P000000"  # who asked the question that is multiplied


@dataclass(frozen=True, slots=True)
class Costs:
    """Median milliseconds of each act: of the clock, and of this process's processor."""

    cases: int
    megabytes: float
    wall: dict[str, float]
    cpu: dict[str, float]


def person(number: int) -> Person:
    user = f"U0P{number // EACH:06}"
    return Person(platform=Platform.SLACK, tenant=TEAM, user=user, name=f"Researcher {number}")


@functools.cache
def parts() -> tuple[Any, Routing]:
    pack = load_pack(ROOT / "packs/famhp", datetime.now(UTC).date())
    return pack, read_yaml(ROOT / "simulator/routing.yaml").parse(Routing)


def _asked(key: str, number: int) -> Turn:
    who = person(number)
    command = Escalate(question=f"Question {number}: may we?", topic="sta", consent="yes")
    return Turn(key=key, person=who, where=who.direct, command=command)


def desk_on(store: SqliteStore) -> Desk:
    """A desk without platforms; every question is about the same."""
    pack, _ = parts()
    return Desk(
        pack,
        store,
        lambda *_: Triage(language="en", topic="sta", confidence=1.0),
        now=lambda: datetime.now(UTC),
        new_id=functools.partial(secrets.token_hex, 16),
        woken=lambda: None,
    )


async def filled(file: Path, cases: int) -> SqliteStore:
    """A store with so many cases in it."""
    engine = sqlite_engine(f"sqlite:///{file}")
    migration.upgrade(engine)
    engine.dispose()
    store = SqliteStore(f"sqlite:///{file}")
    _, routing = parts()
    await store.write(lambda record: record.set_routing(routing, "benchmark", datetime.now(UTC)))
    await desk_on(store).take(_asked("first", 0))
    await asyncio.to_thread(_multiplied, file, cases)
    return store


def _multiplied(file: Path, cases: int) -> None:
    """Indexes are made anew at the end: a minute instead of ten."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = db.execute(made).fetchall()
        db.execute("BEGIN")
        for name, _ in indexes:
            db.execute(f'DROP INDEX "{name}"')
        for table in ("turn", "case", "entry", "lane", "delivery"):
            _repeated(db, table, cases)
        for _, sql in indexes:
            db.execute(sql)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()  # else the first commits wait for all of this


def _repeated(db: sqlite3.Connection, table: str, cases: int) -> None:
    """The rows of the first case again and again, with ids, people and times of their own."""
    found = db.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in found.description]
    for row in found.fetchall():
        first = dict(zip(names, row, strict=True))
        if table == "lane" and "U0P" not in first["name"]:
            continue
        values = ", ".join(_varied(table, name, value, first) for name, value in first.items())
        words = f'INSERT OR IGNORE INTO "{table}" SELECT {values} FROM n'
        given = {"cases": min(cases, _TURNS) if table == "turn" else cases, **first}
        db.execute(f"{_NUMBERS} {words}", given)


_NUMBERS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :cases)"
_WHO = f"printf('U0P%06d', n / {EACH})"
_CASE = "printf('%04X-%04X', n * 40503 % 65536, n / 65536)"


_RARE = {"status": ("closed", "open", OPEN), "assignee": ("", STAFF, 3 * OPEN)}


def _varied(table: str, name: str, value: Any, first: dict[str, Any]) -> str:
    """SQL for the column in the nth row. 40503 is odd: no two cases have the same number."""
    match table, name:
        case ("turn", "key") | ("case", "source_key"):
            return f"'slack:{TEAM}:form:' || {_WHO} || ':V' || n"
        case ("case", "id") | (_, "case_id"):
            return _CASE
        case ("delivery", "id"):
            return "NULL"
        case ("delivery", "key"):
            return f"printf('%08x%024x', n * 40503 % 4294967296, {first['id']})"
        case ("delivery", "seq"):
            return f"-(n * 10 + {first['id']})"
        case ("delivery", "message"):
            return "''"
        case ("delivery", "state"):
            return "'sent'"
        case ("delivery", "landed"):
            lane = f"replace(:lane, '{_FIRST}', {_WHO})"
            return f"{lane} || printf('#%d.%06d', 1700000000 + n, {first['id']})"
        case ("case", "status" | "assignee"):
            usual, now_and_then, each = _RARE[name]
            return f"CASE WHEN n % {each} THEN '{usual}' ELSE '{now_and_then}' END"
        case (_, "opened_at" | "at" | "due_at" | "accepted_at"):
            return f":{name} - n"
        case _ if isinstance(value, str) and _FIRST in value:
            return f"replace(:{name}, '{_FIRST}', {_WHO})"
    return f":{name}"


async def costs(store: SqliteStore, cases: int) -> Costs:
    desk = desk_on(store)
    wall, cpu = {}, {}
    for name, act in _acts(store, desk, cases).items():
        wall[name], cpu[name] = await _timed(act)
    return Costs(cases, store.file.stat().st_size / 1e6, wall, cpu)


def _acts(
    store: SqliteStore, desk: Desk, cases: int
) -> dict[str, Callable[[int], Awaitable[object]]]:
    start = time.time_ns()

    async def accept(n: int) -> None:
        await desk.take(_asked(f"{start}:{n}", n * 7_919 % cases))

    async def mine(n: int) -> None:
        await store.read(lambda record: record.cases_of(person(n * 104_729 % cases).key, 20))

    async def queue(n: int) -> None:
        now = datetime.now(UTC)
        ends = dict.fromkeys(("innovationoffice", "ctr"), now + timedelta(hours=12))
        await store.read(lambda record: record.workload(STAFF, ends, now, 5))

    async def drain(n: int) -> None:
        await _drained(store, 1)

    async def claim(n: int) -> None:
        await store.claim("benchmark", datetime.now(UTC) - timedelta(days=400), 32)

    return {
        "accept a question": accept,
        "my cases": mine,
        "staff queue": queue,
        "send one of a lane": drain,
        "claim, nothing due": claim,
    }


async def _drained(store: SqliteStore, limit: int) -> None:
    """Claim, send and settle, as a courier does, on a platform that takes no time."""
    now = datetime.now(UTC)
    taken, _ = await store.claim("benchmark", now, limit)
    for dispatch in taken:
        await store.write(functools.partial(_settled, dispatch, now))
        await store.write(functools.partial(_rested, dispatch, now))


def _settled(dispatch: Dispatch, now: datetime, record: SqlRecord) -> None:
    record.settle(dispatch, Sent(), now)


def _rested(dispatch: Dispatch, now: datetime, record: SqlRecord) -> None:
    record.rest(dispatch.delivery.to.lane, now)


async def _timed(act: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    walls, cpus = [], []
    for n in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        await act(n)
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - used)
    first = TIMES // 10
    return (1000 * statistics.median(walls[first:]), 1000 * statistics.median(cpus[first:]))


async def grown(folder: Path, sizes: Sequence[int]) -> list[Costs]:
    """The same acts on files of these sizes, measured in turns so that noise hits all alike."""
    stores = [await filled(folder / f"grown-{cases}.db", cases) for cases in sizes]
    try:
        rounds = [[await costs(s, n) for s, n in zip(stores, sizes, strict=True)] for _ in "abc"]
    finally:
        for store in stores:
            store.close()
    return [_best(list(same)) for same in zip(*rounds, strict=True)]


def _best(rounds: Sequence[Costs]) -> Costs:
    """The quickest of the rounds: what others did on this machine only ever adds."""

    def least(which: str) -> dict[str, float]:
        figures = [getattr(each, which) for each in rounds]
        return {name: min(figure[name] for figure in figures) for name in figures[0]}

    return Costs(rounds[0].cases, rounds[-1].megabytes, least("wall"), least("cpu"))
