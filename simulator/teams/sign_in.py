"""Signs people in to a tab: the tokens that Teams has from Entra, the keys, and Teams' script.

https://learn.microsoft.com/en-us/microsoftteams/platform/tabs/how-to/authentication/tab-sso-overview
"""

from __future__ import annotations

import functools
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.faults import Faults
from simulator.teams import front
from simulator.teams.people import User
from simulator.teams.signing import Key, Signer, new_key
from simulator.wire import Wire

PATH = "/teams/sign-in"
DISCOVERY = "/common/v2.0/.well-known/openid-configuration"
SCRIPT = Path(__file__).with_name("teams_js.js")
CLIENT = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"
"""Teams in the browser, as Entra knows it."""
LIFETIME = 3900

first_key = functools.cache(new_key)  # one per process, and none of the connector's


class SignIn:
    """`faults` knows the methods `sign-in` and `sign-in keys`. `consented`: without it Teams gets
    no token, as before an admin has set the registration up."""

    def __init__(self, app_id: str, clock: Clock, changes: Changes, wire: Wire) -> None:
        self.faults = Faults(clock, changes)
        self.consented = True
        self.address = ""
        self._app_id = app_id
        self.signer = Signer(app_id, key=Key("entra", first_key))
        self._wire = wire

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(PATH + DISCOVERY, self.metadata)
        app.router.add_get(PATH + "/common/discovery/v2.0/keys", self.keys)
        app.router.add_get("/teams/js/MicrosoftTeams.min.js", self.script)

    def token(self, user: User, **claims: Any) -> str:
        """What `getAuthToken` gives; `claims` replace what is usual, None leaves one out."""
        now = int(time.time())
        usual: dict[str, Any] = {
            "iss": f"{self.address}/{user.tenant_id}/v2.0", "aud": self._app_id,
            "iat": now, "nbf": now, "exp": now + LIFETIME, "azp": CLIENT, "azpacr": "0",
            "name": user.name, "oid": user.aad_object_id, "preferred_username": user.email,
            "scp": "access_as_user", "sub": f"pairwise-{user.key}", "tid": user.tenant_id,
            "ver": "2.0",
        }  # fmt: skip
        return self.signer.mint(serviceurl=None, **(usual | claims))

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        document = {
            "issuer": f"{self.address}/{{tenantid}}/v2.0",
            "jwks_uri": f"{self.address}/common/discovery/v2.0/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return await self._answer(request, "sign-in", document)

    async def keys(self, request: web.Request) -> web.StreamResponse:
        issuer = f"{self.address}/{{tenantid}}/v2.0"
        named = [_plain(key.published()) | {"issuer": issuer} for key in self.signer.published]
        return await self._answer(request, "sign-in keys", {"keys": named})

    async def script(self, request: web.Request) -> web.Response:
        return web.Response(text=SCRIPT.read_text(), content_type="text/javascript")

    async def _answer(
        self, request: web.Request, name: str, document: object
    ) -> web.StreamResponse:
        call = self._wire.begin("teams", "from desk", name)

        def perform() -> web.Response:
            return web.json_response(document)

        return await front.answer(request, self._wire, call, self.faults, perform)


def _plain(published: dict[str, Any]) -> dict[str, Any]:
    """Entra endorses no channels."""
    return {name: value for name, value in published.items() if name != "endorsements"}
