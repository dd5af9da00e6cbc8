"""Starts servers as processes, reads from the kernel what they cost, and ends them."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import BenchmarkFailed

ROOT = Path(__file__).parents[1]
LOOK_EVERY = 0.005  # seconds
_START, _END = 30.0, 15.0  # seconds that a server may take


@dataclass
class Server:
    """A process that listens. `facts` is what it said when it began to; `answered` counts the
    requests that its figures come from."""

    name: str
    process: subprocess.Popen[bytes]
    facts: Mapping[str, Any]
    answered: int = 0

    @property
    def port(self) -> int:
        return int(self.facts["port"])

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, user and system, of all threads.

        What /proc/PID/stat has as utime and stime, from the clock that has no ticks of 10 ms:
        https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html
        """
        return time.clock_gettime((~self.process.pid << 3) | 2)

    @property
    def memory(self) -> float:
        """Resident set in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6

    def tell(self, line: str) -> None:
        """Write to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()


@asynccontextmanager
async def running(
    name: str, command: tuple[str, ...], folder: Path, surroundings: Mapping[str, str]
) -> AsyncIterator[Server]:
    """`python -m COMMAND`, from when it has said its port to the end of the block."""
    log = folder / f"{name}.log"
    process = _spawned(command, log, surroundings)
    try:
        yield Server(name, process, await _said(process, log))
    finally:
        await asyncio.to_thread(_ended, process)


def _spawned(
    command: tuple[str, ...], log: Path, surroundings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    with log.open("wb") as written:
        return subprocess.Popen(
            (sys.executable, "-m", *command),
            cwd=ROOT,
            env={**os.environ, **surroundings},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=written,
        )


async def _said(process: subprocess.Popen[bytes], log: Path) -> Mapping[str, Any]:
    """Its line with the port. Raises BenchmarkFailed with the end of its log."""
    for _ in range(int(_START / LOOK_EVERY)):
        if facts := _facts(log):
            return facts
        if process.poll() is not None:
            break
        await asyncio.sleep(LOOK_EVERY)
    raise BenchmarkFailed(f"{log.stem} did not start:\n{_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text()[-2000:]


def _facts(log: Path) -> Mapping[str, Any]:
    for line in log.read_bytes().splitlines(keepends=True):
        if line.startswith(b"{") and b'"port"' in line and line.endswith(b"\n"):
            return dict(json.loads(line))
    return {}


def _ended(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.terminate()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
