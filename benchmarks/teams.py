"""Measures turns in Teams: the desk, bare aiohttp, botbuilder's echo; and Slack beside Teams."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.activities import clicks, texts
from benchmarks.load import Timings, busy, for_seconds, lines, steady
from benchmarks.processes import Server
from benchmarks.reading import Figures
from benchmarks.wire import commands

LOADS = (1, 32, 128)  # connections
ROUNDS, SECONDS = 5, 0.6  # for each server and load
PER_SECOND = 25  # turns in Teams while Slack is measured
SLACK, SLACK_PER_SECOND = 100, 50  # commands of each measurement of Slack
CLICKED = "desk, a click"
CLICK, WORDS = {"do": "services"}, "services"
Json = dict[str, Any]


@dataclass
class InTeams:
    """Figures by load and what was asked. `alone` and `beside` are Slack's p50 in ms, by round,
    without and with Teams under load."""

    loads: dict[str, dict[str, list[Figures]]] = field(default_factory=dict)
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)


async def in_teams(desk: Server, aiohttp: Server, echo: Server, teams: Json) -> InTeams:
    """`desk` serves both platforms; `teams` is what the simulator said of itself."""
    clicked = clicks(teams, CLICK, 500)

    def typed() -> Sequence[bytes]:
        """Each under an id of its own: what is delivered again costs less."""
        return texts(teams, WORDS, 1_000)

    cast: dict[str, tuple[Server, Callable[[], Sequence[bytes]]]] = {
        CLICKED: (desk, lambda: clicked),
        "desk, typed": (desk, typed),
        "aiohttp": (aiohttp, lambda: clicked),
        "botbuilder's echo": (echo, typed),
    }
    seen = InTeams({f"{count} at a time": {name: [] for name in cast} for count in LOADS})
    await _beside(desk, clicked, seen)
    for server, requests in cast.values():
        await _measured(server, 32, requests())
    for _ in range(ROUNDS):
        for count in LOADS:
            for name, (server, requests) in cast.items():
                figures = await _measured(server, count, requests())
                seen.loads[f"{count} at a time"][name].append(figures)
    return seen


async def _measured(server: Server, connections: int, requests: Sequence[bytes]) -> Figures:
    async with lines(server.port, connections, begins=b"") as given:
        before = server.cpu
        took = await busy(given, for_seconds(SECONDS, requests))
        used = server.cpu - before
    return Figures(
        cpu=1000 * used / len(took.each),
        p50=took.percentile(50),
        p99=took.percentile(99),
        rate=len(took.each) / took.total,
    )


async def _beside(desk: Server, clicked: Sequence[bytes], seen: InTeams) -> None:
    """Before the typed turns: their messages would still be on their way."""
    await _measured(desk, 8, clicked)
    await _slack(desk)
    for _ in range(ROUNDS):
        seen.alone.append((await _slack(desk)).percentile(50))
        turns = clicked[: PER_SECOND * SLACK // SLACK_PER_SECOND]
        load = asyncio.create_task(steady(desk.port, turns, PER_SECOND))
        seen.beside.append((await _slack(desk)).percentile(50))
        await load


async def _slack(desk: Server) -> Timings:
    return await steady(desk.port, commands("fees", SLACK), SLACK_PER_SECOND)
