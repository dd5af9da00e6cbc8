"""Delays calls at random, so that a test which hopes for an order is found out."""

import asyncio
from random import Random

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LONGEST = 0.1  # seconds, before a call is taken and again before it is answered


def unsteady(seed: int) -> Middleware:
    """A middleware; the delays follow from the seed and the order of the calls."""
    chance = Random(seed)

    @web.middleware
    async def delayed(request: web.Request, handler: Handler) -> web.StreamResponse:
        await asyncio.sleep(chance.uniform(0, LONGEST))
        answer = await handler(request)
        await asyncio.sleep(chance.uniform(0, LONGEST))
        return answer

    return delayed
