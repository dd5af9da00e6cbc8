"""Plays a planted fault on a real connection: wrong status, wrong body, no answer."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from simulator.faults import Fault

PAGE = "<!DOCTYPE html><title>Bad gateway</title><h1>Something went wrong on the way</h1>"
CUT = 499  # never reaches anybody
ABRUPT = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Struck:
    """A call that a fault strikes.

    `effect` performs it when the fault lets it; `refuse` says no in the words of the platform.
    """

    fault: Fault
    request: web.Request
    effect: Callable[[], web.Response]
    refuse: Callable[[Fault], web.Response]

    def perhaps(self) -> None:
        if self.fault.after_effect:
            self.effect()


Play = Callable[[Struck], Awaitable[web.StreamResponse]]


async def play(struck: Struck) -> web.StreamResponse:
    """Answer (or not) as the fault demands."""
    return await PLAYS[struck.fault.kind](struck)


def page(status: int) -> web.Response:
    """What a proxy in between says."""
    return web.Response(status=status, text=PAGE, content_type="text/html")


async def _refusal(struck: Struck) -> web.StreamResponse:
    struck.perhaps()
    return struck.refuse(struck.fault)


async def _hang(struck: Struck) -> web.StreamResponse:
    struck.perhaps()
    await struck.fault.released.wait()
    return _cut(struck.request)


async def _slow(struck: Struck) -> web.StreamResponse:
    try:
        async with asyncio.timeout(struck.fault.seconds):
            await struck.fault.released.wait()
    except TimeoutError:
        pass
    return struck.effect()


async def _reset(struck: Struck) -> web.StreamResponse:
    struck.perhaps()
    return _cut(struck.request)


async def _late(struck: Struck) -> web.StreamResponse:
    asyncio.get_running_loop().call_later(struck.fault.seconds, struck.effect)
    return _cut(struck.request)


async def _html(struck: Struck) -> web.StreamResponse:
    struck.perhaps()
    return page(200)


async def _empty(struck: Struck) -> web.StreamResponse:
    struck.perhaps()
    return web.Response(body=b"", content_type="application/json")


async def _truncated(struck: Struck) -> web.StreamResponse:
    answer = struck.effect()
    body = _bytes(answer)
    half = body[: len(body) // 2]
    return web.Response(body=half, status=answer.status, content_type="application/json")


async def _drip(struck: Struck) -> web.StreamResponse:
    answer = struck.effect()
    headers = {"Content-Type": "application/json"}
    response = web.StreamResponse(status=answer.status, headers=headers)
    await response.prepare(struck.request)
    for byte in _bytes(answer):
        await response.write(bytes([byte]))
        await asyncio.sleep(struck.fault.seconds)
    return response


def _bytes(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""


def _cut(request: web.Request) -> web.StreamResponse:
    """Drop the connection with a TCP reset; the response goes nowhere."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPT)
        transport.abort()
    return web.Response(status=CUT)


PLAYS: dict[str, Play] = {
    "error": _refusal,
    "status": _refusal,
    "hang": _hang,
    "slow": _slow,
    "reset": _reset,
    "late": _late,
    "html": _html,
    "empty": _empty,
    "truncated": _truncated,
    "drip": _drip,
}
