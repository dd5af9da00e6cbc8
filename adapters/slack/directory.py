"""What people and channels are called, and who is of another organisation.

https://docs.slack.dev/reference/objects/user-object
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.values.place import ConversationReference

ClientOf = Callable[[str], Awaitable[AsyncWebClient | None]]
_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
_GONE = {"user_not_found", "users_not_found", "user_not_visible"}
_PEOPLE = ("U", "W")


class SlackDirectory:
    """`client_of` gives the client of a workspace (a tenant), where the app is."""

    def __init__(self, client_of: ClientOf) -> None:
        self._client_of = client_of

    async def name(self, place: ConversationReference) -> str:
        """Of a person or a channel; empty where Slack does not say."""
        client = await self._client_of(place.tenant)
        if client is None:
            return ""
        try:
            if place.conversation.startswith(_PEOPLE):
                answer = await client.users_info(user=place.conversation)
                return _called(answer.get("user") or {})
            answer = await client.conversations_info(channel=place.conversation)
        except _FAILURES:
            return ""
        name = str((answer.get("channel") or {}).get("name") or "")
        return f"#{name}" if name else ""

    async def is_outsider(self, person: ConversationReference) -> bool:
        """Whether Slack says that this is nobody of that workspace: from another organisation
        (Slack Connect), an app, removed, unknown. False while Slack cannot be asked."""
        client = await self._client_of(person.tenant)
        if client is None:
            return False
        try:
            answer = await client.users_info(user=person.conversation)
        except SlackApiError as error:
            data = error.response.data
            return isinstance(data, dict) and data.get("error") in _GONE
        except _FAILURES:
            return False
        return _is_outsider(answer.get("user") or {}, person.tenant)


def _called(account: Mapping[str, Any]) -> str:
    profile = account.get("profile") or {}
    return str(account.get("real_name") or profile.get("real_name") or account.get("name") or "")


def _is_outsider(account: Mapping[str, Any], team: str) -> bool:
    """In an Enterprise Grid one account belongs to several workspaces."""
    grid = (account.get("enterprise_user") or {}).get("teams") or ()
    at_home = account.get("team_id") == team or team in grid
    return not at_home or any(account.get(flag) for flag in ("deleted", "is_bot", "is_stranger"))
