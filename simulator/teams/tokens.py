"""Gives out access tokens for the connector, as Entra does, and knows them again.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-1-request-an-access-token-from-the-microsoft-entra-id-account-login-service
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import jwt
from aiohttp import web
from jwt.types import Options

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.faults import Faults
from simulator.payload import Json
from simulator.teams import front
from simulator.teams.people import Bot
from simulator.teams.refusals import RefusedError
from simulator.wire import Wire

AUDIENCE = "https://api.botframework.com"
SCOPE = f"{AUDIENCE}/.default"
LIFETIME = 3599
UNTIMED: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
SHARED = "botframework.com"  # the tenant of multi-tenant bots


class Tokens:
    """`lifetime` in seconds; `calls` counts requests; `faults` knows the method `token`."""

    def __init__(self, bot: Bot, clock: Clock, changes: Changes, wire: Wire) -> None:
        self.lifetime = LIFETIME
        self.calls = 0
        self.faults = Faults(clock, changes)
        self._bot = bot
        self._clock = clock
        self._wire = wire
        self._secret = secrets.token_bytes(32)
        self._generation = 0

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/teams/token", self.token)
        app.router.add_post("/teams/token/{tenant}/oauth2/v2.0/token", self.token)

    async def token(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        call = self._wire.begin("teams", "from desk", "token")
        form = {key: str(value) for key, value in (await request.post()).items()}
        tenant = request.match_info.get("tenant", self._bot.home_tenant)

        def perform() -> web.Response:
            status, body = self._given(form, tenant)
            call.error = body.get("error")
            return web.json_response(body, status=status)

        return await front.answer(request, self._wire, call, self.faults, perform)

    def issue(self) -> str:
        """A token without asking, for tests of the connector."""
        now = self._clock.now()
        claims: Json = {
            "aud": AUDIENCE,
            "iss": f"https://sts.windows.net/{self._bot.home_tenant}/",
            "appid": self._bot.app_id,
            "tid": self._bot.home_tenant,
            "iat": int(now),
            "nbf": int(now),
            "exp": now + self.lifetime,
            "gen": self._generation,
        }
        return jwt.encode(claims, self._secret, "HS256")

    def revoke(self) -> None:
        """Every token given out so far is refused from now on."""
        self._generation += 1

    def check(self, authorization: str) -> None:
        """RefusedError (401) unless the header carries a token of ours that is still good."""
        kind, _, token = authorization.partition(" ")
        try:
            claims = jwt.decode(token, self._secret, ["HS256"], audience=AUDIENCE, options=UNTIMED)
        except jwt.InvalidTokenError:
            raise RefusedError("Unauthorized") from None
        fresh = claims["exp"] > self._clock.now() and claims["gen"] == self._generation
        if kind.lower() != "bearer" or claims["appid"] != self._bot.app_id or not fresh:
            raise RefusedError("Unauthorized")

    def _given(self, form: Mapping[str, str], tenant: str) -> tuple[int, Json]:
        """https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow"""
        if tenant not in (self._bot.home_tenant, SHARED):
            return 400, _problem("invalid_request", "AADSTS90002: Tenant not found.")
        if form.get("grant_type") != "client_credentials":
            words = "AADSTS70003: The app requested an unsupported grant type."
            return 400, _problem("unsupported_grant_type", words)
        if form.get("client_id") != self._bot.app_id:
            words = "AADSTS700016: Application not found in the directory."
            return 400, _problem("unauthorized_client", words)
        if form.get("client_secret") != self._bot.password:
            return 401, _problem("invalid_client", "AADSTS7000215: Invalid client secret provided.")
        if form.get("scope") != SCOPE:
            return 400, _problem("invalid_scope", "AADSTS70011: The provided scope is not valid.")
        life = {"expires_in": int(self.lifetime), "ext_expires_in": int(self.lifetime)}
        return 200, {"token_type": "Bearer", **life, "access_token": self.issue()}


def _problem(error: str, words: str) -> Json:
    return {"error": error, "error_description": words}
