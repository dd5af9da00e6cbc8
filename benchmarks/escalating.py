"""Measures forms that become cases: how soon they are acknowledged, and that none is lost."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cast import Desk
from benchmarks.load import BenchmarkFailed, Timings, burst, busy, lines, steady
from benchmarks.wire import commands, escalation

PER_SECOND, SECONDS, AT_ONCE = 20, 20, 200


@dataclass(frozen=True, slots=True)
class Rows:
    """What the database held when the last form was answered."""

    cases: int
    deliveries: int
    sent: int


@dataclass(frozen=True, slots=True)
class Escalated:
    steady: Timings
    burst: Timings
    rows: Rows

    @property
    def refused(self) -> int:
        return self.steady.refused + self.burst.refused

    @property
    def acknowledged(self) -> int:
        return len(self.steady.each) + len(self.burst.each) - self.refused


async def escalated(desk: Desk) -> Escalated:
    """Raises BenchmarkFailed when an acknowledged form is not in the database.

    Everybody has asked before, so their names are known, as they are of people who open a form.
    """
    port, count = desk.server.port, PER_SECOND * SECONDS
    async with lines(port, 8) as given:
        await busy(given, commands("ask", count + AT_ONCE))
    evenly = await steady(port, [escalation(n) for n in range(count)], PER_SECOND)
    async with lines(port, AT_ONCE) as given:
        together = await burst(given, [escalation(count + n) for n in range(AT_ONCE)])
    return _checked(Escalated(evenly, together, _rows(desk.database)))


def _checked(made: Escalated) -> Escalated:
    """A form refused at the last moment may have been stored; no other may be more or fewer."""
    least = made.acknowledged
    if not least <= made.rows.cases <= least + made.refused:
        raise BenchmarkFailed(f"{least} acknowledged, {made.rows.cases} cases in the database")
    return made


def _rows(database: Path) -> Rows:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:

        def count(query: str) -> int:
            return int(db.execute(f"SELECT count(*) FROM {query}").fetchone()[0])

        return Rows(
            cases=count('(SELECT DISTINCT source_key FROM "case")'),
            deliveries=count("delivery"),
            sent=count("delivery WHERE state = 'sent'"),
        )
