"""Answers one HTTP call to Teams or Entra: looks for a planted fault, performs, records."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from simulator import fault_effects
from simulator.fault_effects import Struck
from simulator.faults import Faults
from simulator.teams import refusals
from simulator.teams.refusals import RefusedError
from simulator.wire import Call, Wire

Perform = Callable[[], web.Response]


async def answer(
    request: web.Request, wire: Wire, call: Call, faults: Faults, perform: Perform
) -> web.StreamResponse:
    """The answer, or what a fault makes of it; the call is closed with what came of it."""
    try:
        response = await _answer(request, call, faults, perform)
    except asyncio.CancelledError:
        wire.finish(call, None, "connection closed")
        raise
    cut = response.status == fault_effects.CUT
    wire.finish(call, None if cut else response.status, call.error)
    return response


async def _answer(
    request: web.Request, call: Call, faults: Faults, perform: Perform
) -> web.StreamResponse:
    def effect() -> web.Response:
        try:
            return perform()
        except RefusedError as refused:
            call.error = refused.code
            return refused.response()

    fault = faults.take(call.name)
    if fault is None:
        return effect()
    call.error = fault.label
    return await fault_effects.play(Struck(fault, request, effect, refusals.planted))
