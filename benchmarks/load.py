"""Sends requests over keep-alive connections and takes the time of each answer."""

import asyncio
import itertools
import math
import re
import time
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_REFUSED = b'{"response_action": "errors"'


class BenchmarkFailed(Exception):
    """What was measured did not do its work, so its figures mean nothing."""


@dataclass
class Timings:
    """How long each answer took, and all of them together, in seconds.

    `refused` counts forms that stayed open with the word to try again, as they are to when the
    desk cannot store them in time.
    """

    each: list[float] = field(default_factory=list)
    total: float = 0.0
    refused: int = 0

    def note(self, began: float, answer: bytes) -> None:
        self.each.append(time.perf_counter() - began)
        self.refused += answer.startswith(_REFUSED)

    def percentile(self, percent: float) -> float:
        """In milliseconds, by nearest rank."""
        ranked = sorted(self.each)
        return 1000 * ranked[math.ceil(len(ranked) * percent / 100) - 1]


@dataclass(frozen=True, slots=True)
class Line:
    """One connection to a server. `begins` is what each answer's body begins with."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    begins: bytes = b"{"

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer. Raises BenchmarkFailed unless it is a 200 and begins right."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self.reader.readexactly(int(length[1]) if length else 0)
        if head[9:12] != b"200" or not body.startswith(self.begins):
            raise BenchmarkFailed(f"{head[:30]!r} with {body[:200]!r}")
        return body


@asynccontextmanager
async def lines(port: int, count: int, begins: bytes = b"{") -> AsyncIterator[list[Line]]:
    """Open connections, closed at the end."""
    opened = [Line(*await asyncio.open_connection("127.0.0.1", port), begins) for _ in range(count)]
    try:
        yield opened
    finally:
        for line in opened:
            line.writer.close()


async def asked(port: int, request: bytes) -> bytes:
    """One answer, on a connection of its own."""
    async with lines(port, 1) as (line,):
        return await line.ask(request)


async def busy(given: Sequence[Line], requests: Iterable[bytes]) -> Timings:
    """Each connection asks again as soon as it was answered, until there are no more requests."""
    taken = Timings()
    waiting = iter(requests)

    async def ask(line: Line) -> None:
        for request in waiting:
            began = time.perf_counter()
            taken.note(began, await line.ask(request))

    return await _all(taken, [ask(line) for line in given])


def for_seconds(seconds: float, requests: Sequence[bytes]) -> Iterable[bytes]:
    """The requests over and over, until the time is up."""
    end = time.perf_counter() + seconds
    return itertools.takewhile(lambda _: time.perf_counter() < end, itertools.cycle(requests))


async def burst(given: Sequence[Line], requests: Sequence[bytes]) -> Timings:
    """Every connection asks once, all at the same moment, from which all are timed."""
    taken = Timings()
    began = time.perf_counter()

    async def ask(line: Line, request: bytes) -> None:
        taken.note(began, await line.ask(request))

    return await _all(taken, list(map(ask, given, requests)))


async def steady(port: int, requests: Sequence[bytes], per_second: float) -> Timings:
    """Requests by the clock, whether or not those before are answered, each on a new connection
    as Slack makes it. Timed from the moment at which each was to start."""
    taken = Timings()
    began = time.perf_counter()

    async def ask(number: int, request: bytes) -> None:
        moment = began + number / per_second
        await asyncio.sleep(moment - time.perf_counter())
        taken.note(moment, await asked(port, request))

    return await _all(taken, [ask(*each) for each in enumerate(requests)])


async def _all(taken: Timings, work: Iterable[Coroutine[Any, Any, None]]) -> Timings:
    """Raises what the first failure raised, after the others have been ended."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except* (OSError, EOFError, TimeoutError, BenchmarkFailed) as failures:
        raise BenchmarkFailed(repr(failures.exceptions[0])) from None
    taken.total = time.perf_counter() - began
    return taken
