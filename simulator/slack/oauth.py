"""Slack's part of an installation: an admin agrees, a code is given, a token is given for it.

https://docs.slack.dev/authentication/installing-with-oauth and
https://docs.slack.dev/authentication/using-token-rotation
"""

from __future__ import annotations

import base64
import html
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

from simulator.clock import Clock
from simulator.payload import Json
from simulator.slack.arguments import Arguments
from simulator.slack.refusals import RefusedError
from simulator.slack.workspace import Workspace

CODE_LIFETIME = 600.0  # seconds
TOKEN_LIFETIME = 43_200  # seconds
PERSON = "U0ADMIN"  # who agrees, where nobody else is named


@dataclass
class Registration:
    """The app at api.slack.com. `rotates`: tokens live only for so many seconds (`lifetime`)."""

    client_id: str = "1111.2222"
    client_secret: str = "simulated-client-secret"  # noqa: S105
    redirect_urls: list[str] = field(default_factory=list)
    rotates: bool = False
    lifetime: int = TOKEN_LIFETIME


@dataclass
class Code:
    team_id: str
    redirect_uri: str
    scopes: frozenset[str]
    given: float
    org_wide: bool = False


class OAuth:
    """`workspaces` are those that an admin may choose; `calls` counts what was asked for tokens."""

    def __init__(self, clock: Clock, workspaces: Callable[[], dict[str, Workspace]]) -> None:
        self.app = Registration()
        self.calls: list[str] = []
        self._clock = clock
        self._workspaces = workspaces
        self._codes: dict[str, Code] = {}
        self._refreshes: dict[str, str] = {}

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/slack/oauth/v2/authorize", self.page)
        app.router.add_post("/slack/oauth/v2/authorize", self.answered)

    async def page(self, request: web.Request) -> web.Response:
        """Where an admin chooses a workspace, and agrees or not."""
        if why := self._unknown(request.query.get("client_id"), request.query.get("redirect_uri")):
            return web.Response(status=400, text=why)
        asked = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.query.items()
        )
        teams = "".join(
            f'<option value="{html.escape(team.id)}">{html.escape(team.name)}</option>'
            for team in self._workspaces().values()
        )
        scopes = html.escape(request.query.get("scope", "").replace(",", ", "))
        body = (
            "<!doctype html><title>Install an app</title><h1>Innovation Desk wants to enter</h1>"
            f"<p>It asks for: {scopes}</p><form method='post'>{asked}"
            f"<select name='team' data-testid='team'>{teams}</select> "
            "<button name='answer' value='allow' data-testid='allow'>Allow</button> "
            "<button name='answer' value='deny'>Cancel</button></form>"
        )
        return web.Response(text=body, content_type="text/html")

    async def answered(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        redirect = form.get("redirect_uri", "")
        if why := self._unknown(form.get("client_id"), redirect):
            return web.Response(status=400, text=why)
        told = {"state": form.get("state", "")}
        if form.get("answer") != "allow":
            told["error"] = "access_denied"
        else:
            scopes = frozenset(form.get("scope", "").split(","))
            org_wide = bool(form.get("org_wide"))
            told["code"] = self.code(form.get("team", ""), redirect, scopes, org_wide=org_wide)
        raise web.HTTPFound(f"{redirect}?{urlencode(told)}")

    def code(
        self, team_id: str, redirect: str, scopes: frozenset[str] | None, *, org_wide: bool = False
    ) -> str:
        """What an admin's agreement is worth, once, for ten minutes."""
        made = secrets.token_urlsafe(24)
        agreed = scopes or frozenset()
        self._codes[made] = Code(team_id, redirect, agreed, self._clock.now(), org_wide)
        return made

    def _unknown(self, client_id: str | None, redirect: str | None) -> str:
        if client_id != self.app.client_id:
            return "invalid_client_id"
        known = self.app.redirect_urls
        return "" if not known or redirect in known else "bad_redirect_uri"

    def access(self, request: web.Request, arguments: Arguments) -> Json:
        """`oauth.v2.access`. Raises RefusedError."""
        kind = arguments.text("grant_type") or "authorization_code"
        self.calls.append(kind)
        self._check_client(request, arguments)
        if kind == "refresh_token":
            return self._renewed(arguments.text("refresh_token"))
        return self._granted(arguments)

    def _check_client(self, request: web.Request, arguments: Arguments) -> None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            id, _, secret = base64.b64decode(given).decode().partition(":")
        else:
            id, secret = arguments.text("client_id"), arguments.text("client_secret")
        if id != self.app.client_id:
            raise RefusedError("invalid_client_id")
        if secret != self.app.client_secret:
            raise RefusedError("bad_client_secret")

    def _granted(self, arguments: Arguments) -> Json:
        code = self._codes.pop(arguments.text("code"), None)
        if code is None:
            raise RefusedError("invalid_code")
        if self._clock.now() - code.given > CODE_LIFETIME:
            raise RefusedError("code_expired")
        if code.redirect_uri != arguments.text("redirect_uri"):
            raise RefusedError("bad_redirect_uri")
        workspace = self._workspaces()[code.team_id]
        workspace.app.standing = "valid"
        workspace.app.scopes = code.scopes or None
        return self._answer(workspace, org_wide=code.org_wide)

    def _renewed(self, refresh: str) -> Json:
        """A refresh token is good once; the access token before lives until its own end."""
        team_id = self._refreshes.pop(refresh, None)
        if team_id is None:
            raise RefusedError("invalid_refresh_token")
        app = self._workspaces()[team_id].app
        app.former = (app.bot_token, app.expires_at or 0.0)
        return self._answer(self._workspaces()[team_id], org_wide=app.org_wide)

    def _answer(self, workspace: Workspace, *, org_wide: bool) -> Json:
        app = workspace.app
        app.bot_token = f"xoxb-{workspace.id}-{secrets.token_hex(8)}"
        app.org_wide = org_wide
        scopes = ",".join(sorted(app.scopes or ()))
        organisation = workspace.enterprise_id or None
        team = {"id": workspace.id, "name": workspace.name}
        answer: Json = {
            "ok": True,
            "app_id": app.app_id,
            "authed_user": {"id": PERSON},
            "scope": scopes,
            "token_type": "bot",
            "access_token": app.bot_token,
            "bot_user_id": app.bot_user_id,
            "team": None if org_wide else team,
            "enterprise": {"id": organisation, "name": "Organisation"} if organisation else None,
            "is_enterprise_install": org_wide,
        }
        return answer | self._rotation(workspace)

    def _rotation(self, workspace: Workspace) -> Json:
        workspace.app.expires_at = None
        if not self.app.rotates:
            return {}
        refresh = f"xoxe-1-{secrets.token_hex(12)}"
        self._refreshes[refresh] = workspace.id
        workspace.app.expires_at = self._clock.now() + self.app.lifetime
        return {"refresh_token": refresh, "expires_in": self.app.lifetime}
