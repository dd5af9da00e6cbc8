"""Opens Slack's side of HTTP: the Web API, response URLs and upload URLs.

https://docs.slack.dev/apis/web-api
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from simulator import fault_effects
from simulator.fault_effects import Struck
from simulator.faults import Fault
from simulator.payload import Json
from simulator.slack import response_urls
from simulator.slack.arguments import Arguments
from simulator.slack.methods import METHODS, Invocation
from simulator.slack.people import App
from simulator.slack.refusals import RateLimitedError, RefusedError
from simulator.slack.workspace import Workspace
from simulator.wire import Call, Wire

if TYPE_CHECKING:
    from simulator.slack.platform import Slack

DEAD_TOKEN = {"revoked": "token_revoked", "inactive": "account_inactive"}


class Api:
    """The HTTP handlers. The state is Slack's; what is allowed is in `methods`."""

    def __init__(self, slack: Slack, wire: Wire) -> None:
        self._slack = slack
        self._wire = wire

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/slack/api/{method}", self.answer)
        app.router.add_post("/slack/response/{path:.+}", self.respond)
        app.router.add_post("/slack/upload/{file}", self.upload)
        for path in ("/slack/files-pri/{file}/{name}", "/slack/files-pri/{file}/download/{name}"):
            app.router.add_get(path, self.download)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One Web API call: read, look for a planted fault, perform, record."""
        name = request.match_info["method"]
        call = self._wire.begin("slack", "from desk", name)
        try:
            response = await self._perform(name, request, call)
        except RateLimitedError as limited:
            call.error = limited.error
            headers = {"Retry-After": str(limited.retry_after)}
            response = web.json_response(limited.payload(), status=429, headers=headers)
        except RefusedError as refused:
            call.error = refused.error
            response = web.json_response(refused.payload())
        except asyncio.CancelledError:
            self._wire.finish(call, None, "connection closed")
            raise
        cut = response.status == fault_effects.CUT
        self._wire.finish(call, None if cut else response.status, call.error)
        return response

    async def _perform(self, name: str, request: web.Request, call: Call) -> web.StreamResponse:
        arguments = await Arguments.from_request(request)
        call.channel = arguments.text("channel")

        def effect() -> web.Response:
            try:
                return self._answered(name, request, arguments, call)
            except RefusedError as refused:
                call.error = refused.error
                return web.json_response(refused.payload())

        fault = self._slack.faults.take(name)
        if fault is not None:
            call.error = fault.label
            return await fault_effects.play(Struck(fault, request, effect, _refusal))
        return self._answered(name, request, arguments, call)

    def _answered(
        self, name: str, request: web.Request, arguments: Arguments, call: Call
    ) -> web.Response:
        """`auth.test` with the scopes of the token in a header, as Slack does."""
        done = self._run(name, request, arguments, call)
        if name != "auth.test":
            return web.json_response(done)
        scopes = self._workspace(name, request, arguments).app.scopes
        named = {"X-OAuth-Scopes": ",".join(sorted(scopes))} if scopes is not None else {}
        return web.json_response(done, headers=named)

    def _run(self, name: str, request: web.Request, arguments: Arguments, call: Call) -> Json:
        if name == "oauth.v2.access":
            return self._slack.oauth.access(request, arguments)
        if name == "apps.connections.open":
            return self._socket(request, arguments)
        method = METHODS.get(name)
        if method is None:
            raise RefusedError("unknown_method", req_method=name)
        workspace = self._workspace(name, request, arguments)
        call.team = workspace.id
        _refuse_missing_scope(workspace.app, method.scopes)
        slack = self._slack
        slack.rates.spend_call(workspace.id, name, method.tier)
        invocation = Invocation(workspace, arguments, slack.passes, slack.rates, slack.uploads)
        return {"ok": True} | method.run(invocation)

    def _socket(self, request: web.Request, arguments: Arguments) -> Json:
        socket = self._slack.socket
        if _token(request, arguments) != socket.app_token:
            raise RefusedError("invalid_auth")
        return {"ok": True, "url": socket.ticket()}

    def _workspace(self, name: str, request: web.Request, arguments: Arguments) -> Workspace:
        """The installation that a token stands for."""
        token = _token(request, arguments)
        if name == "api.test" and not token:
            return self._slack.workspace
        if not token:
            raise RefusedError("not_authed")
        named = [arguments.text(key) for key in ("channel", "user", "users", "user_id")]
        team = self._slack.passes.team_of_trigger(arguments.text("trigger_id"))
        workspace = self._slack.of_token(token, tuple(filter(None, (team, *named))))
        if workspace is None:
            raise RefusedError("invalid_auth")
        dead = DEAD_TOKEN.get(workspace.app.standing)
        if dead:
            raise RefusedError(dead)
        ends = workspace.app.expires_at
        if ends is not None and self._slack.clock.now() >= ends:
            raise RefusedError("token_expired")
        return workspace

    async def respond(self, request: web.Request) -> web.Response:
        """A message sent to a response URL."""
        call = self._wire.begin("slack", "from desk", "response_url")
        try:
            pass_ = self._slack.passes.spend_response_url(request.match_info["path"])
            call.team, call.channel = pass_.team_id, pass_.channel_id
            arguments = await Arguments.from_request(request)
            workspace = self._slack.team(pass_.team_id)
            response_urls.follow(workspace, pass_, arguments)
        except RefusedError as refused:
            self._wire.finish(call, 404, refused.error)
            return web.json_response(refused.payload(), status=404)
        self._wire.finish(call, 200)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, posted to the URL that getUploadURLExternal gave."""
        call = self._wire.begin("slack", "from desk", "upload")
        upload = self._slack.uploads.files.get(request.match_info["file"])
        if upload is None:
            self._wire.finish(call, 404)
            return web.Response(status=404, text="no such upload")
        upload.content = await request.read()
        self._wire.finish(call, 200)
        return web.Response(text=f"OK - {len(upload.content)}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, for a token that may read it; all others are led to a page to sign
        in, which is Slack's way to say no."""
        call = self._wire.begin("slack", "from desk", "download")
        team, _, id = request.match_info["file"].partition("-")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        workspace = self._slack.of_token(token, (team,)) if token else None
        scopes = workspace.app.scopes if workspace else frozenset()
        may = workspace and workspace.id == team and (scopes is None or "files:read" in scopes)
        upload = self._slack.uploads.files.get(id)

        def effect() -> web.Response:
            if not may:
                return web.Response(status=302, headers={"Location": "/slack/signin"})
            if upload is None or upload.deleted:
                return web.Response(status=404, text="file not found")
            kind = str(upload.payload()["mimetype"])
            return web.Response(body=upload.content, content_type=kind)

        fault = self._slack.faults.take("download")
        if fault is None:
            response: web.StreamResponse = effect()
        else:
            response = await fault_effects.play(Struck(fault, request, effect, _refusal))
        self._wire.finish(call, response.status)
        return response


def _token(request: web.Request, arguments: Arguments) -> str:
    """Bearer header, or the `token` argument of a form or query (never of a JSON body)."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    return "" if request.content_type == "application/json" else arguments.text("token")


def _refusal(fault: Fault) -> web.Response:
    """How Slack says a planted error: a word in JSON; without a word it was a proxy's page."""
    if not fault.error:
        return fault_effects.page(fault.status)
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    body = {"ok": False, "error": fault.error}
    return web.json_response(body, status=fault.status, headers=headers)


def _refuse_missing_scope(app: App, needed: frozenset[str]) -> None:
    if app.scopes is None or not needed or needed & app.scopes:
        return
    raise RefusedError(
        "missing_scope", needed=",".join(sorted(needed)), provided=",".join(sorted(app.scopes))
    )
