"""How a workspace gets the app: an admin goes to Slack, agrees, and comes back.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import html
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from aiohttp import web

from adapters.slack import state
from adapters.slack.oauth import NotGranted, OAuth, SlackApp
from adapters.slack.state import Unsound
from adapters.storage.installations import SqlInstallations
from bots.arrivals import Arrivals
from bots.logs import noted
from bots.pages import chosen, written
from core.values.installation import Installation, Standing
from core.values.pack import Pack
from core.values.value import DeskError

COOKIE = "desk-installation"
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
_CODE = re.compile(r"[A-Za-z0-9._-]{1,300}")


class InstallDoors:
    """The two addresses of an installation. Nothing is kept of one that was only begun, or that
    came back unsound. `secret` signs states; `clock` gives seconds since 1970."""

    def __init__(
        self,
        pack: Pack,
        app: SlackApp,
        oauth: OAuth,
        installations: SqlInstallations,
        arrivals: Arrivals,
        *,
        secret: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._pack = pack
        self._app = app
        self._oauth = oauth
        self._installations = installations
        self._arrivals = arrivals
        self._secret = secret
        self._clock = clock

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(INSTALL, self.begin)
        app.router.add_get(REDIRECT, self.end)

    async def begin(self, request: web.Request) -> web.Response:
        known = request.cookies.get(COOKIE, "")
        browser = known if state.BROWSER.fullmatch(known) else secrets.token_urlsafe(32)
        made = state.made(self._secret, browser, secrets.token_hex(16), self._clock())
        headers = {"Location": self._app.begin(made), "Cache-Control": "no-store"}
        answer = web.Response(status=302, headers=headers)
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=state.LIFETIME,
            path="/slack",
            httponly=True,
            samesite="Lax",
            secure=urlsplit(self._app.redirect).scheme == "https",
        )
        return answer

    async def end(self, request: web.Request) -> web.Response:
        """Where Slack sends the admin back to, with a code that is good once."""
        told = _Told(self._pack, request)
        browser, given = request.cookies.get(COOKIE, ""), request.query
        nonce = state.checked(self._secret, browser, given.get("state", ""), self._clock())
        if isinstance(nonce, Unsound):
            return self._refused(told, nonce.value)
        if given.get("error"):
            return told.page("denied", status=400)
        if not _CODE.fullmatch(given.get("code", "")):
            return self._refused(told, "no code")
        try:
            if not await self._installations.use_state(nonce):
                return self._refused(told, "used")
            return await self._installed(told, given["code"])
        except NotGranted as error:
            noted("slack.not_installed", why=error.word)
            return told.page("not_granted", status=502, word=error.word)
        except DeskError as error:
            noted("slack.not_installed", why=type(error).__name__)
            return told.page("not_stored", status=503)

    async def _installed(self, told: "_Told", code: str) -> web.Response:
        granted = await self._oauth.granted(code, datetime.fromtimestamp(self._clock(), UTC))
        kept = await self._installations.installed(granted)
        noted("slack.installed", workspace=kept.id, standing=kept.standing.value)
        await self._arrivals.came(kept)
        return told.installed(kept)

    def _refused(self, told: "_Told", why: str) -> web.Response:
        noted("slack.installation_refused", why=why)
        return told.page("unsound", status=400)


class _Told:
    """Pages in the language of the browser."""

    def __init__(self, pack: Pack, request: web.Request) -> None:
        self._pack = pack
        header = request.headers.get("Accept-Language", "")
        self._locale = chosen(pack, request.query.get("lang", ""), header)

    def installed(self, it: Installation) -> web.Response:
        key = {
            Standing.PENDING: "install.waits",
            Standing.ACCEPTED: "install.ready",
            Standing.REFUSED: "install.refused",
        }[it.standing]
        title = self._pack.say("install.done_title", self._locale, name=it.name)
        return self._written(title, self._pack.say(key, self._locale, name=it.name), 200)

    def page(self, key: str, *, status: int, **values: str) -> web.Response:
        title = self._pack.say("install.failed_title", self._locale)
        text = self._pack.say(f"install.{key}", self._locale, **values)
        again = html.escape(self._pack.say("install.again", self._locale))
        return self._written(title, text, status, f'<p><a href="{INSTALL}">{again}</a></p>')

    def _written(self, title: str, text: str, status: int, more: str = "") -> web.Response:
        body = f"<h1>{html.escape(title)}</h1><p>{html.escape(text)}</p>{more}"
        answer = written(title, body, self._locale)
        answer.set_status(status)
        answer.headers["Cache-Control"] = "no-store"
        return answer
