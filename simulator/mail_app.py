"""An app in Entra that may use a mailbox, and the tokens which Exchange Online takes of it.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

import re
import secrets
from base64 import b64decode
from binascii import Error

from aiohttp import web

SCOPE = "https://outlook.office365.com/.default"
TENANT = "5f0e0000-0000-4000-8000-00000000eeee"
APP = "5f0e0000-0000-4000-8000-00000000e111"
PASSWORD = "simulated-mail-app-password"  # noqa: S105  (opens nothing but the simulator)
LIFETIME = 3599  # seconds
_SAID = re.compile(rb"user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01")


class MailApp:
    """`asked` counts requests for a token."""

    def __init__(self) -> None:
        self.asked = 0
        self._given: set[str] = set()

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post(f"/entra/{TENANT}/oauth2/v2.0/token", self._token)

    def settings(self, page_url: str) -> dict[str, str]:
        """What makes a desk sign in as this app."""
        return {
            "mail_app_id": APP,
            "mail_app_password": PASSWORD,
            "mail_app_tenant_id": TENANT,
            "mail_token_url": f"{page_url}/entra/{TENANT}/oauth2/v2.0/token",
        }

    def revoke(self) -> None:
        """No token that was given out is good any more."""
        self._given.clear()

    def is_good(self, token: str) -> bool:
        return token in self._given

    def signs_in(self, said: bytes) -> bool:
        """Whether this is what a mail program says (SASL XOAUTH2, in base64) with a good token."""
        try:
            found = _SAID.fullmatch(b64decode(said, validate=True))
        except Error:
            return False
        return found is not None and self.is_good(found[2].decode())

    async def _token(self, request: web.Request) -> web.Response:
        self.asked += 1
        form = await request.post()
        if form.get("grant_type") != "client_credentials" or form.get("scope") != SCOPE:
            return web.json_response({"error": "invalid_scope"}, status=400)
        if (form.get("client_id"), form.get("client_secret")) != (APP, PASSWORD):
            return web.json_response({"error": "invalid_client"}, status=401)
        token = secrets.token_urlsafe(24)
        self._given.add(token)
        given = {"token_type": "Bearer", "expires_in": LIFETIME, "access_token": token}
        return web.json_response(given)
