"""Calls the desk as Slack does: signed, impatient, and on a new connection each time.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator.slack.socket_mode import SocketMode
from simulator.wire import Call, Wire

PATIENCE = 3.0
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None when nothing did; `reason` is Slack's word for a failure."""

    status: int | None
    body: bytes = b""
    is_json: bool = False
    reason: str | None = None
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    def content(self) -> Any:
        """The JSON, or the text; ValueError when what calls itself JSON is none."""
        if self.is_json:
            return json.loads(self.body)
        return self.body.decode(errors="replace")


class Desk:
    """The other end. `skew` shifts the signature's clock, in seconds, to test stale requests.

    While the desk keeps a `socket` open, everything goes through that.
    """

    def __init__(
        self,
        wire: Wire,
        signing_secret: str,
        path: str = "/slack/events",
        socket: SocketMode | None = None,
    ) -> None:
        self.socket = socket
        self.url: str | None = None
        self.signing_secret = signing_secret
        self.path = path
        self.patience = PATIENCE
        self.skew = 0.0
        self._wire = wire
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, call: Call, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One POST, or one envelope where there is a socket; the call on the wire is finished with
        what came of it."""
        if self.socket and self.socket.connections:
            answer = await self._through(self.socket, body, content_type)
            self._wire.finish(call, answer.status, answer.reason)
            return answer
        answer = await self._post(body, self._headers(body, content_type) | dict(headers or {}))
        self._wire.finish(call, answer.status, answer.reason)
        return answer

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def sign(self, body: bytes, timestamp: str) -> str:
        """v0 HMAC-SHA256 over `v0:timestamp:body`, on the raw bytes."""
        signed = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self.signing_secret.encode(), signed, hashlib.sha256).hexdigest()

    async def _through(self, socket: SocketMode, body: bytes, content_type: str) -> Answer:
        payload = await socket.send(body, content_type, self.patience)
        if payload is None:
            return Answer(None, reason="http_timeout")
        said = json.dumps(payload).encode() if payload else b""
        return Answer(200, said, is_json=bool(payload))

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self.url is None:
            return Answer(None, reason="connection_failed")
        url = self.url.rstrip("/") + self.path
        limit = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with self._open().post(
                url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                return await _read(response)
        except TimeoutError:
            return Answer(None, reason="http_timeout")
        except (aiohttp.ClientError, OSError):
            return Answer(None, reason="connection_failed")

    def _headers(self, body: bytes, content_type: str) -> dict[str, str]:
        timestamp = str(int(time.time() + self.skew))
        return {
            "Content-Type": content_type,
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self.sign(body, timestamp),
        }

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


async def _read(response: aiohttp.ClientResponse) -> Answer:
    body = await response.read()
    ok = 200 <= response.status < 300
    return Answer(
        response.status,
        body,
        response.content_type == "application/json",
        None if ok else "http_error",
        response.headers.get("X-Slack-No-Retry") == "1",
    )
