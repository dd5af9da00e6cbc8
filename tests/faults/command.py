"""One command of the command line, run to its end in a process of its own.

Forked from a process that has imported the product: a start of Python costs more than a second of
processor time, most of it for imports. `process.started` starts the program as it is.
"""

import asyncio
import os
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from tests.faults import desk_with_failpoint
from tests.faults.process import FORKS, PATIENCE, Words, reaped, surroundings


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit status and what it wrote, as text."""

    status: int
    out: str
    errors: str


async def ran(folder: Path, *words: str, **given: str) -> Ended:
    """`python -m bots WORDS` in this folder, with these settings and no others."""
    return await ran_in(folder, surroundings(folder, **given), *words)


async def ran_in(folder: Path, settings: dict[str, str], *words: str) -> Ended:
    """The same where these are all the environment there is."""
    (out, to_out), (errors, to_errors) = FORKS.Pipe(duplex=False), FORKS.Pipe(duplex=False)
    arguments = (to_out, to_errors, settings, folder, words)
    process = FORKS.Process(target=_run, args=arguments, daemon=True)
    with closing(to_out), closing(to_errors):
        process.start()
    try:
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*(asyncio.to_thread(_read, c) for c in (out, errors)))
            status = await reaped(process)
    finally:
        process.kill()
    return Ended(status, *told)


def _read(mouth: Connection) -> str:
    """All that is written, once the other end is closed."""
    with os.fdopen(os.dup(mouth.fileno()), "rb") as stream, closing(mouth):
        return stream.read().decode()


def _run(
    out: Connection, errors: Connection, settings: dict[str, str], folder: Path, words: Words
) -> None:
    """In the new process: become the command."""
    for descriptor, ear in ((1, out), (2, errors)):
        os.dup2(ear.fileno(), descriptor)
        ear.close()
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(folder)
    desk_with_failpoint.run("none", words)
