"""Who is in a staff channel right now, and whether they are of the house.

Guests, people of other organisations (Slack Connect), bots and removed accounts are in the channel
at most to read. https://docs.slack.dev/reference/objects/user-object
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.values.place import ConversationReference, Membership, Person, Platform

Account = Mapping[str, Any] | None

_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
_GONE = {"user_not_found", "users_not_found", "user_not_visible"}
MOST = 50  # people that are offered to choose from; Slack allows some 100 such calls a minute
NAME_LIFETIME = 3600.0  # seconds
_MOST_NAMES = 2000
_PAGE = 200


class SlackRoster:
    """Implements the Roster port with conversations.members and users.info."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._names: dict[str, tuple[float, Account]] = {}

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        if person.tenant != place.tenant:
            return Membership.STRANGER
        try:
            member, account = await asyncio.gather(
                self._is_member(place.conversation, person.user), self._account(person.user)
            )
        except _FAILURES:
            return Membership.UNKNOWN
        ours = account is not None and _is_ours(account, place.tenant)
        return Membership.MEMBER if member and ours else Membership.STRANGER

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        try:
            ids = [user async for user in self._members(place.conversation)][:MOST]
            accounts = await asyncio.gather(*(self._remembered(user) for user in ids))
        except _FAILURES:
            return ()
        ours = [a for a in accounts if a is not None and _is_ours(a, place.tenant)]
        return tuple(_person(account, place.tenant) for account in ours)

    async def _is_member(self, channel: str, user: str) -> bool:
        async for member in self._members(channel):
            if member == user:
                return True
        return False

    async def _members(self, channel: str) -> Any:
        cursor = ""
        while True:
            page = await self._client.conversations_members(
                channel=channel, limit=_PAGE, cursor=cursor
            )
            for member in page.get("members") or ():
                yield str(member)
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    async def _remembered(self, user: str) -> Account:
        """For choosing somebody a name of the last hour will do; who acts is asked for anew."""
        known = self._names.get(user)
        if known and time.monotonic() - known[0] < NAME_LIFETIME:
            return known[1]
        if len(self._names) >= _MOST_NAMES:
            self._names.clear()
        account = await self._account(user)
        self._names[user] = (time.monotonic(), account)
        return account

    async def _account(self, user: str) -> Account:
        """None for an account that Slack does not know (any more)."""
        try:
            answer = await self._client.users_info(user=user, include_locale=True)
        except SlackApiError as error:
            if isinstance(error.response.data, dict) and error.response.data.get("error") in _GONE:
                return None
            raise
        account: Mapping[str, Any] = answer.get("user") or {}
        return account


def _is_ours(account: Mapping[str, Any], team: str) -> bool:
    outside = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return account.get("team_id") == team and not any(account.get(flag) for flag in outside)


def _person(account: Mapping[str, Any], team: str) -> Person:
    name = account.get("real_name") or account.get("name") or account.get("id")
    return Person(
        platform=Platform.SLACK,
        tenant=team,
        user=str(account.get("id")),
        name=str(name),
        locale=str(account.get("locale") or ""),
    )
