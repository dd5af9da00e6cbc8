"""The admins' page: what is set up, in each language; nothing that tells who uses the desk."""

import io
import zipfile
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bots.settings import Settings
from bots.web.landing import Count, Landing
from core.values.value import NotRecorded
from tests.adapters.teams.world import APP, TENANT, served
from tests.bots.test_pages import REAL
from tests.bots.test_settings import MANY, given

TEAMS = {
    "teams_app_id": APP,
    "teams_app_password": "teams-password",
    "teams_app_tenant_id": TENANT,
    "teams_allowed_tenants": TENANT,
    "desk_public_url": "https://desk.example.org",
    "desk_secret_key": "k" * 40,
}


async def shown(
    settings: Settings, path: str = "/", down: tuple[str, ...] = (), *, counts: Any = None
) -> tuple[int, bytes]:
    async def what_is_down() -> list[str]:
        return list(down)

    app = web.Application()
    Landing(settings, REAL, what_is_down, counts).add_routes(app)
    async with (
        served(app) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}{path}") as answer,
    ):
        return answer.status, await answer.read()


async def two_and_one() -> Count:
    return Count(accepted=2, pending=1)


async def unknown() -> Count:
    raise NotRecorded("locked")


@pytest.mark.parametrize("locale", REAL.locales)
async def test_it_is_there_in_each_language(locale: str) -> None:
    settings = given(**(MANY | TEAMS))
    status, page = await shown(settings, f"/?lang={locale}", counts=two_and_one)
    text = page.decode()
    assert status == 200
    assert REAL.say("landing.slack_many", locale, accepted=2, pending=1) in text.replace(
        "&#x27;", "'"
    )
    assert "/slack/install" in text
    assert "/teams/package" in text
    for hidden in (APP, TENANT, "teams-password", "client-secret", "k" * 40, "1.2<"):
        assert hidden not in text


async def test_the_teams_package_is_there_where_teams_is() -> None:
    status, body = await shown(given(**TEAMS), "/teams/package")
    assert status == 200
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert (await shown(given(**MANY), "/teams/package"))[0] == 404


async def test_what_is_down_is_named() -> None:
    _, page = await shown(given(**MANY), down=("database",), counts=unknown)
    assert b"database" in page
    assert b"/slack/install" in page
