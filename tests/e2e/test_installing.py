"""An admin of a university installs the app with a browser, from the desk's own page."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests import ports
from tests.e2e.desk_page import picture
from tests.walks.installing import university


async def test_an_admin_adds_the_app_to_slack(browser: Browser, tmp_path: Path) -> None:
    port = ports.free()
    here = f"http://127.0.0.1:{port}"
    async with university(tmp_path, port=port, desk_public_url=here) as office:
        office.sim.slack.oauth.app.redirect_urls = [f"{here}/slack/oauth_redirect"]
        page = await browser.new_page(viewport={"width": 900, "height": 760}, locale="en-GB")
        await page.goto(f"{here}/")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.get_by_text("served: 0")).to_be_visible()
        await picture(page, "admin-page")
        await page.get_by_role("link", name="Add to Slack").click()
        await page.get_by_test_id("team").select_option("T0GENT")
        await page.get_by_test_id("allow").click()
        await expect(page.get_by_role("heading")).to_have_text("The app is installed in UGent")
        await picture(page, "installed")
        await page.reload()
        await expect(page.get_by_text("Nothing was stored")).to_be_visible()
        await page.get_by_role("link", name="Begin again").click()
        await expect(page.get_by_test_id("allow")).to_be_visible()
        await page.goto(f"{here}/")
        await expect(page.get_by_text("wait for an admin of the desk: 1")).to_be_visible()
        await page.get_by_role("link", name="Nederlands").click()
        await expect(page.locator("html")).to_have_attribute("lang", "nl")
        await page.get_by_role("link", name="Privacy").click()
        await expect(page.get_by_role("heading", name="Privacy")).to_be_visible()
        await page.close()
