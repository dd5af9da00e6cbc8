"""Socket Mode: the desk opens a connection, and gets in it what else would come over HTTP.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from simulator.changes import Changes
from simulator.payload import Json

APP_TOKEN = "xapp-1-simulated"  # noqa: S105  (opens nothing but the simulator)


class SocketMode:
    """`connections` counts those that are open now; `opened` all that there ever were.
    `acknowledged` lists the ids of envelopes that the desk acknowledged."""

    def __init__(self, changes: Changes) -> None:
        self.app_token = APP_TOKEN
        self.address = ""
        self.opened = 0
        self.acknowledged: list[str] = []
        self._changes = changes
        self._tickets: set[str] = set()
        self._streams: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    @property
    def connections(self) -> int:
        return len(self._streams)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/slack/socket/{ticket}", self.connect)

    def ticket(self) -> str:
        """The address of a new connection, good once: `apps.connections.open`."""
        made = secrets.token_urlsafe(16)
        self._tickets.add(made)
        return f"{self.address.replace('http', 'ws', 1)}/slack/socket/{made}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        self._streams.append(stream)
        self.opened += 1
        info = {"app_id": "A0DESK"}
        await stream.send_json({"type": "hello", "num_connections": 1, "connection_info": info})
        self._changes.notify()
        try:
            async for message in stream:
                if message.type is WSMsgType.TEXT:
                    self._heard(json.loads(message.data))
        finally:
            self._streams.remove(stream)
            self._changes.notify()
        return stream

    def _heard(self, said: Json) -> None:
        id = str(said.get("envelope_id"))
        waiting = self._waiting.pop(id, None)
        if waiting and not waiting.done():
            self.acknowledged.append(id)
            waiting.set_result(said.get("payload") or {})

    async def send(self, body: bytes, content_type: str, patience: float) -> Json | None:
        """The payload of the acknowledgement; None when there was none in time."""
        id = secrets.token_hex(16)
        answered = self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self._streams[-1].send_json(_envelope(id, body, content_type))
                said: Json = await answered
                return said
        except (TimeoutError, ConnectionError, IndexError):
            return None
        finally:
            self._waiting.pop(id, None)

    async def refresh(self) -> None:
        """Ask for a new connection, as Slack does every few hours."""
        for stream in list(self._streams):
            await stream.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def cut(self) -> None:
        """Break every connection without a word."""
        for stream in list(self._streams):
            with suppress(Exception):
                assert stream._req is not None
                transport = stream._req.transport
                assert transport is not None
                transport.abort()

    async def close(self) -> None:
        for stream in list(self._streams):
            await stream.close()


def _envelope(id: str, body: bytes, content_type: str) -> Json:
    if content_type == "application/json":
        return _wrapped(id, "events_api", json.loads(body), answers=False)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in form:
        return _wrapped(id, "interactive", json.loads(form["payload"]), answers=True)
    return _wrapped(id, "slash_commands", form, answers=True)


def _wrapped(id: str, kind: str, payload: Any, *, answers: bool) -> Json:
    return {
        "envelope_id": id,
        "type": kind,
        "payload": payload,
        "accepts_response_payload": answers,
    }
