"""The page at `/`, for admins: what is set up, whether it works, and how to add the app.

Anybody may read it, so it holds numbers only: no name of a workspace, no id, nothing of a case.
"""

import html
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from adapters.storage.installations import SqlInstallations
from bots.manifest import teams_package
from bots.pages import PAGES, chosen, languages, written
from bots.settings import Settings
from bots.slack.install import INSTALL
from core.values.installation import Standing
from core.values.pack import Pack
from core.values.value import DeskError

PACKAGE = "/teams/package"


@dataclass(frozen=True, slots=True)
class Count:
    """Workspaces that installed the app."""

    accepted: int
    pending: int


Counted = Callable[[], Awaitable[Count]]
Down = Callable[[], Awaitable[list[str]]]


class Landing:
    """`down` names what does not work; `counted` is there when the app is for many workspaces."""

    def __init__(self, given: Settings, pack: Pack, down: Down, counted: Counted | None) -> None:
        self._given = given
        self._pack = pack
        self._down = down
        self._counted = counted

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self.page)
        if self._given.teams and self._given.desk_public_url:
            app.router.add_get(PACKAGE, self.package)

    async def package(self, request: web.Request) -> web.Response:
        """https://learn.microsoft.com/microsoftteams/teams-app-setup-policies"""
        headers = {"Content-Disposition": 'attachment; filename="innovation-desk-teams.zip"'}
        body = teams_package(self._given, self._pack)
        return web.Response(body=body, content_type="application/zip", headers=headers)

    async def page(self, request: web.Request) -> web.Response:
        header = request.headers.get("Accept-Language", "")
        locale = chosen(self._pack, request.query.get("lang", ""), header)
        down = await self._down()
        parts = [
            _heading(self._say("landing.title", locale), 1),
            _line(self._say("landing.text", locale)),
            _line(self._health(down, locale)),
            *await self._slack(locale),
            *self._teams(locale),
            _heading(self._say("landing.mail", locale)),
            _line(self._say(f"landing.mail_{'on' if self._given.smtp_url else 'none'}", locale)),
            self._more(locale),
            languages(self._pack, locale),
        ]
        answer = written(self._say("landing.title", locale), "".join(parts), locale)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _say(self, key: str, locale: str, **values: object) -> str:
        return self._pack.say(key, locale, **values)

    def _health(self, down: list[str], locale: str) -> str:
        if not down:
            return self._say("landing.healthy", locale)
        return self._say("landing.unhealthy", locale, what=", ".join(down))

    async def _slack(self, locale: str) -> list[str]:
        heading = _heading(self._say("landing.slack", locale))
        if not self._given.slack:
            return [heading, _line(self._say("landing.slack_none", locale))]
        if self._counted is None:
            return [heading, _line(self._say("landing.slack_one", locale))]
        link = _link(INSTALL, self._say("landing.slack_add", locale))
        try:
            count = await self._counted()
        except DeskError:
            return [heading, link]
        numbers = {"accepted": count.accepted, "pending": count.pending}
        return [heading, _line(self._say("landing.slack_many", locale, **numbers)), link]

    def _teams(self, locale: str) -> list[str]:
        heading = _heading(self._say("landing.teams", locale))
        if not self._given.teams:
            return [heading, _line(self._say("landing.teams_none", locale))]
        count = len(self._given.teams_tenants)
        shown = [heading, _line(self._say("landing.teams_on", locale, count=count))]
        if self._given.desk_public_url:
            shown.append(_link(PACKAGE, self._say("landing.teams_package", locale)))
        return shown

    def _more(self, locale: str) -> str:
        links = {
            name: f'<a href="/{name}?lang={locale}">{html.escape(title)}</a>'
            for name, title in ((n, self._say(f"page.{n}_title", locale)) for n in PAGES)
        }
        return f"<p>{self._say('landing.more', locale, **links)}</p>"


def counting(book: SqlInstallations) -> Counted:
    async def counted() -> Count:
        there = [it.standing for it in await book.all() if it.removed_at is None]
        return Count(there.count(Standing.ACCEPTED), there.count(Standing.PENDING))

    return counted


def _heading(text: str, level: int = 2) -> str:
    return f"<h{level}>{html.escape(text)}</h{level}>"


def _line(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _link(address: str, text: str) -> str:
    return f'<p><a class="button" href="{address}">{html.escape(text)}</a></p>'
