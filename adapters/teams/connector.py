"""Calls to the Bot Framework connector of Teams: one session, one token, no retries of its own.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
botbuilder's client is not used: it opens a connection and asks for a token for each reply, and
blocks the loop meanwhile.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.teams.token import Token
from adapters.teams.wire import mapping, text, written

_LARGEST = 64 * 1024  # bytes that are read of an answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What the connector said; `code` is its word for an error, `retry_after` the header."""

    status: int
    data: Mapping[str, Any]
    retry_after: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The finer word where there are two: then `message` is JSON with a `subCode`.

        https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
        """
        inner = _object(text(self.data, "message").encode(errors="replace"))
        return text(inner, "subCode") or text(mapping(self.data, "error"), "code")

    def id(self, key: str = "id") -> str:
        return text(self.data, key)


class UnknownService(Exception):
    """An address to which our token must not be sent."""


class Connector:
    """Raises NoToken, UnknownService, or what aiohttp raises. `trusted` says which services are
    Teams'; the session's timeout bounds each call."""

    def __init__(
        self, session: aiohttp.ClientSession, token: Token, trusted: Callable[[str], bool]
    ) -> None:
        self._session = session
        self._token = token
        self._trusted = trusted

    async def create(self, service: str, conversation: Mapping[str, Any]) -> Answer:
        return await self._call("POST", service, "v3/conversations", conversation)

    async def post(self, service: str, conversation: str, activity: Mapping[str, Any]) -> Answer:
        return await self._call("POST", service, _activities(conversation), activity)

    async def redraw(
        self, service: str, conversation: str, id: str, activity: Mapping[str, Any]
    ) -> Answer:
        return await self._call("PUT", service, _activities(conversation, id), activity)

    async def remove(self, service: str, conversation: str, id: str) -> Answer:
        return await self._call("DELETE", service, _activities(conversation, id), None)

    async def member(self, service: str, conversation: str, user: str) -> Answer:
        """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#get-single-member-details"""
        return await self._call(
            "GET", service, _members(conversation, f"members/{_part(user)}"), None
        )

    async def members(self, service: str, conversation: str, most: int) -> Answer:
        """One page; `most` is at least 50 for Teams."""
        page = _members(conversation, f"pagedmembers?pageSize={most}")
        return await self._call("GET", service, page, None)

    async def channels(self, service: str, team: str) -> Answer:
        """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#get-the-list-of-channels-in-a-team"""
        path = f"v3/teams/{quote(team, safe='')}/conversations"
        return await self._call("GET", service, path, None)

    async def _call(
        self, method: str, service: str, path: str, body: Mapping[str, Any] | None
    ) -> Answer:
        if not self._trusted(service):
            raise UnknownService
        token = await self._token.value()
        async with self._session.request(
            method,
            URL(f"{service.rstrip('/')}/{path}", encoded=True),
            data=written(body) if body is not None else None,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            allow_redirects=False,
        ) as answer:
            if answer.status == 401:
                self._token.discard(token)
            data = _object(await answer.content.read(_LARGEST))
            return Answer(answer.status, data, answer.headers.get("Retry-After", ""))


def _members(conversation: str, what: str) -> str:
    return f"v3/conversations/{_part(conversation)}/{what}"


def _part(id: str) -> str:
    return quote(id, safe="")


def _activities(conversation: str, id: str = "") -> str:
    path = f"v3/conversations/{quote(conversation, safe='')}/activities"
    return f"{path}/{quote(id, safe='')}" if id else path


def _object(body: bytes) -> Mapping[str, Any]:
    """What is no JSON object (a proxy's HTML, a broken answer) counts as empty."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
