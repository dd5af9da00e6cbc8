"""Measures commands that only read: the desk in turns with servers that do less."""

import math
import statistics
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import astuple, dataclass

from benchmarks.load import Line, Timings, burst, busy, for_seconds, lines
from benchmarks.processes import Server
from benchmarks.wire import commands

ROUNDS = 5
SECONDS = 1.0  # that each server is kept busy, for each load and round
BURSTS = 4  # for each round
PEOPLE = 500  # whose commands are sent over and over
COMMANDS = ("help", "services", "services snsa", "fees", "fees sme 8299.41", "cta")
_WARM, _FEWEST = 500, 300  # requests


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds: of the server's processor for each request, and of waiting for the answer."""

    cpu: float
    p50: float
    p99: float
    rate: float


@dataclass(frozen=True, slots=True)
class Load:
    """A way to ask over so many connections."""

    name: str
    connections: int
    run: Callable[[Sequence[Line], Sequence[bytes]], Awaitable[Timings]]


async def _busy(given: Sequence[Line], requests: Sequence[bytes]) -> Timings:
    return await busy(given, for_seconds(SECONDS, requests))


async def _bursts(given: Sequence[Line], requests: Sequence[bytes]) -> Timings:
    all_of_them = [await burst(given, requests) for _ in range(BURSTS)]
    return Timings(
        [each for one in all_of_them for each in one.each], sum(one.total for one in all_of_them)
    )


LOADS = (
    *(Load(f"{count} at a time", count, _busy) for count in (1, 32, 128)),
    Load("200 at once", 200, _bursts),
)


async def compared(servers: Sequence[Server]) -> dict[str, dict[str, Figures]]:
    """Figures by load and server, medians over the rounds: A B C, A B C, so that noise hits all."""
    seen: dict[str, dict[str, list[Figures]]] = {
        load.name: {server.name: [] for server in servers} for load in LOADS
    }
    await _warm(servers)
    for _ in range(ROUNDS):
        requests = commands("fees", PEOPLE)
        for load in LOADS:
            for server in servers:
                seen[load.name][server.name].append(await _measured(server, load, requests))
    return {
        load: {name: _median(figures) for name, figures in by_name.items()}
        for load, by_name in seen.items()
    }


async def each_command(server: Server, answered: int) -> dict[str, Figures]:
    """Figures of every command at 32 at a time, until so many requests are answered in all."""
    left = math.ceil((answered - server.answered) / len(COMMANDS) / ROUNDS)
    load = Load("", 32, busy)
    seen: dict[str, list[Figures]] = {text: [] for text in COMMANDS}
    for _ in range(ROUNDS):
        for text in COMMANDS:
            requests = commands(text, max(_FEWEST, left))
            seen[text].append(await _measured(server, load, requests))
    return {text: _median(figures) for text, figures in seen.items()}


async def _warm(servers: Iterable[Server]) -> None:
    for server in servers:
        async with lines(server.port, 8) as given:
            await busy(given, commands("fees", _WARM))


async def _measured(server: Server, load: Load, requests: Sequence[bytes]) -> Figures:
    async with lines(server.port, load.connections) as given:
        before = server.cpu
        took = await load.run(given, requests)
        used = server.cpu - before
    server.answered += len(took.each)
    return Figures(
        cpu=1000 * used / len(took.each),
        p50=took.percentile(50),
        p99=took.percentile(99),
        rate=len(took.each) / took.total,
    )


def _median(figures: Sequence[Figures]) -> Figures:
    return Figures(*map(statistics.median, zip(*map(astuple, figures), strict=True)))
