"""The Procfile run by honcho: web and worker processes on PostgreSQL behind a balancer.

honcho ends all processes when one ends, so a new version is a second formation beside the old one:
start it, move the balancer, end the old one.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psycopg

from tests import ports
from tests.faults.conftest import POSTGRES, SIZES
from tests.faults.evidence import evidence
from tests.faults.ground import Ground
from tests.faults.process import simulated, surroundings
from tests.faults.proxy import Balancer, listening
from tests.walks.conftest import ROOT

HONCHO = (sys.executable, "-m", "honcho.command", "--no-colour", "-f", str(ROOT / "Procfile"))
PATIENCE = 60.0  # seconds that a formation may take to start or to end


@dataclass
class Formation:
    """`webs` processes that listen on ports one after the other, as honcho numbers them."""

    process: asyncio.subprocess.Process
    ports: list[int]

    async def ready(self) -> "Formation":
        """Raises AssertionError with what the programs wrote when one ended or none got ready."""
        try:
            async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
                for port in self.ports:
                    await self._ready_at(session, port)
        except (TimeoutError, ProcessLookupError):
            raise AssertionError((await self.ended())[-6000:]) from None
        return self

    async def _ready_at(self, session: aiohttp.ClientSession, port: int) -> None:
        while not await _is_ready(session, port):
            if self.process.returncode is not None:
                raise ProcessLookupError
            await asyncio.sleep(0.05)

    async def ended(self) -> str:
        """SIGTERM, as `docker stop` or systemd send it; what all processes wrote."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            told, _ = await self.process.communicate()
        return told.decode()


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    with suppress(aiohttp.ClientError):
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    return False


@asynccontextmanager
async def formation(field: Ground, webs: int, workers: int) -> AsyncIterator[Formation]:
    numbers = ports.neighbours(webs)
    words = ("start", "-c", f"web={webs},worker={workers}", "-p", str(numbers[0]), "web", "worker")
    process = await asyncio.create_subprocess_exec(
        *(*HONCHO[:-2], "-d", str(field.folder), *HONCHO[-2:], *words),
        cwd=field.folder,
        env=_settings(field),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield Formation(process, numbers)
    finally:
        await _stopped(process)


async def _stopped(process: asyncio.subprocess.Process) -> None:
    """By SIGTERM: honcho then ends its programs, whose sessions of their own would outlive it."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        await process.communicate()


def _settings(field: Ground) -> dict[str, str]:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    here = {"DESK_DATABASE_URL": field.url, "PATH": programs}
    return surroundings(field.folder, **simulated(field.sim), **here)


@POSTGRES
@SIZES
async def test_a_formation_is_replaced_with_a_migration_and_no_turn_fails(
    field: Ground, full: bool
) -> None:
    balancer, stop = Balancer(), asyncio.Event()
    names = iter(field.crowd(2000))
    async with (
        formation(field, 2, 2) as old,
        listening(balancer.handle) as port,
    ):
        balancer.ports = (await old.ready()).ports
        field.find(f"http://127.0.0.1:{port}")
        people = [asyncio.create_task(_asking(field, stop, names)) for _ in range(2)]
        await asyncio.to_thread(_changed, field.url, "ADD COLUMN of_the_next_version text")
        async with formation(field, *((2, 2) if full else (1, 1))) as new:
            balancer.ports = (await new.ready()).ports
            old_said = await old.ended()
            await asyncio.to_thread(_changed, field.url, "DROP COLUMN of_the_next_version")
            stop.set()
            await asyncio.gather(*people)
            await field.sim.until(lambda: field.sim.mail.received, within=20)
    kinds = {event.kind for event in field.history.events}
    assert kinds == {"asked", "acknowledged"}, field.history.summary()
    told_of = {event.case for event in field.history.of("acknowledged")}
    assert len(told_of) >= 5
    assert {case.id for case in evidence(field.engine).cases} == told_of
    for name in ("web.1", "web.2", "worker.1", "worker.2"):
        ends = [line for line in old_said.splitlines() if name in line and "desk.stopping" in line]
        assert ends, old_said[-2000:]


async def _asking(field: Ground, stop: asyncio.Event, people: Iterator[str]) -> None:
    while not stop.is_set():
        await field.ask(user=next(people))
        await asyncio.sleep(0.5)


def _changed(url: str, how: str) -> None:
    """One table to a transaction, as docs/operators.md asks for."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SET lock_timeout = '2s'")
        for table in ('"case"', "delivery"):
            db.execute(f"ALTER TABLE {table} {how}")
