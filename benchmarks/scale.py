"""Measures what grows: durable turns, questions all the way, a record of years."""

import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from benchmarks import cast, exporting, flowing, growing, redrawing, searching
from benchmarks.growing import Costs
from benchmarks.lasting import TURNS as LASTING
from benchmarks.lasting import lasting
from benchmarks.load import Timings, asked, busy, lines
from benchmarks.processes import Server, running
from benchmarks.wire import command, commands
from tests.postgres import programs
from tests.postgres import server as postgres_server

ROUNDS, TURNS = 5, 150  # durable turns for each round and server
WORKERS = (0, 1, 3)  # beside the process that listens, which delivers too
FLAT, DURABLE = 1.5, 1.5  # times, at most
LARGE_TURNS = 100_000  # of memory that must not grow


async def scaled(simulator: Server, folder: Path, *, large: bool) -> AsyncIterator[str]:
    """The lines of the report, as they are measured."""
    sizes = growing.LARGE if large else growing.SIZES
    yield "\nA durable turn: a signed command is on disk before it is answered, 1 and 32 at a time"
    async for line in _durable(simulator, folder):
        yield line
    yield "\nWhat one act costs as the record grows (least median of 3 rounds)"
    for line in _grown(await growing.grown(folder, sizes)):
        yield line
    yield "\nHow long staff wait for a search"
    wanted = searching.LARGE if large else searching.SIZES
    for line in searching.told(await searching.searched(folder, wanted)):
        yield line
    async for line in _restarted(simulator, folder, sizes[-1]):
        yield line
    yield "\nThe staff card: from a click on it until its redraw arrives at Slack"
    yield _redraw(await redrawing.redrawn(folder))
    yield "\nAn export of cases, as an operator calls it: CSV without and with texts"
    async for line in _exports(folder, sizes):
        yield line
    yield f"\n{flowing.QUESTIONS} questions all the way: card, mail and receipt arrived"
    async for line in _flows(folder):
        yield line
    async for line in lasting(simulator, folder, LARGE_TURNS if large else LASTING):
        yield line


async def _durable(simulator: Server, folder: Path) -> AsyncIterator[str]:
    kept = folder / "row.json"
    kept.write_bytes(b'{"response_action": "clear"}')
    given = {"SLACK_API_URL": simulator.facts["api"], "BENCHMARK_ANSWER": str(kept)}
    bare = ("benchmarks.servers", cast.DURABLE)
    async with (
        cast.desk(simulator, folder, "durable") as desk,
        running("row", bare, folder, given) as row,
    ):
        async with lines(desk.server.port, 8) as some:
            await busy(some, commands("ask", 300))
        for count in (1, 32):
            took: dict[str, list[Timings]] = {"desk": [], "bare row": []}
            for number in range(ROUNDS):
                for name, server in (("desk", desk.server), ("bare row", row)):
                    first = (count * ROUNDS + number) * TURNS
                    asked_now = [command("ask", first + n) for n in range(TURNS)]
                    async with lines(server.port, count) as some:
                        took[name].append(await busy(some, asked_now))
            yield _beside(count, took["desk"], took["bare row"])


def _beside(count: int, desk: Sequence[Timings], bare: Sequence[Timings]) -> str:
    """The least of the rounds on both sides: what others did on this machine only ever adds."""
    ours, theirs = (min(each.percentile(50) for each in those) for those in (desk, bare))
    word = "met" if ours <= DURABLE * theirs else "SHORT"
    return (
        f"{word:<6} {count:>2} at a time: p50 {ours:.2f} ms, bare aiohttp, signature and one row "
        f"{theirs:.2f} ms: {ours / theirs:.2f} × (≤ {DURABLE} ×)"
    )


def _grown(found: Sequence[Costs]) -> list[str]:
    first, told = found[0], []
    for name in first.wall:
        each = "   ".join(f"{c.wall[name]:7.2f} ({c.cpu[name]:5.2f})" for c in found)
        ratio = max(c.cpu[name] / first.cpu[name] for c in found)
        word = "met" if ratio <= FLAT else "SHORT"
        told.append(f"{word:<6} {name:<22}{each}   processor {ratio:.2f} × (≤ {FLAT} ×)")
    sizes = ", ".join(f"{c.cases:,} cases {c.megabytes:,.0f} MB" for c in found)
    return [f"       milliseconds (of them processor), on files of {sizes}", *told]


def _redraw(made: redrawing.Redrawn) -> str:
    word = "met" if made.p99 < redrawing.WITHIN else "SHORT"
    return (
        f"{word:<6} {redrawing.TIMES} claims and releases, {redrawing.OTHERS} commands of others a "
        f"second: p50 {made.p50:.0f} ms, p99 {made.p99:.0f} ms (< {redrawing.WITHIN:.0f} ms)"
    )


async def _exports(folder: Path, sizes: Sequence[int]) -> AsyncIterator[str]:
    """Memory is flat when many cases need hardly more of it than few."""
    few = await exporting.exported(folder / f"grown-{sizes[0]}.db")
    for options in ((), ("--texts",)):
        many = await exporting.exported(folder / f"grown-{exporting.CASES}.db", *options)
        fast, flat = many.seconds < exporting.WITHIN, many.megabytes <= FLAT * few.megabytes
        word = "met" if fast and flat else "SHORT"
        yield (
            f"{word:<6} {many.rows:,} cases{' with texts' if options else ''}: "
            f"{many.seconds:.1f} s (< {exporting.WITHIN:.0f} s), {many.written:.0f} MB written, "
            f"{many.megabytes:.0f} MB resident at most; {few.rows:,} cases: {few.megabytes:.0f} MB"
        )


async def _restarted(simulator: Server, folder: Path, cases: int) -> AsyncIterator[str]:
    began = time.perf_counter()
    async with cast.desk(simulator, folder, f"grown-{cases}") as desk:
        await asked(desk.server.port, command("cases", 1))
        took = time.perf_counter() - began
        word = "met" if took < 3 else "SHORT"
        yield (
            f"{word:<6} start to first answer on {cases:,} cases: {took:.2f} s (< 3 s), "
            f"{desk.server.memory:.0f} MB resident"
        )


async def _flows(folder: Path) -> AsyncIterator[str]:
    flows = [await flowing.flowed(folder, f"sqlite:///{folder}/flow.db", "SQLite", 0)]
    if programs() is not None:
        with postgres_server(durable=True) as server:
            for workers in WORKERS:
                url = server.fresh(f"flow{workers}")
                flows.append(await flowing.flowed(folder, url, "PostgreSQL", workers))
    for flow in flows:
        yield (
            f"       {flow.name:<11}{1 + flow.workers} delivering: "
            f"{flow.per_second:5.1f} questions/s, "
            f"{flow.deliveries_per_second:5.1f} messages/s; processor for each question: desks "
            f"{flow.desks:.1f} ms, simulator {flow.simulator:.1f} ms"
        )
