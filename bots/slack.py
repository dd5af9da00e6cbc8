"""Puts the Slack side together."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.channel import SlackChannel
from adapters.slack.screen import Screen
from adapters.slack.server import SlackServer
from adapters.slack.workspace import Unreachable, Workspace
from bots.logs import noted
from bots.settings import Settings, Unsafe
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import Platform
from core.values.routing import Routing
from core.values.turn import Turn

_TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)  # seconds; the courier waits 6


class SlackSide:
    """One workspace by token. `session` is shared by all calls and closed by its owner."""

    def __init__(
        self,
        given: Settings,
        session: aiohttp.ClientSession,
        post_every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        assert given.slack_bot_token is not None
        assert given.slack_signing_secret is not None
        self._secret = given.slack_signing_secret.get_secret_value()
        self._api = given.slack_api_url
        self._simulated = given.simulated
        client = AsyncWebClient(
            token=given.slack_bot_token.get_secret_value(),
            base_url=given.slack_api_url,
            session=session,
            retry_handlers=[],  # the stock handler posts twice when a connection is reset
        )
        self.workspace = Workspace(client)
        self.channel = SlackChannel(client, post_every, now)

    def server(self, take: Callable[[Turn], Awaitable[Message | None]], pack: Pack) -> SlackServer:
        parts = urlsplit(self._api)
        here = (f"{parts.scheme}://{parts.netloc}/",) if self._simulated else ()
        return SlackServer(
            take,
            pack,
            self.workspace,
            Screen(self.workspace.client, noted, response_hosts=here),
            signing_secret=self._secret,
            noted=noted,
        )

    async def introduce(self) -> None:
        """Learn who we are; a Slack that is away is no reason not to start."""
        try:
            await self.workspace.introduce()
        except Unreachable as error:
            noted("slack.not_introduced", error=type(error).__name__)

    async def refuse_open_staff_channels(self, routing: Routing) -> None:
        """Raises Unsafe when a staff conversation is public or shared with strangers."""
        for name, queue in routing.queues.items():
            if queue.staff is None or queue.staff.platform is not Platform.SLACK:
                continue
            try:
                why = await self.channel.unsafe_for_staff(queue.staff.conversation)
            except (SlackApiError, *Unreachable) as error:
                noted("slack.staff_channel_not_checked", queue=name, error=type(error).__name__)
                continue
            if why:
                raise Unsafe(f"The staff conversation of queue {name} {why}. Change it in routing.")


def session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=_TIMEOUT)
