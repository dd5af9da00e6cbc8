"""Administration on the page, in both dresses: each page and each form, and a draft that comes into
force. With DESK_SCREENSHOTS=1 each is kept as a picture for the guide."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PATIENCE, Demonstration
from tests.e2e.desk_page import Form, Side, picture, press

START = "Your role: Admin"


async def _opened(browser: Browser, demonstration: Demonstration) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    await page.goto(demonstration.address)
    return page


@dataclass
class InSlack:
    """Forms are modals; a page is a message that is redrawn."""

    nina: Side
    form: Form

    async def opens(self, on: str, label: str, title: str, name: str = "") -> Locator:
        await press(await self.nina.sees(on), label)
        await self.form.is_open(title)
        if name:
            await picture(self.form.root, f"{name}-slack")
        return self.form.root

    async def leaves(self) -> None:
        await self.form.root.page.keyboard.press("Escape")
        await expect(self.form.root).to_be_hidden()

    async def shows(self, on: str, label: str, words: str, name: str = "") -> Locator:
        await press(await self.nina.sees(on), label)
        page = await self.nina.sees(words)
        if name:
            await picture(page, f"{name}-slack")
        return page


async def test_nina_administers_in_slack(browser: Browser, demonstration: Demonstration) -> None:
    page = await _opened(browser, demonstration)
    nina = Side(page, "staff")
    slack = InSlack(nina, Form(page))
    await nina.acts_as("Nina Weber")
    await nina.write("/innovation admin")
    await picture(await nina.sees(START), "admin-slack")
    await _queues(slack)
    await _rules(slack)
    await _the_rest(slack)


async def _queues(slack: InSlack) -> None:
    await slack.shows(START, "Queues", "Each queue is a group")
    await slack.shows("Each queue is a group", "ctr", "Queue ctr", "admin-queue-page")
    await slack.opens("Queue ctr", "Edit", "Queue", "admin-queue")
    await expect(slack.form.input("mailbox")).to_have_value("ctr@fagg-afmps.be")
    await slack.leaves()
    await slack.opens("Queue ctr", "Times", "Times of a queue")
    await slack.form.input("hours").fill("mon-thu 09:00-12:30 13:30-17:00; fri 09:00-12:00")
    await picture(slack.form.root, "admin-times-slack")
    await slack.leaves()
    await slack.shows("Queue ctr", "Back", "Each queue is a group")
    await slack.shows("Each queue is a group", "Back", START)


async def _rules(slack: InSlack) -> None:
    form = slack.form
    await slack.shows(START, "Rules", "The first that fits decides")
    await slack.opens("The first that fits decides", "Add a rule", "Rule")
    await form.input("words").fill("gene therapy, CRISPR")
    await form.input("queue").select_option("ctr")
    await picture(form.root, "admin-rule-slack")
    await form.submit.press("Enter")
    await expect(form.root).to_contain_text("not in force yet")
    await expect(form.root).to_contain_text("words: gene therapy, CRISPR → ctr")
    await picture(form.root, "admin-draft-slack")
    await form.root.get_by_role("button", name="Put into force", exact=True).click()
    await expect(form.root).to_contain_text("Routing version 2 is in force")
    await slack.leaves()
    await slack.shows("The first that fits decides", "Back", START)


async def _the_rest(slack: InSlack) -> None:
    await slack.shows(START, "Versions", "Going back makes a new version", "admin-history")
    await slack.shows("Going back makes a new version", "Back", START)
    await slack.opens(START, "Try a question", "Try a question", "admin-try")
    await slack.leaves()
    await slack.opens(START, "Workspace options", "Workspace options", "admin-workspace")
    await slack.leaves()
    await slack.opens(START, "Audit trail", "Audit trail", "admin-audit")
    await slack.leaves()
    await slack.shows(
        START, "Doctor", "Checks that need somebody"
    )  # the first look at a pack is slow
    await slack.shows("Checks that need somebody", "Back", START)
    await slack.shows(START, "Doctor", "Checks that need somebody", "admin-doctor")
    await slack.shows("Checks that need somebody", "Back", START)
    await slack.shows(START, "Ready answers", "Texts that staff can send")
    await slack.opens("Texts that staff can send", "Add an answer", "Ready answer", "admin-ready")
    await slack.leaves()
    await slack.shows("Texts that staff can send", "Back", START)
    await slack.shows(START, "Roles", "Auditors see settings")
    await slack.opens("Auditors see settings", "Edit", "Roles", "admin-roles")


async def test_nina_sees_the_same_in_teams(browser: Browser, demonstration: Demonstration) -> None:
    """One card, redrawn at each click; its forms are in it."""
    page = await _opened(browser, demonstration)
    nina = Side(page, "staff")
    await page.get_by_test_id("staff-person").select_option("teams/nina")
    await nina.root.get_by_test_id("place-dm").click()
    await nina.write("admin")
    await picture(await nina.sees(START), "admin-teams")

    async def goes(on: str, label: str, words: str, name: str = "") -> None:
        await press(await nina.sees(on), label)
        shown = await nina.sees(words)
        if name:
            await picture(shown, f"{name}-teams")

    await goes(START, "Queues", "Each queue is a group")
    await goes("Each queue is a group", "ctr", "Queue ctr", "admin-queue-page")
    await goes("Queue ctr", "Edit", "A test mail is sent before this is saved", "admin-queue")
    await _again(nina, "A test mail is sent", "Queues")
    await goes("Each queue is a group", "ctr", "Queue ctr")
    await goes("Queue ctr", "Times", "Seconds to take an answer back", "admin-times")
    await _again(nina, "Seconds to take an answer back", "Rules")
    await goes("The first that fits decides", "Add a rule", "A regular expression", "admin-rule")
    await _again(nina, "A regular expression", "Roles")
    await goes("Auditors see settings", "Edit", "People of other workspaces stay", "admin-roles")
    await _again(nina, "People of other workspaces stay", "Workspace options")
    await picture(await nina.sees("Learns that there is a case"), "admin-workspace-teams")
    await _again(nina, "Learns that there is a case", "Ready answers")
    await goes("Texts that staff can send", "Add an answer", "As staff find it", "admin-ready")
    await _again(nina, "As staff find it", "Audit trail")
    await picture(await nina.sees("the last lines of all"), "admin-audit-teams")
    await _again(nina, "the last lines of all", "Try a question")
    await picture(await nina.sees("At most 3,000 characters"), "admin-try-teams")
    await _again(nina, "At most 3,000 characters", "Doctor")
    await goes("Checks that need somebody", "Back", START)
    await goes(START, "Doctor", "Checks that need somebody", "admin-doctor")


async def _again(nina: Side, on: str, label: str) -> None:
    """Leave a form, and take another way from the start."""
    await press(await nina.sees(on), "Cancel")
    await nina.write("admin")
    await press(await nina.sees(START), label)
