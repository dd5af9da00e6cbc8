"""Publishes the keys with which Teams signs.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#openid-metadata-document
"""

from __future__ import annotations

from aiohttp import web

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.faults import Fault, Faults
from simulator.teams import front
from simulator.teams.signing import ISSUER, Key, Signer
from simulator.wire import Wire

GARBAGE = "<<< these are not the keys you are looking for >>>"


class OpenId:
    """`faults` knows the methods `openid` and `keys`; `calls` counts requests by method.

    `garbage`: answer 200 with something that is no JSON.
    """

    def __init__(self, signer: Signer, clock: Clock, changes: Changes, wire: Wire) -> None:
        self.faults = Faults(clock, changes)
        self.calls = {"openid": 0, "keys": 0}
        self.garbage = False
        self.address = ""
        self._signer = signer
        self._wire = wire

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/teams/openid/.well-known/openidconfiguration", self.metadata)
        app.router.add_get("/teams/openid/keys", self.keys)

    def rotate(self, *, keep_old: bool = False) -> Key:
        """Sign with a new key from now on; `keep_old` leaves the former one in the document."""
        return self._signer.rotate(keep_old=keep_old)

    def down(self, status: int = 503) -> Fault:
        """Both documents fail until `faults.clear()`."""
        return self.faults.status("*", status, times=None)

    def hang(self) -> Fault:
        """Both documents are asked for in vain until `faults.clear()`."""
        return self.faults.hang()

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        document = {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }
        return await self._answer(request, "openid", document)

    async def keys(self, request: web.Request) -> web.StreamResponse:
        document = {"keys": [key.published() for key in self._signer.published]}
        return await self._answer(request, "keys", document)

    async def _answer(
        self, request: web.Request, name: str, document: object
    ) -> web.StreamResponse:
        self.calls[name] += 1
        call = self._wire.begin("teams", "from desk", name)

        def perform() -> web.Response:
            if self.garbage:
                return web.Response(text=GARBAGE, content_type="application/json")
            return web.json_response(document)

        return await front.answer(request, self._wire, call, self.faults, perform)
