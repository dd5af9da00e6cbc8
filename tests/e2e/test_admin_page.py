"""Administration on the page, in both dresses: a queue, a rule, a draft that comes into force."""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE, Demonstration
from tests.e2e.desk_page import Form, Side, picture, press


async def _opened(browser: Browser, demonstration: Demonstration) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    await page.goto(demonstration.address)
    return page


async def test_nina_adds_a_rule_in_slack(browser: Browser, demonstration: Demonstration) -> None:
    page = await _opened(browser, demonstration)
    nina, form = Side(page, "staff"), Form(page)
    await nina.acts_as("Nina Weber")
    await nina.write("/innovation admin")
    start = await nina.sees("Administration")
    await expect(start).to_contain_text("Your role: Admin")
    await picture(start, "admin-slack")

    await press(start, "Queues")
    await press(await nina.sees("Each queue is a group"), "ctr")
    queue = await nina.sees("Queue ctr")
    await picture(queue, "admin-queue-page-slack")
    await press(queue, "Edit")
    await form.is_open("Queue")
    await expect(form.input("mailbox")).to_have_value("ctr@fagg-afmps.be")
    await picture(form.root, "admin-queue-slack")
    await page.keyboard.press("Escape")
    await press(await nina.sees("Queue ctr"), "Times")
    await form.is_open("Times of a queue")
    await form.input("hours").fill("mon-thu 09:00-12:30 13:30-17:00; fri 09:00-12:00")
    await picture(form.root, "admin-times-slack")
    await page.keyboard.press("Escape")

    await press(await nina.sees("Queue ctr"), "Back")
    await press(await nina.sees("Each queue is a group"), "Back")
    await press(await nina.sees("Your role: Admin"), "Rules")
    await press(await nina.sees("The first that fits decides"), "Add a rule")
    await form.is_open("Rule")
    await form.input("words").fill("gene therapy, CRISPR")
    await form.input("queue").select_option("ctr")
    await picture(form.root, "admin-rule-slack")
    await form.submit.press("Enter")
    await expect(form.root).to_contain_text("not in force yet")
    await expect(form.root).to_contain_text("words: gene therapy, CRISPR → ctr")
    await picture(form.root, "admin-draft-slack")
    await form.root.get_by_role("button", name="Put into force", exact=True).click()
    await expect(form.root).to_contain_text("Routing version 2 is in force")
    await page.keyboard.press("Escape")

    await press(await nina.sees("The first that fits decides"), "Back")
    await press(await nina.sees("Your role: Admin"), "Doctor")
    doctor = await nina.sees("checks need somebody")
    await picture(doctor, "admin-doctor-slack")
    await press(doctor, "Back")
    await press(await nina.sees("Your role: Admin"), "Roles")
    roles = await nina.sees("Auditors see settings")
    await press(roles, "Edit")
    await form.is_open("Roles")
    await picture(form.root, "admin-roles-slack")


async def test_nina_sees_the_same_in_teams(browser: Browser, demonstration: Demonstration) -> None:
    page = await _opened(browser, demonstration)
    nina = Side(page, "staff")
    await page.get_by_test_id("staff-person").select_option("teams/nina")
    await nina.root.get_by_test_id("place-dm").click()
    await nina.write("admin")
    card = await nina.sees("Your role: Admin")
    await picture(card, "admin-teams")
    await press(card, "Queues")
    await press(await nina.sees("Each queue is a group"), "ctr")
    await press(await nina.sees("Queue ctr"), "Edit")
    form = await nina.sees("A test mail is sent before this is saved")
    await picture(form, "admin-queue-teams")
    await press(form, "Cancel")
