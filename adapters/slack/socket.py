"""Socket Mode: Slack over a connection that the desk opens, for a desk without a public address.

https://docs.slack.dev/apis/events-api/using-socket-mode
Our own loop over aiohttp and not slack_sdk's client: that one lets go of the task that handles a
request, logs bodies, and has stayed silent after idle reconnects (bolt-python #417, #1529). What
comes in takes the same way as over HTTP, and is acknowledged only when it is on record: Slack sends
again what was not.
"""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import BODY_LIMIT, Payload
from adapters.slack.screen import Noted

HEARTBEAT = 10.0  # seconds between pings; without an answer the connection is opened anew
_CONNECT = 5.0  # seconds
_LONGEST_PAUSE = 30.0  # seconds between two tries to connect
_LASTING = 10.0  # seconds; a connection that ends sooner did not do
_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError)
_TYPES = ("slash_commands", "events_api", "interactive")

Dispatched = Callable[[Payload], Awaitable[web.Response]]
_clock, _sleep = time.monotonic, asyncio.sleep


def pause_after(tries: int) -> float:
    """Seconds before the next try, at most; after so many that failed or ended soon."""
    return min(_LONGEST_PAUSE, 0.25 * 2.0 ** min(tries, 10))


class SlackSocket:
    """`client` has the app-level token; `dispatched` answers a payload as it answers over HTTP."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        dispatched: Dispatched,
        noted: Noted,
    ) -> None:
        self._client = client
        self._session = session
        self._dispatched = dispatched
        self._noted = noted
        self._loop: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()

    def start(self) -> None:
        self._loop = asyncio.create_task(self._always())

    async def close(self) -> None:
        """Take nothing new, and finish what was taken."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _always(self) -> None:
        """Connected, or trying to be, until cancelled. What ends soon, in order or not, is not
        begun again without a pause; after hours there is none."""
        tries = 0
        while True:
            begun = _clock()
            try:
                await self._one_connection()
            except _TROUBLE as error:
                self._noted("slack.socket_lost", error=type(error).__name__)
            finally:
                self.connected.clear()
            tries = 0 if _clock() - begun > _LASTING else tries + 1
            if tries:
                await _sleep(pause_after(tries) * random.uniform(0.5, 1.0))

    async def _one_connection(self) -> None:
        """Until Slack asks for another one, which it does every few hours."""
        async with asyncio.timeout(_CONNECT):
            opened = await self._client.apps_connections_open(app_token=str(self._client.token))
        stream = await self._session.ws_connect(
            str(opened["url"]), heartbeat=HEARTBEAT, max_msg_size=4 * BODY_LIMIT
        )
        try:
            async for message in stream:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                if not self._heard(stream, message.data):
                    return
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=2.5)  # their answers go out here
            await stream.close()

    def _heard(self, stream: aiohttp.ClientWebSocketResponse, text: str) -> bool:
        """False when Slack wants a new connection."""
        message = json.loads(text)
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "hello":
            self._noted("slack.socket_connected")
            self.connected.set()
        elif kind == "disconnect":
            return False
        elif kind in _TYPES and isinstance(message.get("payload"), dict):
            task = asyncio.create_task(self._answered(stream, message))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return True

    async def _answered(
        self, stream: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]
    ) -> None:
        answer = await self._dispatched(envelope["payload"])
        if answer.status >= 500:
            return  # not on record: Slack sends it again
        said: dict[str, Any] = {"envelope_id": envelope.get("envelope_id")}
        if answer.content_type == "application/json" and answer.text:
            said["payload"] = json.loads(answer.text)
        try:
            await stream.send_json(said)
        except (ConnectionError, aiohttp.ClientError, RuntimeError) as error:
            self._noted("slack.socket_not_answered", error=type(error).__name__)
