"""Puts the Slack side of many workspaces together."""

from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.channel import SlackChannel
from adapters.slack.lobby import Closed, Lobby, OnLeft, Where
from adapters.slack.oauth import OAuth, SlackApp
from adapters.slack.server import SlackServer
from adapters.slack.workspace import Workspace
from adapters.storage.addresses import SqlAddressBook
from adapters.storage.installations import SqlInstallations
from bots import database
from bots.arrivals import Arrivals
from bots.logs import noted
from bots.manifest import SLACK_SCOPES
from bots.settings import Settings
from bots.slack.places import SlackEverywhere, SlackPlace, SlackPlaces, SlackRosters
from bots.slack.renewal import Renewals, Speaker
from bots.slack.side import SlackApi, Take, refuse_if_open, staff_channels
from core.values.installation import Installation
from core.values.pack import Pack
from core.values.routing import Routing


class SlackSides:
    """Workspaces that install the app by themselves and wait to be let in."""

    def __init__(
        self,
        given: Settings,
        store: database.Database,
        session: aiohttp.ClientSession,
        post_every: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        cipher = database.cipher(given)
        assert cipher is not None
        assert given.slack_signing_secret is not None
        self._secret = given.slack_signing_secret.get_secret_value()
        self._post_every, self._now = post_every, now
        self.api = SlackApi(given, session)
        self.app = slack_app(given)
        self.oauth = OAuth(self.api.client(), self.app)
        self.installations = SqlInstallations(store, cipher, now)
        self._renewals = Renewals(self.installations, self.oauth, now)
        book = SqlAddressBook(store, now)
        self.places = SlackPlaces(self.installations, self._renewals, book, self._place)
        pacer = SlackChannel(AsyncWebClient(), post_every, now)
        self.channel = SlackEverywhere(self.places, pacer)
        self.roster = SlackRosters(self.places)

    def _place(self, it: Installation) -> SlackPlace:
        assert it.tokens is not None
        client = self.api.client()
        workspace = Workspace(client)
        workspace.team, workspace.bot_user = it.tenant, it.bot_user
        channel = SlackChannel(client, self._post_every, self._now)
        return SlackPlace(workspace, channel, Speaker(client, it.tokens))

    def door(self, take: Take, pack: Pack, arrivals: Arrivals) -> Lobby:
        def serve(place: SlackPlace) -> SlackServer:
            screen = self.api.screen(place.speaker.client)
            return SlackServer(take, pack, place.workspace, screen, noted=noted)

        self.places.serve = serve
        self._renewals.stuck = arrivals.stuck
        return Lobby(
            self.places.server,
            pack,
            self.api.screen(self.api.client()),
            on_left=self._on_left(arrivals),
            close=self.places.close,
            signing_secret=self._secret,
            noted=noted,
        )

    def _on_left(self, arrivals: Arrivals) -> OnLeft:
        """Both events of a removal, in any order and however often, lead to the same."""

        async def left(where: Where, at: datetime) -> None:
            for tenant in filter(None, (where.team, where.enterprise)):
                gone = await self.installations.removed(f"slack:{tenant}", at)
                if gone:
                    self.places.forget(tenant)
                    await arrivals.left(gone.id, gone.name, gone.since)
                    return

        return left

    async def introduce(self) -> None:
        """Seal anew what a former key sealed; each workspace is met when it is needed."""
        if anew := await self.installations.sealed_anew():
            noted("slack.tokens_sealed_anew", count=anew)

    async def refuse_open_staff_channels(self, routing: Routing) -> None:
        """Raises Unsafe when a staff conversation is public or shared with strangers."""
        for name, place in staff_channels(routing):
            there = await self.places.place(place.tenant)
            if isinstance(there, Closed):
                noted("slack.staff_channel_not_checked", queue=name, error=there.why)
            else:
                await refuse_if_open(name, place, there.channel)

    async def client_of(self, tenant: str) -> AsyncWebClient | None:
        there = await self.places.place(tenant)
        return None if isinstance(there, Closed) else there.workspace.client

    async def close(self) -> None:
        await self._renewals.close()


def slack_app(given: Settings) -> SlackApp:
    """The app as registered; the settings are complete where there is a client id."""
    assert given.slack_client_id
    assert given.slack_client_secret
    assert given.desk_public_url
    return SlackApp(
        id=given.slack_client_id,
        secret=given.slack_client_secret.get_secret_value(),
        authorize=given.slack_authorize_url,
        redirect=f"{given.desk_public_url.rstrip('/')}/slack/oauth_redirect",
        scopes=SLACK_SCOPES,
    )
