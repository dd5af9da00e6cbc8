"""Opens the Bot Connector's side of HTTP: the service URL that every activity names.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator.faults import Faults
from simulator.payload import Json
from simulator.teams import front
from simulator.teams.connector_calls import CALLS, TEAM_CALLS, Asked, Run
from simulator.teams.rates import Rates
from simulator.teams.refusals import RefusedError
from simulator.teams.tokens import Tokens
from simulator.teams.world import World
from simulator.wire import Call, Wire

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PATH = "/teams/connector/"


class Connector:
    """The HTTP handlers. The state is the world's; what calls do is in `connector_calls`."""

    def __init__(
        self, world: World, tokens: Tokens, rates: Rates, faults: Faults, wire: Wire
    ) -> None:
        self._world = world
        self._tokens = tokens
        self._rates = rates
        self._faults = faults
        self._wire = wire

    def add_routes(self, app: web.Application) -> None:
        for root, calls in (("conversations", CALLS), ("teams", TEAM_CALLS)):
            for name, (method, path, run) in calls.items():
                url = f"{PATH}v3/{root}{path}"
                app.router.add_route(method, url, self._handler(name, run))

    def _handler(self, name: str, run: Run) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.read()
            call = self._begin(name, request)

            def perform() -> web.Response:
                self._tokens.check(request.headers.get("Authorization", ""))
                return run(self._asked(request, body, call))

            return await front.answer(request, self._wire, call, self._faults, perform)

        return handle

    def _begin(self, name: str, request: web.Request) -> Call:
        place = request.match_info.get("conversation") or request.match_info.get("team", "")
        channel = place.partition(";")[0]
        conversation = self._world.conversations.get(channel)
        tenant = conversation.tenant_id if conversation else ""
        return self._wire.begin("teams", "from desk", name, tenant, channel)

    def _asked(self, request: web.Request, body: bytes, call: Call) -> Asked:
        content = _json_object(body)
        if call.name == "conversations.create":
            call.channel = _channel_of(content)
        return Asked(
            self._world, self._rates, dict(request.match_info), dict(request.query), content
        )


def _json_object(body: bytes) -> Json:
    try:
        content = json.loads(body or b"{}")
    except ValueError:
        raise RefusedError("BadSyntax", "The request body is no JSON") from None
    if not isinstance(content, dict):
        raise RefusedError("BadSyntax", "The request body is no object")
    return content


def _channel_of(content: Json) -> str:
    data = content.get("channelData")
    channel = data.get("channel") if isinstance(data, dict) else None
    return str(channel.get("id", "")) if isinstance(channel, dict) else ""
