"""Slack's tokens where they rotate: renewed in good time, by one process at a time.

An access token lives for twelve hours, a refresh token is good once:
https://docs.slack.dev/authentication/using-token-rotation
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.oauth import NotGranted, OAuth
from adapters.storage.installations import SqlInstallations
from bots.logs import noted
from core.values.installation import Tokens
from core.values.value import DeskError

RENEW_BEFORE = timedelta(minutes=30)  # the end of a token
URGENT = timedelta(minutes=1)
_RIGHT = 15.0  # seconds that a process may take to renew a token
_PATIENCE = 2.0  # seconds that a turn waits for a token that has ended
_LOOK_EVERY = 0.25  # seconds between looks at what another process renews


class Speaker:
    """Who speaks in one workspace: a client, and the tokens that it speaks with."""

    def __init__(self, client: AsyncWebClient, tokens: Tokens) -> None:
        self.client = client
        self.tokens = tokens
        self.speak_with(tokens)

    def speak_with(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.client.token = tokens.access.get_secret_value()

    def ends_within(self, time: timedelta, now: datetime) -> bool:
        return _ends_within(self.tokens, time, now)


class Renewals:
    """`now` gives the time in UTC."""

    def __init__(
        self, installations: SqlInstallations, oauth: OAuth, now: Callable[[], datetime]
    ) -> None:
        self._installations = installations
        self._oauth = oauth
        self._now = now
        self._running: dict[str, asyncio.Task[None]] = {}

    async def fresh(self, id: str, speaker: Speaker) -> None:
        """Renew in good time; only a token that ends within a minute is waited for."""
        if not speaker.ends_within(RENEW_BEFORE, self._now()):
            return
        task = self._running.get(id)
        if task is None:
            task = self._running[id] = asyncio.create_task(self._renewed(id, speaker))
            task.add_done_callback(lambda _: self._running.pop(id, None))
        if speaker.ends_within(URGENT, self._now()):
            await asyncio.wait({task}, timeout=_PATIENCE)

    async def close(self) -> None:
        """A renewal that has begun is finished: Slack has ended the old pair already."""
        if self._running:
            await asyncio.wait(set(self._running.values()), timeout=_PATIENCE)

    async def _renewed(self, id: str, speaker: Speaker) -> None:
        try:
            if await self._installations.renewing(id, _RIGHT):
                await self._by_us(id, speaker)
            else:
                await self._by_another(id, speaker)
        except DeskError as error:
            noted("slack.token_not_renewed", workspace=id, why=type(error).__name__)

    async def _by_us(self, id: str, speaker: Speaker) -> None:
        found = await self._installations.find(id)
        tokens = found.tokens if found else None
        if tokens is None or tokens.refresh is None:
            return await self._installations.renewed(id, None)
        if not _ends_within(tokens, RENEW_BEFORE, self._now()):  # somebody was faster
            speaker.speak_with(tokens)
            return await self._installations.renewed(id, None)
        try:
            tokens = await self._oauth.renewed(tokens.refresh.get_secret_value(), self._now())
        except NotGranted as error:
            noted("slack.token_not_renewed", workspace=id, why=error.word)
            return await self._installations.renewed(id, None)
        speaker.speak_with(tokens)
        await self._installations.renewed(id, tokens)
        noted("slack.token_renewed", workspace=id)
        return None

    async def _by_another(self, id: str, speaker: Speaker) -> None:
        for _ in range(int(_PATIENCE / _LOOK_EVERY)):
            await asyncio.sleep(_LOOK_EVERY)
            found = await self._installations.find(id)
            if found and found.tokens and found.tokens != speaker.tokens:
                return speaker.speak_with(found.tokens)
        return None


def _ends_within(tokens: Tokens, time: timedelta, now: datetime) -> bool:
    return tokens.expires_at is not None and tokens.expires_at - now <= time
