"""A desk for many workspaces, and an admin with a browser who installs the app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from bots.operations import workspaces
from bots.serve import running
from bots.settings import Settings
from core.values.installation import Standing
from simulator import Simulator
from tests.tables import copied
from tests.walks.conftest import ROOT, SECRET, Office, with_routing

KEY = "k" * 40
PUBLIC = "http://localhost:9"  # a proxy that hands all on to the desk, played by the browser


@dataclass
class Browser:
    """An admin's browser: cookies, and redirects that are followed one at a time."""

    office: "University"
    cookies: aiohttp.CookieJar = field(default_factory=lambda: aiohttp.CookieJar(unsafe=True))

    async def begin(self) -> str:
        """Where Slack's page is, with the state in its address."""
        answer = await self.get(f"{self.office.address}/slack/install")
        assert answer.status == 302, answer.text
        return answer.location

    async def agree(self, page: str, team: str, **form: str) -> str:
        """Where Slack sends the browser to."""
        query = dict(URL(page).query)
        answer = await self._ask("POST", page, data={**query, "team": team, **form})
        assert answer.status == 302, answer.text
        return answer.location

    async def installs(self, team: str, **form: str) -> "Page":
        shown = await self.get(await self.begin())
        assert "Innovation Desk wants to enter" in shown.text
        given = {"answer": "allow", **form}
        return await self.get(await self.agree(await self.begin(), team, **given))

    async def get(self, address: str, **headers: str) -> "Page":
        return await self._ask("GET", address, headers=headers)

    async def _ask(self, method: str, address: str, **more: Any) -> "Page":
        address = address.replace(PUBLIC, self.office.address)
        async with (
            aiohttp.ClientSession(cookie_jar=self.cookies) as session,
            session.request(method, address, allow_redirects=False, **more) as answer,
        ):
            body = await answer.read()
            where = answer.headers.get("Location", "")
            return Page(answer.status, body.decode(errors="replace"), where, body)


@dataclass(frozen=True)
class Page:
    status: int
    text: str
    location: str = ""
    body: bytes = b""


@dataclass
class University(Office):
    """`given` are the desk's settings."""

    given: Settings = field(kw_only=True)

    def browser(self) -> Browser:
        return Browser(self)

    async def accept(self, team: str) -> None:
        await self.judge(team, Standing.ACCEPTED)

    async def judge(self, team: str, standing: Standing) -> None:
        """As the command line does; a desk that runs believes what it knew for two seconds."""
        await workspaces.judged(self.given, f"slack:{team}", standing)

    async def until_served(self, who: Any, *, served: bool = True) -> None:
        """Until people of a workspace get answers there, or no more."""
        for _ in range(100):
            shown = await who.slash("/innovation", "help")
            if ("Ask a person" in shown.plain) is served:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(shown)


def settings_for_many(sim: Simulator, folder: Path, **more: Any) -> Settings:
    usual: dict[str, Any] = {
        "desk_database_url": copied(folder / "desk.db"),
        "desk_pack": ROOT / "packs/famhp",
        "port": 0,
        "desk_public_url": PUBLIC,
        "desk_secret_key": KEY,
        "slack_signing_secret": SECRET,
        "slack_client_id": sim.slack.oauth.app.client_id,
        "slack_client_secret": sim.slack.oauth.app.client_secret,
        "slack_api_url": sim.api_url,
        "smtp_url": sim.smtp_url,
        "mail_from": "desk@innovation-desk.example",
    }
    return Settings(_env_file=None, **(usual | more))


def _of_teams(sim: Simulator) -> dict[str, Any]:
    return {
        "teams_app_id": sim.teams.app_id,
        "teams_app_password": sim.teams.app_password,
        "teams_app_tenant_id": sim.teams.app_tenant,
        "teams_allowed_tenants": ",".join(sim.teams.tenants),
        "teams_openid_metadata_url": sim.teams.openid_url,
        "teams_token_url": sim.teams.token_url,
    }


@asynccontextmanager
async def university(
    folder: Path, *, teams: bool = False, **more: Any
) -> AsyncIterator[University]:
    """Slack with the office's workspace (T0UNI) and two universities; the app is nowhere yet.
    With `teams` the desk serves Teams too."""
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.patience = 15.0
        sim.slack.events.retry_delays = (0.05, 0.1, 0.2)
        sim.slack.workspace.app.standing = "inactive"
        for team, name in (("T0KUL", "KU <b>Leuven</b>"), ("T0GENT", "UGent")):
            sim.slack.add_workspace(team, name, team.lower(), installed=False)
            sim.slack.add_person(f"U{team[2:]}KIM", f"Kim of {team}", team)
        more = {**(_of_teams(sim) if teams else {}), **more}
        given = settings_for_many(sim, folder, **more)
        sim.slack.oauth.app.redirect_urls = [f"{PUBLIC}/slack/oauth_redirect"]
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk)
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            yield University(sim, desk, given=given)
            await sim.slack.events.idle()
