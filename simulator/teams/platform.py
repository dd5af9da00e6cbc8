"""Puts Teams together: tenants and people on one side, the desk on the other."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.faults import Faults
from simulator.payload import Json
from simulator.teams import connector, sign_in
from simulator.teams.connector import Connector
from simulator.teams.deliveries import Deliveries
from simulator.teams.desk import Desk, usual_headers
from simulator.teams.dispatch import Dispatch
from simulator.teams.files import Downloads
from simulator.teams.installations import Installations
from simulator.teams.openid import OpenId
from simulator.teams.people import Bot
from simulator.teams.rates import Rates
from simulator.teams.sign_in import DISCOVERY, SignIn
from simulator.teams.signing import USUAL, Signer
from simulator.teams.tokens import Tokens
from simulator.teams.world import World
from simulator.wire import Wire

PATIENCE = 1.0


class Teams(Installations):
    """All of simulated Teams. `patience`: seconds a person waits for something to appear."""

    def __init__(self, clock: Clock, changes: Changes, wire: Wire, bot: Bot) -> None:
        super().__init__(World(bot, clock, changes))
        self.signer = Signer(bot.app_id)
        self.desk = Desk(wire, self.signer)
        self.deliveries = Deliveries(self.desk, self.world.ids)
        self.world.announce = self.deliveries.announce
        self.dispatch = Dispatch(self.world, self.deliveries)
        self.tokens = Tokens(bot, clock, changes, wire)
        self.openid = OpenId(self.signer, clock, changes, wire)
        self.sign_in = SignIn(bot.app_id, clock, changes, wire)
        self.rates = Rates(clock)
        self.faults = Faults(clock, changes)
        self.patience = PATIENCE
        self.commands: dict[str, str] = {}
        self._address, self._wire = "", wire
        self._connector = Connector(self.world, self.tokens, self.rates, self.faults, wire)

    def add_routes(self, app: web.Application) -> None:
        files = Downloads(self.world.drive, self.faults, self._wire)
        for part in (self._connector, self.tokens, self.openid, self.sign_in, files):
            part.add_routes(app)

    def listen_at(self, address: str) -> None:
        """Tell activities and documents where this simulator can be reached."""
        self._address = self.world.drive.address = address
        self.world.service_url = self.signer.service_url = self.service_url
        self.openid.address = f"{address}/teams/openid"
        self.sign_in.address = f"{address}{sign_in.PATH}"

    async def close(self) -> None:
        for faults in (
            self.faults, self.tokens.faults, self.openid.faults, self.sign_in.faults,
        ):  # fmt: skip
            faults.clear()
        await self.deliveries.close()
        await self.desk.close()

    # What the desk is to be told

    @property
    def service_url(self) -> str:
        return f"{self._address}{connector.PATH}"

    @property
    def openid_url(self) -> str:
        """For TEAMS_OPENID_METADATA_URL."""
        return f"{self._address}/teams/openid/.well-known/openidconfiguration"

    @property
    def token_url(self) -> str:
        """For TEAMS_TOKEN_URL."""
        return f"{self._address}/teams/token/{self.world.bot.home_tenant}/oauth2/v2.0/token"

    @property
    def sign_in_url(self) -> str:
        """For TEAMS_SIGN_IN_METADATA_URL."""
        return f"{self.sign_in.address}{DISCOVERY}"

    @property
    def app_id(self) -> str:
        return self.world.bot.app_id

    @property
    def app_password(self) -> str:
        return self.world.bot.password

    @property
    def app_tenant(self) -> str:
        """The bot's home: for TEAMS_APP_TENANT_ID."""
        return self.world.bot.home_tenant

    @property
    def tenants(self) -> list[str]:
        """All tenant ids: for TEAMS_ALLOWED_TENANTS."""
        return list(self.world.tenants)

    @property
    def complaints(self) -> list[str]:
        """What a strict reader would say of the cards that came."""
        return self.world.complaints

    # For tests of the door

    def mint(self, **claims: Any) -> str:
        """See `Signer.mint`."""
        return self.signer.mint(**claims)

    async def raw(
        self,
        activity: Json | bytes,
        token: str | None = USUAL,
        headers: dict[str, str] | None = None,
    ) -> int | None:
        """POST anything to the desk; the HTTP status, None if there was no answer.

        `token` is minted unless given; None sends no Authorization header.
        """
        usual = usual_headers(activity) if isinstance(activity, dict) else {}
        token = self.mint() if token is USUAL else token
        usual |= {"Authorization": f"Bearer {token}"} if token is not None else {}
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        return (await self.desk.post(body, usual | (headers or {}))).status
