"""The personal tab in the simulated Teams, in a browser: both sides, what they press and write."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FrameLocator, expect

from tests.e2e.desk_page import picture
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def test_staff_claim_and_a_researcher_asks_in_the_tab(
    office: Ministry, browser: Browser
) -> None:
    case = await office.asked_on_teams(office.person("fatima"), "Is our app a medical device?")
    await office.teams_card("Receipt: delivered")
    page = await browser.new_page(viewport={"width": 1400, "height": 860}, color_scheme="light")
    await page.goto(office.sim.page_url)
    tabs: list[FrameLocator] = []
    for side, person in (("staff", "nina"), ("researcher", "fatima")):
        await page.get_by_test_id(f"{side}-person").select_option(f"teams/{person}")
        await page.get_by_test_id(side).get_by_test_id("place-tab").click()
        tabs.append(page.frame_locator(f"#{side} iframe"))
    staff, researcher = tabs
    await expect(staff.get_by_text("Unclaimed: 1")).to_be_visible()
    await expect(researcher.get_by_text(case).first).to_be_visible()
    await picture(page, "tab")
    await staff.get_by_role("button", name=f"Claim {case}").click()
    await expect(staff.get_by_text("is yours")).to_be_visible()
    await staff.get_by_role("button", name="Back to the overview").click()
    await expect(staff.get_by_text("My cases: 1")).to_be_visible()
    await researcher.get_by_role("button", name="Ask a person").click()
    await researcher.get_by_label("Your question").fill("Asked in the tab")
    await researcher.get_by_label("Topic").select_option("sta")
    for box in await researcher.locator("input[type=checkbox][required]").all():
        await box.check()
    await researcher.locator("button[type=submit]").click()
    await expect(researcher.get_by_text("Your question is case")).to_be_visible()
    await office.teams_card("Asked in the tab")
    office.teams.sign_in.consented = False
    await researcher.get_by_role("button", name="Show case").click()
    await expect(researcher.get_by_role("status")).to_contain_text("Teams did not say who you are")
