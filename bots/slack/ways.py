"""The ways on which Slack reaches the desk: HTTP with its installations, or Socket Mode."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.slack.lobby import Lobby
from adapters.slack.socket import SlackSocket
from bots.arrivals import Arrivals
from bots.logs import noted
from bots.settings import Settings
from bots.slack.install import InstallDoors
from bots.slack.many import SlackSides
from bots.slack.side import SlackSide, Take
from core.values.pack import Pack

_DRAIN = 5.0  # seconds that an orderly end may take here


@asynccontextmanager
async def slack_ways(
    given: Settings,
    side: SlackSide | SlackSides,
    app: web.Application,
    take: Take,
    pack: Pack,
    arrivals: Arrivals,
) -> AsyncIterator[None]:
    """Open inside; what was taken is finished at the end."""
    door = side.door(take, pack, arrivals)
    if isinstance(side, SlackSides):
        assert given.desk_secret_key is not None
        secret = given.desk_secret_key.get_secret_value()
        doors = InstallDoors(
            pack, side.app, side.oauth, side.installations, arrivals, secret=secret
        )
        doors.add_routes(app)
    socket = _socket(given, side, door)
    if socket is None:
        app.router.add_post("/slack/events", door.handle)
    else:
        socket.start()
    try:
        yield
    finally:
        if socket:
            await asyncio.wait_for(socket.close(), _DRAIN)
        await asyncio.wait_for(door.close(), _DRAIN)


def _socket(given: Settings, side: SlackSide | SlackSides, door: Lobby) -> SlackSocket | None:
    if given.slack_app_token is None:
        return None
    client = side.api.client(given.slack_app_token.get_secret_value())
    return SlackSocket(client, side.api.session, door.dispatched, noted)
