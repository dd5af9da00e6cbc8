"""The workspace that the desk is installed in, and the names of its people."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.values.place import Person, Platform

NAME_LIFETIME = 3600.0  # seconds that a name is believed
NAME_PATIENCE = 0.4  # seconds that a turn waits for a name; it goes on without one
MOST_NAMES = 10_000

Unreachable = (SlackApiError, aiohttp.ClientError, TimeoutError)


class Workspace:
    """One installation: its client, and who the bot is there (asked once, cached)."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.team = ""
        self.name = ""
        self.bot_user = ""
        self.bot_id = ""
        self.scopes = ""
        self._names: dict[str, tuple[float, Person]] = {}
        self._mailboxes: dict[str, str] = {}
        self._asking: set[asyncio.Task[Person | None]] = set()

    async def introduce(self) -> None:
        """Ask Slack who we are. Raises what slack_sdk raises when Slack refuses or is away."""
        answer = await self.client.auth_test()
        self.team = str(answer["team_id"])
        self.name = str(answer.get("team") or "")
        self.bot_user = str(answer["user_id"])
        self.bot_id = str(answer.get("bot_id") or "")
        named = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        self.scopes = named.get("x-oauth-scopes", "")

    def remembered(self, person: Person) -> Person:
        """The person with name and locale, as far as we know them now."""
        known = self._names.get(person.key)
        return known[1] if known else person

    def mailbox(self, person: Person) -> str:
        """The person's own e-mail address, as far as Slack told it with the name; else empty."""
        return self._mailboxes.get(person.key, "")

    async def names(self, team: str, ids: Sequence[str]) -> Callable[[str], str]:
        """What people are called, by user id; empty for whom Slack does not tell in time."""
        people = [Person(platform=Platform.SLACK, tenant=team, user=id) for id in ids]
        found = await asyncio.gather(*(self.known(person) for person in people))
        names = {person.user: person.name for person in found}
        return lambda user: names.get(user, "")

    async def known(self, person: Person) -> Person:
        """The person with real name and locale; as the payload said when Slack is slow."""
        cached = self._names.get(person.key)
        if cached and time.monotonic() - cached[0] < NAME_LIFETIME:
            return cached[1]
        task = asyncio.create_task(self._asked(person))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        done, _ = await asyncio.wait({task}, timeout=NAME_PATIENCE)
        return (task.result() if done else None) or self.remembered(person)

    async def _asked(self, person: Person) -> Person | None:
        try:
            answer = await self.client.users_info(user=person.user, include_locale=True)
        except Unreachable:
            return None
        known = _named(person, answer.get("user") or {})
        if len(self._names) >= MOST_NAMES:
            self._names.clear()
            self._mailboxes.clear()
        profile = (answer.get("user") or {}).get("profile") or {}
        self._mailboxes[person.key] = str(profile.get("email") or "")
        self._names[person.key] = (time.monotonic(), known)
        return known


def _named(person: Person, user: Mapping[str, Any]) -> Person:
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or user.get("name") or person.name
    return person.model_copy(update={"name": str(name), "locale": str(user.get("locale") or "")})
