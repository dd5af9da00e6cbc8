"""`python -m benchmarks`: measures for about seven minutes, prints, and keeps nothing. `--scale`
measures only what grows; `--large` does so on a million cases, which takes half an hour and 5 GB.
`--memory [TURNS]` measures only what memory a desk holds after that many turns that write.

Everything runs on this machine's loopback, on ports of the kernel's choice. An aim that is missed
is printed as SHORT; the exit status is 1 only when the run itself failed.
"""

import asyncio
import gc
import os
import platform
import signal
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks import cast, reading
from benchmarks.escalating import escalated
from benchmarks.lasting import TURNS, lasting
from benchmarks.load import BenchmarkFailed, asked
from benchmarks.processes import Server
from benchmarks.report import Measured, Memory, printed
from benchmarks.scale import scaled
from benchmarks.teams import InTeams, in_teams
from benchmarks.wire import command

LIMIT = 500.0  # seconds
LARGEST = 3600.0
STARTS = 3
COMMANDS = 20_000
KNOWN = {"--scale", "--large", "--memory"}


def main() -> int:
    unknown = {word for word in sys.argv[1:] if word.startswith("-")} - KNOWN
    if unknown:
        print(__doc__, file=sys.stderr)
        return 2
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {_noise('before')}",
        flush=True,
    )
    began = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="desk-benchmark-") as folder:
            if "--memory" in sys.argv:
                asyncio.run(_lasting(Path(folder), _turns()))
                return 0
            if "--scale" in sys.argv or "--large" in sys.argv:
                asyncio.run(_scaled(Path(folder), large="--large" in sys.argv))
                return 0
            measured = asyncio.run(_bounded(Path(folder)))
            asyncio.run(_scaled(Path(folder), large=False))
    except (BenchmarkFailed, TimeoutError) as failure:
        print(f"The benchmark failed: {failure!r}", file=sys.stderr)
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        print("Ended before everything was measured.", file=sys.stderr)
        return 130
    print("\n".join(printed(measured)), flush=True)
    print(f"\nTook {time.perf_counter() - began:.0f} s, {_noise('after')}")
    return 0


def _noise(when: str) -> str:
    return f"load average {when} " + " ".join(f"{load:.2f}" for load in os.getloadavg())


async def _bounded(folder: Path) -> Measured:
    """Ended by SIGTERM as by SIGINT: with all processes that it started."""
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    gc.freeze()
    async with asyncio.timeout(LIMIT), cast.simulator(folder) as simulator:
        starts = [await _started(simulator, folder, f"start-{n}") for n in range(STARTS - 1)]
        measured = await _measured(simulator, folder, starts)
        return replace(measured, teams=await _in_teams(simulator, folder))


async def _scaled(folder: Path, *, large: bool) -> None:
    async with asyncio.timeout(LARGEST if large else LIMIT), cast.simulator(folder) as simulator:
        async for line in scaled(simulator, folder, large=large):
            print(line, flush=True)
    print(f"\n{_noise('after')}")


def _turns() -> int:
    given = sys.argv[sys.argv.index("--memory") + 1 :]
    return int(given[0]) if given else TURNS


async def _lasting(folder: Path, turns: int) -> None:
    async with asyncio.timeout(LARGEST), cast.simulator(folder) as simulator:
        async for line in lasting(simulator, folder, turns):
            print(line, flush=True)
    print(f"\n{_noise('after')}")


async def _started(simulator: Server, folder: Path, name: str) -> float:
    async with cast.desk(simulator, folder, name) as desk:
        return desk.started


async def _measured(simulator: Server, folder: Path, starts: list[float]) -> Measured:
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(cast.desk(simulator, folder, "desk"))
        ready = desk.server.memory
        answer = await asked(desk.server.port, command("fees", 0))
        others = await stack.enter_async_context(cast.baselines(simulator, folder, answer))
        for server in (desk.server, *others):
            await reading.warm(server)
        warm = desk.server.memory
        loads = await reading.compared((desk.server, *others))
        commands = await reading.each_command(desk.server, COMMANDS)
        return Measured(
            loads=loads,
            commands=commands,
            starts=[*starts, desk.started],
            memory=Memory(ready, warm, desk.server.memory),
            answered=desk.server.answered,
            answer=len(answer),
            escalated=await escalated(desk),
        )


async def _in_teams(simulator: Server, folder: Path) -> InTeams:
    async with (
        cast.desk(simulator, folder, "desk-teams", teams=True) as desk,
        cast.others_in_teams(simulator, folder) as (bare, echo),
    ):
        return await in_teams(desk.server, bare, echo, dict(simulator.facts["teams"]))


if __name__ == "__main__":
    sys.exit(main())
