"""Measures commands that only read: the desk in turns with servers that do less."""

import math
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple, dataclass
from operator import truediv

from benchmarks.load import Line, Timings, burst, busy, for_seconds, lines
from benchmarks.processes import Server
from benchmarks.wire import commands

ROUNDS = 11
SECONDS = 0.4  # that each server is kept busy, for each load and round
BURSTS = 2  # for each round
PEOPLE = 500  # whose commands are sent over and over
COMMANDS = ("help", "services", "services snsa", "fees", "fees sme 8299.41", "cta")
_WARM, _FEWEST = 400, 300  # requests


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds: of the server's processor for each request, and of waiting for the answer;
    `rate` is in answers per second."""

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
    taken = Timings()
    for _ in range(BURSTS):
        one = await burst(given, requests)
        taken.each += one.each
        taken.total += one.total
    return taken


LOADS = (
    *(Load(f"{count} at a time", count, _busy) for count in (1, 32, 128)),
    Load("200 at once", 200, _bursts),
)


Rounds = dict[str, dict[str, list[Figures]]]
"""By load and server, one for each round."""


async def compared(servers: Sequence[Server]) -> Rounds:
    """A B C, A B C, … so that noise hits all alike."""
    seen: Rounds = {load.name: {server.name: [] for server in servers} for load in LOADS}
    for _ in range(ROUNDS):
        requests = commands("fees", PEOPLE)
        for load in LOADS:
            for server in servers:
                seen[load.name][server.name].append(await _measured(server, load, requests))
    return seen


async def each_command(server: Server, answered: int) -> dict[str, Figures]:
    """Figures of every command at 32 at a time, until so many requests are answered in all."""
    left = math.ceil((answered - server.answered) / len(COMMANDS) / ROUNDS)
    load = Load("", 32, busy)
    seen: dict[str, list[Figures]] = {text: [] for text in COMMANDS}
    for _ in range(ROUNDS):
        for text in COMMANDS:
            requests = commands(text, max(_FEWEST, left))
            seen[text].append(await _measured(server, load, requests))
    return {text: median(figures) for text, figures in seen.items()}


async def warm(server: Server) -> None:
    """Every command and all connections, so that what is made once has been made."""
    async with lines(server.port, max(load.connections for load in LOADS)) as given:
        for text in COMMANDS:
            await busy(given, commands(text, _WARM))


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


def median(figures: Sequence[Figures]) -> Figures:
    return Figures(*map(statistics.median, zip(*map(astuple, figures), strict=True)))


def times(these: Sequence[Figures], those: Sequence[Figures]) -> Figures:
    """How many times those figures these are: the median of the ratios, round by round."""
    return median(
        [Figures(*map(truediv, astuple(a), astuple(b))) for a, b in zip(these, those, strict=True)]
    )
