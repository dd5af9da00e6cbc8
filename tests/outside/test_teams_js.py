"""The tab's page with Microsoft's own script for tabs, in a browser, under Teams' and the desk's
https addresses: digest, content policy, sign-in and acts. Run by `make check-teams`."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, FrameLocator, Page, Route, expect

from adapters.teams.tab import LIBRARY, Library
from bots.teams import TeamsAccount
from tests.e2e.conftest import browser
from tests.walks.conftest import PUBLIC
from tests.walks.ministry import Ministry, ministry

__all__ = ["browser"]
pytestmark = pytest.mark.outside
SCRIPT = Path(__file__).parent / "node_modules/@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js"
AROUND = """<!doctype html><iframe src="{page}" style="width:100%;height:90vh"></iframe><script>
const known = {{apiVersion: 4, isLegacyTeams: false, hostVersionsInfo: {{}}, supports: {{}}}};
const runtime = JSON.stringify(known);
const answers = {{
  initialize: ["content", "web", runtime, "2.58.0"],
  getContext: [{{locale: "en-gb", theme: "dark"}}],
  "authentication.getAuthToken": [{given}, {token}],
}};
addEventListener("message", ({{data, source, origin}}) => {{
  const {{id, uuid}} = data, args = answers[data.func];
  if (args) source.postMessage({{id, uuid, args}}, origin);
}});
</script>"""


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ministry]:
    if not SCRIPT.is_file():
        pytest.skip("npm ci in tests/outside installs Microsoft's script")
    monkeypatch.setattr(TeamsAccount, "library", Library())
    async with ministry(tmp_path, "teams") as there:
        yield there


async def shown(office: Ministry, browser: Browser, token: str) -> tuple[Page, FrameLocator]:
    """Nothing leaves this machine: each address that the page asks for is answered here."""
    context = await browser.new_context()
    page = await context.new_page()
    desk = f"http://127.0.0.1:{office.desk.port}"
    around = AROUND.format(
        page=f"{PUBLIC}/teams/tab", given=json.dumps(bool(token)), token=json.dumps(token)
    )

    async def answer(route: Route) -> None:
        url = route.request.url
        if url.startswith(PUBLIC):
            await route.fulfill(response=await route.fetch(url=url.replace(PUBLIC, desk, 1)))
        elif url == LIBRARY:
            allowed = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
            await route.fulfill(body=SCRIPT.read_text(), headers=allowed)
        elif url.startswith("https://teams.microsoft.com/"):
            await route.fulfill(body=around, content_type="text/html")
        else:
            await route.abort()

    await context.route("**/*", answer)
    await page.goto("https://teams.microsoft.com/v2/")
    return page, page.frame_locator("iframe")


async def test_the_tab_works_with_microsofts_script(office: Ministry, browser: Browser) -> None:
    case = await office.asked_on_teams(office.person("fatima"), "Q")
    await office.teams_card("Receipt: delivered")
    token = office.teams.sign_in.token(office.person("nina").user)
    _, tab = await shown(office, browser, token)
    await expect(tab.get_by_text("Unclaimed: 1")).to_be_visible()
    await expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    await tab.get_by_role("button", name=f"Claim {case}").click()
    await expect(tab.get_by_text("is yours")).to_be_visible()
    await office.teams_card("claimed by Nina")


async def test_without_a_sign_in_the_page_says_what_to_do(
    office: Ministry, browser: Browser
) -> None:
    _, tab = await shown(office, browser, "")
    await expect(tab.get_by_role("status")).to_contain_text("Teams did not say who you are")
    await expect(tab.get_by_role("button", name="Try again")).to_be_visible()


async def test_no_other_page_may_show_it(office: Ministry, browser: Browser) -> None:
    page, _ = await shown(office, browser, "")
    context: BrowserContext = page.context
    elsewhere = await context.new_page()
    frame = f'<iframe src="{PUBLIC}/teams/tab"></iframe>'
    await elsewhere.route(
        "https://evil.example/", lambda route: route.fulfill(body=frame, content_type="text/html")
    )
    async with elsewhere.expect_console_message(lambda said: "frame-ancestors" in said.text):
        await elsewhere.goto("https://evil.example/")
    await expect(elsewhere.frame_locator("iframe").locator("#shown")).to_have_count(0)
