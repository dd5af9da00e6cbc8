"""The desk as a process of the tests' own: started, watched, ended in any way by its id."""

import asyncio
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import aiohttp

from simulator import Simulator
from tests import ports
from tests.faults import desk_with_failpoint
from tests.walks.conftest import ROOT, SECRET

PATIENCE = 60.0  # seconds that anything of a process may take
Words = tuple[str, ...]

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([desk_with_failpoint.__name__, "tests.faults.warm"])


def surroundings(folder: Path, **given: str) -> dict[str, str]:
    """Nothing of this machine's settings but what a program needs to run."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "DESK_DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "DESK_PACK": str(ROOT / "packs/famhp"),
        **given,
    }


def simulated(sim: Simulator) -> dict[str, str]:
    """Settings that point a desk at the simulator."""
    return {
        "SLACK_API_URL": sim.api_url,
        "SLACK_BOT_TOKEN": sim.slack.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SMTP_URL": sim.smtp_url,
        "MAIL_FROM": "desk@innovation-desk.example",
        "DESK_FIRST_ROUTING": str(ROOT / "simulator/routing.yaml"),
    }


async def started(folder: Path, *words: str, **given: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots", *words),
        cwd=folder,
        env=surroundings(folder, **given),
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


class DeskProcess:
    """One desk. `told` is everything it wrote.

    It is forked from a process that has imported the product and read the pack already: that saves
    more than two seconds of processor time, so that a thousand can be killed. `serving` starts it
    as the program that it is.
    """

    def __init__(
        self, settings: dict[str, str], folder: Path, failpoint: str, words: Words
    ) -> None:
        self.port = int(settings["PORT"])
        self.told = b""
        self.gone = False
        self._heard = asyncio.Condition()
        self._mouth, ear = FORKS.Pipe(duplex=False)
        given = (ear, settings, folder, failpoint, words)
        self.process = FORKS.Process(target=run, args=given, daemon=True)
        with closing(ear):
            self.process.start()
        assert self.process.pid is not None
        self.id = self.process.pid
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(
        cls,
        folder: Path,
        sim: Simulator,
        *words: str,
        failpoint: str = "none",
        **given: str,
    ) -> "DeskProcess":
        """Start without waiting for anything. `failpoint` is a name of `desk_with_failpoint`."""
        settings = surroundings(folder, **{**simulated(sim), "PORT": str(ports.free()), **given})
        return cls(settings, folder, failpoint, words or ("serve",))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _listen(self) -> None:
        """Until the process is gone, which closes its end."""
        stream = asyncio.StreamReader()
        pipe = os.fdopen(os.dup(self._mouth.fileno()), "rb", buffering=0)
        self._mouth.close()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), pipe
        )
        while piece := await stream.read(65_536):
            await self._note(piece)
        transport.close()
        await reaped(self.process)
        self.gone = True
        await self._note(b"")

    async def _note(self, piece: bytes) -> None:
        self.told += piece
        async with self._heard:
            self._heard.notify_all()

    async def says(self, words: bytes, within: float = PATIENCE) -> None:
        """Returns when the process has written these words."""
        async with asyncio.timeout(within), self._heard:
            await self._heard.wait_for(lambda: words in self.told or self.gone)
        assert words in self.told, self.told.decode(errors="replace")[-2000:]

    async def ready(self) -> "DeskProcess":
        await self.says(b"desk.ready")
        return self

    def signal(self, name: signal.Signals) -> None:
        if not self.gone:
            with suppress(ProcessLookupError):
                os.kill(self.id, name)

    async def ended(self, within: float = PATIENCE) -> int:
        """The exit status, once the process is gone and all that it wrote was read."""
        async with asyncio.timeout(within):
            await asyncio.shield(self._listening)
        assert self.process.exitcode is not None
        return self.process.exitcode

    async def kill(self) -> None:
        """kill -9, also when it is stopped or gone already."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def terminate(self) -> int:
        self.signal(signal.SIGTERM)
        return await self.ended()

    def limit(self, kind: int, most: int) -> None:
        """Set a soft limit of the running process, such as RLIMIT_FSIZE; RLIM_INFINITY lifts it."""
        _, hard = resource.prlimit(self.id, kind)
        resource.prlimit(self.id, kind, (hard if most == resource.RLIM_INFINITY else most, hard))

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.id}/fd").iterdir()))

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.id}/task").iterdir()))

    def memory(self) -> int:
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.id}/statm").read_text().split()[1])
        return pages * resource.getpagesize()


async def reaped(process: ForkServerProcess) -> int:
    """The exit status, once the process is gone.

    Read in this thread: multiprocessing asks for the status of all children whenever one is
    started, and of two threads that read it at once, one is told 255.
    """
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(process.sentinel, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def run(
    ear: Connection, settings: dict[str, str], folder: Path, failpoint: str, words: Words
) -> None:
    """In the new process: become a desk."""
    for descriptor in (1, 2):
        os.dup2(ear.fileno(), descriptor)
    ear.close()
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(folder)
    desk_with_failpoint.run(failpoint, words)


@asynccontextmanager
async def serving(folder: Path, sim: Simulator) -> AsyncIterator[asyncio.subprocess.Process]:
    """A desk as the program that it is in production, ready to be ended in any way."""
    port = ports.free()
    process = await started(folder, "serve", PORT=str(port), **simulated(sim))
    sim.desk_url = f"http://127.0.0.1:{port}"
    try:
        await _says_ready(sim.desk_url, process)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _says_ready(address: str, process: asyncio.subprocess.Process) -> None:
    """Read what the desk says of itself until it is ready."""
    assert process.stderr is not None
    async for line in process.stderr:
        if b"desk.ready" in line:
            break
    async with aiohttp.ClientSession() as session, session.get(f"{address}/readyz") as answer:
        assert await answer.json() == {"ready": True, "down": []}
