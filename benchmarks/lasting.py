"""Measures what a desk still holds after many turns that write, and where, should it be more.

Nineteen of twenty turns keep a question, one is a form that becomes a case; Slack's pace of a
second lets most of the cards wait in the table, as they do behind a busy channel.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from benchmarks import cast
from benchmarks.load import Line, busy, lines
from benchmarks.processes import LOOK_EVERY, Server, running
from benchmarks.traced import MARK
from benchmarks.wire import command, escalation

TURNS = 20_000  # unless told otherwise; the bar is for 100,000
PARTS = 10  # memory is told after each; the first is for caches to fill
GROWTH = 5.0  # MB, at most, after the first part
_AT_ONCE = 16


async def lasting(simulator: Server, folder: Path, turns: int) -> AsyncIterator[str]:
    """The lines of the report."""
    async with cast.desk(simulator, folder, "lasting") as desk:
        held = [desk.server.memory]
        async with lines(desk.server.port, _AT_ONCE) as some:
            for part in range(PARTS):
                await _asked(some, part, turns // PARTS)
                held.append(desk.server.memory)
    grown = held[-1] - held[1]
    word = "met" if grown <= GROWTH else "SHORT"
    yield f"\nMemory over {turns:,} turns that write"
    yield f"       MB after each tenth: {', '.join(f'{each:.0f}' for each in held)}"
    yield f"{word:<6} growth after the first tenth: {grown:.1f} MB (≤ {GROWTH:.0f} MB)"
    if grown > GROWTH:
        async for line in _traced(simulator, folder, turns // PARTS):
            yield line


async def _asked(some: list[Line], part: int, turns: int) -> None:
    await busy(some, _requests(part * turns, turns))


def _requests(first: int, turns: int) -> Iterator[bytes]:
    """Signed when they are sent: signatures live for five minutes."""
    for number in range(first, first + turns):
        yield command("ask is this STA?", number) if number % 20 else escalation(number)


async def _traced(simulator: Server, folder: Path, turns: int) -> AsyncIterator[str]:
    """The same on a desk that notes where memory is taken: what the second half added."""
    given = cast.surroundings(simulator, f"sqlite:///{folder}/traced.db")
    log = folder / "traced.log"
    async with (
        running("traced", ("benchmarks.traced",), folder, given) as server,
        lines(server.port, _AT_ONCE) as some,
    ):
        for part in range(2):
            await _asked(some, part, turns)
            server.process.send_signal(signal.SIGUSR1)
            while (told := log.read_text()).count("that is all") <= part:  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY)
    for line in told.splitlines():
        if line.startswith(MARK) and "that is all" not in line:
            yield f"       {line}"
