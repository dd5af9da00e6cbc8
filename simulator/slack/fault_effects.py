"""Plays a planted fault on a real connection: wrong status, wrong body, no answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator.payload import Json
from simulator.slack.faults import Fault

Effect = Callable[[], Json]
Play = Callable[[Fault, web.Request, Effect], Awaitable[web.StreamResponse]]
PAGE = "<!DOCTYPE html><title>Bad gateway</title><h1>Something went wrong on the way</h1>"
CUT = 499  # never reaches anybody
ABRUPT = struct.pack("ii", 1, 0)


async def play(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    """Answer (or not) as the fault demands; `effect` performs the call when the fault lets it."""
    return await PLAYS[fault.kind](fault, request, effect)


async def _error(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    return web.json_response({"ok": False, "error": fault.error})


async def _status(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    _perhaps(fault, effect)
    if fault.error:
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        body = {"ok": False, "error": fault.error}
        return web.json_response(body, status=fault.status, headers=headers)
    return web.Response(status=fault.status, text=PAGE, content_type="text/html")


async def _hang(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    _perhaps(fault, effect)
    await fault.released.wait()
    return _cut(request)


async def _slow(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    try:
        async with asyncio.timeout(fault.seconds):
            await fault.released.wait()
    except TimeoutError:
        pass
    return web.json_response(effect())


async def _reset(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    _perhaps(fault, effect)
    return _cut(request)


async def _late(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    asyncio.get_running_loop().call_later(fault.seconds, effect)
    return _cut(request)


async def _html(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    _perhaps(fault, effect)
    return web.Response(text=PAGE, content_type="text/html")


async def _empty(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    _perhaps(fault, effect)
    return web.Response(body=b"", content_type="application/json")


async def _truncated(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    body = json.dumps(effect()).encode()
    return web.Response(body=body[: len(body) // 2], content_type="application/json")


async def _drip(fault: Fault, request: web.Request, effect: Effect) -> web.StreamResponse:
    body = json.dumps(effect()).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for byte in body:
        await response.write(bytes([byte]))
        await asyncio.sleep(fault.seconds)
    return response


def _perhaps(fault: Fault, effect: Effect) -> None:
    if fault.after_effect:
        effect()


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
    "error": _error,
    "status": _status,
    "hang": _hang,
    "slow": _slow,
    "reset": _reset,
    "late": _late,
    "html": _html,
    "empty": _empty,
    "truncated": _truncated,
    "drip": _drip,
}
