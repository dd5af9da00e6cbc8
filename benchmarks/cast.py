"""Who takes part: the simulator, the desk on its own database, and what it is compared with."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import wire
from benchmarks.load import BenchmarkFailed, asked
from benchmarks.processes import LOOK_EVERY, ROOT, Server, running

BASELINES = ("aiohttp", "bolt-inline", "bolt")
DURABLE = "aiohttp-row"
_READY = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass(frozen=True)
class Desk:
    """The desk at work; `started` is in seconds, until /readyz said so."""

    server: Server
    database: Path
    started: float


@asynccontextmanager
async def simulator(folder: Path) -> AsyncIterator[Server]:
    async with running("simulator", ("benchmarks.servers", "simulator"), folder, {}) as server:
        yield server


def surroundings(simulator: Server, url: str) -> dict[str, str]:
    """The settings of a desk on that database."""
    return {
        "DESK_DATABASE_URL": url,
        "DESK_PACK": str(ROOT / "packs/famhp"),
        "DESK_FIRST_ROUTING": str(ROOT / "simulator/routing.yaml"),
        "HOST": "127.0.0.1",
        "PORT": "0",
        "SLACK_API_URL": simulator.facts["api"],
        "SLACK_BOT_TOKEN": wire.TOKEN,
        "SLACK_SIGNING_SECRET": wire.SECRET,
        "SMTP_URL": simulator.facts["smtp"],
        "MAIL_FROM": "desk@innovation-desk.example",
    }


@asynccontextmanager
async def desk(
    simulator: Server, folder: Path, name: str, *, teams: bool = False
) -> AsyncIterator[Desk]:
    """`python -m bots serve`, ready, on an empty database unless there is one; in Slack, or on both
    platforms."""
    database = folder / f"{name}.db"
    given = surroundings(simulator, f"sqlite:///{database}")
    if teams:
        given |= teams_settings(simulator)
    began = time.perf_counter()
    async with running(name, ("bots", "serve"), folder, given) as server:
        await _ready(server)
        started = time.perf_counter() - began
        simulator.tell(f"http://127.0.0.1:{server.port}")
        yield Desk(server, database, started)


async def _ready(server: Server) -> None:
    for _ in range(int(10 / LOOK_EVERY)):
        try:
            await asked(server.port, _READY)
            return
        except (BenchmarkFailed, OSError):
            await asyncio.sleep(LOOK_EVERY)
    raise BenchmarkFailed(f"{server.name} did not become ready")


def teams_settings(simulator: Server) -> dict[str, str]:
    told = simulator.facts["teams"]
    return {name: told[name] for name in told if name.startswith("TEAMS_")}


@asynccontextmanager
async def others_in_teams(simulator: Server, folder: Path) -> AsyncIterator[tuple[Server, Server]]:
    """Bare aiohttp, and botbuilder's echo."""
    kept = folder / "nothing.json"
    kept.write_bytes(b"{}")
    given = {
        **teams_settings(simulator),
        "BENCHMARK_ANSWER": str(kept),
        "TEAMS_ACCESS": simulator.facts["teams"]["access"],
    }
    async with AsyncExitStack() as stack:
        bare, echo = [
            await stack.enter_async_context(
                running(name, ("benchmarks.servers", name), folder, given)
            )
            for name in ("teams-aiohttp", "teams-echo")
        ]
        yield bare, echo


@asynccontextmanager
async def baselines(
    simulator: Server, folder: Path, answer: bytes
) -> AsyncIterator[tuple[Server, ...]]:
    """Servers that answer with the same bytes as the desk."""
    kept = folder / "answer.json"
    kept.write_bytes(answer)
    given = {"SLACK_API_URL": simulator.facts["api"], "BENCHMARK_ANSWER": str(kept)}
    async with AsyncExitStack() as stack:
        yield tuple(
            [
                await stack.enter_async_context(
                    running(name, ("benchmarks.servers", name), folder, given)
                )
                for name in BASELINES
            ]
        )
