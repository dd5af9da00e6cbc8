"""A small desk for Teams on bare aiohttp: keeps what it gets and answers from a script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from simulator import Simulator
from simulator.payload import Json

ADAPTIVE = "application/vnd.microsoft.card.adaptive"


def card(*body: Json | str, actions: list[Json] | None = None, version: str = "1.5") -> Json:
    blocks = [{"type": "TextBlock", "text": b} if isinstance(b, str) else b for b in body]
    return {
        "type": "AdaptiveCard",
        "version": version,
        "body": blocks,
        **({"actions": actions} if actions else {}),
    }


def with_card(content: Json) -> Json:
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": content}]}


def replaces(content: Json) -> Json:
    return {"statusCode": 200, "type": ADAPTIVE, "value": content}


def opens(title: str, content: Json) -> Json:
    value = {"title": title, "card": {"contentType": ADAPTIVE, "content": content}}
    return {"task": {"type": "continue", "value": value}}


Reply = Callable[[Json], Any]


class TeamsDesk:
    """`on_message` gives the activity to post, `on_invoke` the body of the answer.

    While `awake` is not set nothing is answered.
    """

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.got: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.awake = asyncio.Event()
        self.awake.set()
        self.on_message: Reply = lambda activity: {"type": "message", "text": "hello"}
        self.on_invoke: Reply = lambda activity: {}
        self._http: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        app = web.Application()
        app.router.add_post("/api/messages", self.receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._http = aiohttp.ClientSession()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        assert self._http is not None
        assert self._runner is not None
        await self._http.close()
        await self._runner.cleanup()

    async def receive(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.got.append(activity)
        self.headers.append(dict(request.headers))
        await self.awake.wait()
        if self.status != 200:
            return web.Response(status=self.status)
        if activity["type"] == "invoke":
            return web.json_response(self.on_invoke(activity))
        if activity["type"] == "message":
            reply = self.on_message(activity)
            if reply is not None:
                await self.post(activity["conversation"]["id"], reply)
        return web.Response()

    async def post(self, conversation: str, activity: Json) -> tuple[int, Any]:
        return await self.call("POST", f"conversations/{conversation}/activities", activity)

    async def call(
        self, method: str, path: str, body: Json | None = None, token: str | None = None
    ) -> tuple[int, Any]:
        assert self._http is not None
        token = self.sim.teams.tokens.issue() if token is None else token
        url = f"{self.sim.teams.service_url}v3/{path}"
        headers = {"Authorization": f"Bearer {token}"}
        async with self._http.request(method, url, json=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            content = await response.json() if is_json else await response.text()
            return response.status, content
