"""Puts the Slack side of one workspace together, and what all workspaces share."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.channel import SlackChannel
from adapters.slack.lobby import Lobby, OnLeft, Where
from adapters.slack.roster import SlackRoster
from adapters.slack.screen import Screen
from adapters.slack.server import SlackServer
from adapters.slack.workspace import Unreachable, Workspace
from bots.arrivals import Arrivals
from bots.logs import noted
from bots.settings import Settings, Unsafe
from bots.slack.rights import Rights
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import ConversationReference, Platform
from core.values.routing import Routing
from core.values.turn import Turn

_TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)  # seconds; the courier waits 6
Take = Callable[[Turn], Awaitable[Message | None]]


class SlackApi:
    """Clients and screens for any workspace. `session` is shared and closed by its owner."""

    def __init__(self, given: Settings, session: aiohttp.ClientSession) -> None:
        self.session = session
        self._api = given.slack_api_url
        parts = urlsplit(self._api)
        self.local = parts.netloc if given.simulated else ""
        self._here = (f"{parts.scheme}://{parts.netloc}/",) if given.simulated else ()

    def client(self, token: str | None = None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token,
            base_url=self._api,
            session=self.session,
            retry_handlers=[],  # the stock handler posts twice when a connection is reset
        )

    def screen(self, client: AsyncWebClient) -> Screen:
        return Screen(client, noted, response_hosts=self._here)


class SlackSide:
    """One workspace by token."""

    def __init__(
        self,
        given: Settings,
        session: aiohttp.ClientSession,
        post_every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        assert given.slack_bot_token is not None
        secret = given.slack_signing_secret
        self._secret = secret.get_secret_value() if secret else ""
        self.api = SlackApi(given, session)
        client = self.api.client(given.slack_bot_token.get_secret_value())
        self.workspace = Workspace(client)
        self.roster = SlackRoster(client)
        self.channel = SlackChannel(client, post_every, now, self.api.local)
        self.rights = Rights(now)

    def door(self, take: Take, pack: Pack, arrivals: Arrivals) -> Lobby:
        screen = self.api.screen(self.workspace.client)
        server = SlackServer(take, pack, self.workspace, screen, noted=noted)

        async def find(_: Where) -> SlackServer:
            return server

        return Lobby(
            find,
            pack,
            screen,
            on_left=self._on_left(arrivals),
            close=server.close,
            signing_secret=self._secret,
            noted=noted,
        )

    def _on_left(self, arrivals: Arrivals) -> OnLeft:
        async def left(where: Where, at: datetime) -> None:
            await arrivals.left(f"slack:{where.team}", where.team, at)

        return left

    async def introduce(self) -> None:
        """Learn who we are; a Slack that is away is no reason not to start."""
        try:
            await self.workspace.introduce()
        except Unreachable as error:
            noted("slack.not_introduced", error=type(error).__name__)
            return
        self.rights.granted(f"slack:{self.workspace.team}", self.workspace.scopes)

    async def refuse_open_staff_channels(self, routing: Routing) -> None:
        """Raises Unsafe when a staff conversation is public or shared with strangers."""
        for name, place in staff_channels(routing):
            await refuse_if_open(name, place, self.channel)

    async def client_of(self, tenant: str) -> AsyncWebClient | None:
        return self.workspace.client if tenant == self.workspace.team else None

    async def close(self) -> None:
        """Nothing of its own."""


def staff_channels(routing: Routing) -> list[tuple[str, ConversationReference]]:
    """The staff conversations in Slack, by queue."""
    named = ((name, queue.staff) for name, queue in routing.queues.items())
    return [(name, place) for name, place in named if place and place.platform is Platform.SLACK]


async def refuse_if_open(name: str, place: ConversationReference, channel: SlackChannel) -> None:
    """Raises Unsafe; a Slack that is away is asked again before something is posted."""
    try:
        why = await channel.unsafe_for_staff(place.conversation)
    except (SlackApiError, *Unreachable) as error:
        noted("slack.staff_channel_not_checked", queue=name, error=type(error).__name__)
        return
    if why:
        raise Unsafe(f"The staff conversation of queue {name} {why}. Change it in routing.")


def session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=_TIMEOUT)
