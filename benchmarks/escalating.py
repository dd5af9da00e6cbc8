"""Measures forms that become cases: how soon they are acknowledged, and that none is lost."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cast import Desk
from benchmarks.load import BenchmarkFailed, Timings, burst, busy, lines, steady
from benchmarks.wire import commands, escalation

PER_SECOND, SECONDS, AT_ONCE = 20, 20, 200
_RECEIPT = b'{"response_action": "update"'


@dataclass(frozen=True, slots=True)
class Escalated:
    """`cases`, `deliveries` and `sent` are rows of the database when the last was acknowledged."""

    steady: Timings
    burst: Timings
    cases: int
    deliveries: int
    sent: int

    @property
    def acknowledged(self) -> int:
        return len(self.steady.each) + len(self.burst.each)


async def escalated(desk: Desk) -> Escalated:
    """Raises BenchmarkFailed when an acknowledged form is not in the database.

    Everybody has asked before, so that their names are known, as they are to who opened a form.
    """
    port, count = desk.server.port, PER_SECOND * SECONDS
    async with lines(port, 8) as given:
        await busy(given, commands("ask", count + AT_ONCE))
    evenly = await steady(port, [escalation(n) for n in range(count)], PER_SECOND, _RECEIPT)
    async with lines(port, AT_ONCE) as given:
        together = await burst(given, [escalation(count + n) for n in range(AT_ONCE)], _RECEIPT)
    made = Escalated(evenly, together, *_rows(desk.database))
    if made.cases != made.acknowledged:
        raise BenchmarkFailed(f"{made.acknowledged} acknowledged, {made.cases} in the database")
    return made


def _rows(database: Path) -> tuple[int, int, int]:
    counts = (
        'SELECT count(DISTINCT source_key) FROM "case"',
        "SELECT count(*) FROM delivery",
        "SELECT count(*) FROM delivery WHERE state = 'sent'",
    )
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return tuple(db.execute(count).fetchone()[0] for count in counts)
