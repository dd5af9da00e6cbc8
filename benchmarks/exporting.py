"""Measures an export of many cases: how long it takes, and the most memory that it needs."""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import BenchmarkFailed
from benchmarks.processes import ROOT

CASES, WITHIN = 100_000, 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Export:
    rows: int
    seconds: float
    megabytes: float  # resident, at most
    written: float  # megabytes


async def exported(file: Path, *options: str) -> Export:
    """`python -m bots cases export` on that database, as an operator would call it."""
    out = file.with_suffix(".csv")
    given = {**os.environ, "DESK_DATABASE_URL": f"sqlite:///{file}"}
    began = time.perf_counter()
    command = ("-m", "bots", "cases", "export", "--out", str(out), *options)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=given, stdout=pipe, stderr=pipe
    )
    most = await _watched(process)
    if process.returncode:
        raise BenchmarkFailed(f"cases export ended with {process.returncode}")
    took = time.perf_counter() - began
    rows = sum(1 for _ in out.open("rb")) - 1
    return Export(rows, took, most, out.stat().st_size / 1e6)


async def _watched(process: asyncio.subprocess.Process) -> float:
    """The most that the process had in memory, in MB, as the kernel counts it."""
    ended = asyncio.create_task(process.communicate())
    most = 0.0
    while not ended.done():
        most = max(most, _peak(process.pid))
        await asyncio.wait([ended], timeout=0.05)
    return most


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return float(lines.get("VmHWM", "0 kB").split()[0]) / 1024
