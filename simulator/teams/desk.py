"""Calls the desk as the Bot Connector does: a signed POST to its messaging endpoint.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator.payload import Json
from simulator.teams.signing import Signer
from simulator.wire import Call, Wire

PATIENCE = 15.0
USER_AGENT = "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None when nothing did; `timed_out` when it took too long."""

    status: int | None
    body: bytes = b""
    timed_out: bool = False
    reason: str | None = None

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    def content(self) -> Any:
        """The JSON, {} for an empty body; ValueError when it is none."""
        return json.loads(self.body) if self.body.strip() else {}


class Desk:
    """The other end. `patience`: seconds until Teams gives up on an answer."""

    def __init__(self, wire: Wire, signer: Signer, path: str = "/api/messages") -> None:
        self.url: str | None = None
        self.path = path
        self.patience = PATIENCE
        self._wire = wire
        self._signer = signer
        self._session: aiohttp.ClientSession | None = None

    def begin(self, activity: Json) -> Call:
        place = str(activity["conversation"]["id"]).partition(";")[0]
        tenant = str(activity["conversation"].get("tenantId", ""))
        return self._wire.begin("teams", "to desk", _name(activity), tenant, place)

    async def send(self, call: Call, activity: Json) -> Answer:
        """One POST; the call on the wire is finished with what came of it."""
        headers = usual_headers(activity) | {"Authorization": f"Bearer {self._signer.mint()}"}
        answer = await self.post(json.dumps(activity).encode(), headers)
        self._wire.finish(call, answer.status, answer.reason)
        return answer

    async def post(self, body: bytes, headers: Mapping[str, str], path: str = "") -> Answer:
        """Empty `path`: the messaging endpoint."""
        if self.url is None:
            return Answer(None, reason="no desk")
        url = self.url.rstrip("/") + (path or self.path)
        limit = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with self._open().post(
                url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                content = await response.read()
                ok = 200 <= response.status < 300
                return Answer(response.status, content, reason=None if ok else "http_error")
        except TimeoutError:
            return Answer(None, timed_out=True, reason="timeout")
        except (aiohttp.ClientError, OSError):
            return Answer(None, reason="connection_failed")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


def usual_headers(activity: Json) -> dict[str, str]:
    """https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/request-headers-of-the-bot"""
    conversation = activity.get("conversation") or {}
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "x-ms-conversation-id": str(conversation.get("id", "")),
        "x-ms-tenant-id": str(conversation.get("tenantId", "")),
    }


def _name(activity: Json) -> str:
    """`message`, `invoke adaptiveCard/action`, `conversationUpdate channelDeleted` …"""
    event = (activity.get("channelData") or {}).get("eventType", "")
    detail = activity.get("name") or activity.get("action") or event
    return f"{activity.get('type')} {detail}".rstrip()
