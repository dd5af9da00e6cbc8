"""What all public doors have in common, before and after their own work."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def readable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A body that is not packed as its header says is a fault of who sent it, and none of ours."""
    try:
        return await handler(request)
    except web.RequestPayloadError:
        return web.Response(status=400, text="malformed")


async def unnamed(request: web.Request, response: web.StreamResponse) -> None:
    """Nobody needs to know which versions answer."""
    response.headers.pop("Server", None)
