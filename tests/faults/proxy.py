"""A TCP proxy on loopback: a small balancer, and a wire that can be cut at a chosen word.

As a balancer it tries the next server when one refuses, or closes before it answered a byte: what
HAProxy calls `retry-on conn-failure empty-response`. That is safe here, since turns have ids.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

HOST = "127.0.0.1"
Cut = Literal["never", "before", "after"]


@dataclass
class Wire:
    """Passes bytes on to a database, and cuts at COMMIT: before it gets there, or after it took."""

    port: int
    cut: Cut = "never"
    times: int = 0
    cuts: int = 0

    async def handle(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection(HOST, self.port)
        try:
            answers = asyncio.create_task(self._answers(far, back))
            await self._asks(near, on, back)
            answers.cancel()
            await asyncio.wait({answers})
        finally:
            on.close()
            back.close()

    async def _asks(
        self, near: asyncio.StreamReader, on: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            while data := await near.read(65_536):
                if b"COMMIT" in data and self.cuts < self.times:
                    await self._break(data, on, back)
                    return
                on.write(data)
                await on.drain()

    async def _break(
        self, data: bytes, on: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        """The client never hears; with `after` the database has committed nevertheless."""
        self.cuts += 1
        back.transport.abort()
        if self.cut == "after":
            on.write(data)
            await on.drain()

    async def _answers(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await far.read(65_536):
                if not back.is_closing():
                    back.write(data)
                    await back.drain()
        back.close()


@dataclass
class Balancer:
    """Takes turns between `ports`; those that are not there are passed over."""

    ports: list[int] = field(default_factory=list)
    _turn: int = 0

    async def handle(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        request = await _request(near)
        for _ in range(40):
            if await self._tried(request, back):
                break
            await asyncio.sleep(0.05)
        back.close()

    async def _tried(self, request: bytes, back: asyncio.StreamWriter) -> bool:
        self._turn += 1
        port = self.ports[self._turn % len(self.ports)]
        try:
            far, on = await asyncio.open_connection(HOST, port)
        except OSError:
            return False
        answer = b""
        with suppress(ConnectionError):
            on.write(request)
            answer = await far.read()
        on.close()
        with suppress(ConnectionError):
            back.write(answer)
            await back.drain()
        return bool(answer)


async def _request(near: asyncio.StreamReader) -> bytes:
    """One HTTP request, whole."""
    head = await near.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    return head + await near.readexactly(length)


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]


@asynccontextmanager
async def listening(handle: Handler) -> AsyncIterator[int]:
    """The port at which it listens, chosen by the kernel."""
    under_way: set[asyncio.Task[None]] = set()

    async def kept(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await handle(near, back)  # type: ignore[misc]
        back.close()
        under_way.discard(task)

    server = await asyncio.start_server(kept, HOST, 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await _ended(list(under_way))


async def _ended(tasks: Sequence["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Gate:
    """A port in front of a server that can be shut: then connections are refused, and those that
    are open are reset, as when a network or a firewall goes away."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._passed, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await _ended(list(self._passing))

    async def _passed(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        try:
            await self._pass(near, back)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            back.transport.abort()
            self._passing.discard(task)

    async def _pass(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection(HOST, self._behind)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pumped(near, on))
                both.create_task(_pumped(far, back))
        except* OSError:
            pass
        finally:
            on.transport.abort()


async def _pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()
