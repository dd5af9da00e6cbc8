"""Slack's tokens where they rotate: renewed in good time, by one process at a time.

An access token lives for twelve hours, a refresh token is good once:
https://docs.slack.dev/authentication/using-token-rotation
So a new pair that the database does not take at once is held, used before what is on record, and
written down as soon as the database is back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.oauth import NotGranted, OAuth
from adapters.storage.installations import SqlInstallations
from bots.logs import noted
from core.values.installation import Installation, Tokens
from core.values.value import DeskError

RENEW_BEFORE = timedelta(minutes=30)  # the end of a token
URGENT = timedelta(minutes=1)
_RIGHT = 15.0  # seconds that a process may take to renew a token
_PATIENCE = 2.0  # seconds that a turn waits for a token that has ended
_LOOK_EVERY = 0.25  # seconds between looks at what another process renews
_SAVE_AGAIN = 1.0  # seconds between tries to write a new pair down
_SURELY = timedelta(minutes=1)  # refused for so long: no other process has just renewed it
OnStuck = Callable[[Installation], Awaitable[None]]
"""Told of a workspace whose tokens Slack renews no more: it must install the app again."""


async def nobody_told(it: Installation) -> None:
    """Where there is nobody to tell, it stays in the log."""


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
    """`now` gives the time in UTC; `stuck` is told at most once for each pair of tokens."""

    def __init__(
        self, installations: SqlInstallations, oauth: OAuth, now: Callable[[], datetime]
    ) -> None:
        self.stuck: OnStuck = nobody_told
        self.save_again = _SAVE_AGAIN
        self._unsaved: dict[str, Tokens] = {}
        self._refused: dict[str, tuple[Tokens, datetime]] = {}
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

    def newest(self, id: str, on_record: Tokens) -> Tokens:
        """A pair that could not be written down yet is newer than what is on record."""
        return self._unsaved.get(id, on_record)

    async def close(self) -> None:
        """A renewal that has begun is finished: Slack has ended the old pair already."""
        if self._running:
            await asyncio.wait(set(self._running.values()), timeout=_PATIENCE)
        for id in self._unsaved:
            noted("slack.token_lost", workspace=id)
        for task in self._running.values():
            task.cancel()

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
            new = await self._oauth.renewed(tokens.refresh.get_secret_value(), self._now())
        except NotGranted as error:
            noted("slack.token_not_renewed", workspace=id, why=error.word)
            await self._installations.renewed(id, None)
            return await self._not_granted(id, tokens, error.word)
        speaker.speak_with(new)
        self._unsaved[id] = new
        try:
            await self._saved(id, tokens, new)
        except DeskError as error:
            noted("slack.token_not_kept_yet", workspace=id, why=type(error).__name__)
            await self._saved_later(id, tokens, new)
        noted("slack.token_renewed", workspace=id)
        return None

    async def _saved_later(self, id: str, old: Tokens, new: Tokens) -> None:
        while True:
            await asyncio.sleep(self.save_again)
            try:
                return await self._saved(id, old, new)
            except DeskError:  # it is asked until it answers: the pair is nowhere else
                continue

    async def _saved(self, id: str, old: Tokens, new: Tokens) -> None:
        """Unless somebody installed the app anew meanwhile: that pair is newer still."""
        found = await self._installations.find(id)
        if found and found.tokens and found.tokens.refresh == old.refresh:
            await self._installations.renewed(id, new)
        self._unsaved.pop(id, None)

    async def _not_granted(self, id: str, tokens: Tokens, word: str) -> None:
        """Refused once another process may just be writing its new pair down; refused for longer
        the workspace must install the app again, and only people can do that."""
        if word != "invalid_refresh_token":
            return
        known, since = self._refused.get(id, (None, self._now()))
        if known != tokens:
            self._refused[id] = tokens, self._now()
        elif self._now() - since >= _SURELY and (it := await self._installations.find(id)):
            noted("slack.token_stuck", workspace=id)
            await self.stuck(it)

    async def _by_another(self, id: str, speaker: Speaker) -> None:
        for _ in range(int(_PATIENCE / _LOOK_EVERY)):
            await asyncio.sleep(_LOOK_EVERY)
            found = await self._installations.find(id)
            if found and found.tokens and found.tokens != speaker.tokens:
                return speaker.speak_with(found.tokens)
        return None


def _ends_within(tokens: Tokens, time: timedelta, now: datetime) -> bool:
    return tokens.expires_at is not None and tokens.expires_at - now <= time
