"""The whole story on the page: asked, escalated, claimed, answered, replied, closed."""

from __future__ import annotations

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.conftest import PATIENCE, Demonstration
from tests.e2e.desk_page import Form, Side, number_in, picture, press, press_by_keyboard

QUESTION = "Our spin-off is half owned by a hospital. Do we still count as an SME?"
THOUGHT = "Internal: ask the legal unit before we promise anything."
ANSWER = "The hospital's figures may have to be added. Please send us the shareholder agreement."
BY_MAIL = "One more thing: the agreement must be signed."
REPLY = "Thank you, the agreement follows by the end of the week."
PHONE: ViewportSize = {"width": 390, "height": 844}


async def test_a_question_is_asked_answered_and_closed(
    browser: Browser, demonstration: Demonstration
) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(demonstration.address)
    alice, nina = Side(page, "researcher"), Side(page, "staff")
    await alice.acts_as("Alice Peeters")
    await nina.acts_as("Nina Weber")

    await _the_desk_answers(alice)
    number = await _the_question_goes_to_a_person(page, alice)
    await _staff_answer(nina, number)
    await _the_researcher_replies(alice, nina, number)
    await page.mouse.move(0, 0)
    await picture(page, "conversation")
    await _the_mailbox_answers(page, alice, nina, number)
    await _staff_close(page, nina, number)
    await alice.sees(f"Case {number} is closed")
    assert THOUGHT not in await alice.root.inner_text()
    await _the_mailbox_knows(page, number)
    await _home_lists_the_case(alice, number)
    assert faults == []

    await _it_fits_on_a_phone(browser, demonstration.address, number)
    logged = demonstration.log.read_text()
    assert "desk.ready" in logged
    assert not [words for words in (QUESTION, THOUGHT, ANSWER, REPLY) if words in logged]


async def _the_desk_answers(alice: Side) -> None:
    await alice.write("/innovation fees")
    fees = await alice.sees("Fee reduction for STA")
    await expect(fees).to_contain_text("Sources")
    await expect(fees).to_contain_text("As of ")


async def _the_question_goes_to_a_person(page: Page, alice: Side) -> str:
    """By keyboard alone. Returns the number of the case."""
    form = Form(page)
    await alice.write(f"/innovation ask {QUESTION}")
    answer = alice.log.get_by_test_id("ephemeral").nth(1)
    await press_by_keyboard(answer, "Ask a person")
    await form.is_open("Ask a person")
    await expect(form.input("question")).to_be_focused()
    await expect(form.input("question")).to_have_value(QUESTION)
    await _a_refused_form_keeps_what_was_typed(page, form)

    await form.input("question").fill(QUESTION)
    await form.submit.press("Enter")
    await form.is_open("Innovation Desk")
    await expect(form.root).to_contain_text("Your question is case")
    await page.keyboard.press("Escape")
    await expect(form.root).to_be_hidden()
    receipt = await alice.sees("Your question is case")
    await expect(receipt).to_contain_text("3 working days from")
    return await number_in(receipt)


async def _a_refused_form_keeps_what_was_typed(page: Page, form: Form) -> None:
    """First Slack refuses (no consent), then the desk (a question of blanks)."""
    keys = page.keyboard
    await keys.press("Tab")
    await expect(form.input("topic")).to_be_focused()
    await keys.type("Fees")
    await keys.press("Tab")
    await keys.insert_text("KU Leuven")
    await picture(form.root, "form")
    await form.submit.press("Enter")
    await expect(form.field("consent")).to_contain_text("complete this required field")
    await expect(form.input("organisation")).to_have_value("KU Leuven")
    await form.input("consent").focus()
    await keys.press("Space")

    await form.input("question").fill("   ")
    await form.submit.press("Enter")
    await expect(form.field("question")).to_contain_text("what you typed is still here")
    await expect(form.input("topic")).to_have_value("fees")
    await expect(form.input("organisation")).to_have_value("KU Leuven")
    await expect(form.input("consent")).to_be_checked()


async def _staff_answer(nina: Side, number: str) -> None:
    card = await nina.sees(f"Case {number}")
    await expect(card).to_contain_text(QUESTION)
    await expect(card).to_contain_text("Receipt: delivered")
    await picture(card, "staff-card")
    await press(card, "Claim")
    await expect(card).to_contain_text("claimed by Nina Weber")

    await nina.opens_thread_of(card)
    await nina.write(THOUGHT)
    await press(await nina.sees_in_thread("Not sent yet"), "Keep internal")
    await nina.sees_in_thread("Kept internal")
    await nina.write(ANSWER)
    offer = await nina.sees_in_thread("Not sent yet")
    await expect(offer).to_contain_text("Alice Peeters, KU Leuven")
    await picture(offer, "safe-send")
    await press(offer, "Send to researcher")
    await nina.sees_in_thread("Sent to the researcher by Nina Weber")
    await expect(card).to_contain_text("Answer 1: delivered")


async def _the_researcher_replies(alice: Side, nina: Side, number: str) -> None:
    answer = await alice.sees(f"Answer to your case {number}")
    await expect(answer).to_contain_text(ANSWER)
    await alice.opens_thread_of(answer)
    await alice.write(REPLY)
    await alice.sees_in_thread("Passed on")
    note = await nina.sees_in_thread("Alice Peeters added information")
    await expect(note).to_contain_text(REPLY)


async def _staff_close(page: Page, nina: Side, number: str) -> None:
    form = Form(page)
    card = await nina.sees(f"Case {number}")
    await press(card, "Close")
    await form.is_open(f"Close case {number}")
    await form.input("outcome").select_option("answered")
    await form.submit.click()
    await expect(form.root).to_be_hidden()
    await expect(card).to_contain_text("closed: answered")
    await expect(card.get_by_role("button", name="Claim")).to_have_count(0)


async def _the_mailbox_answers(page: Page, alice: Side, nina: Side, number: str) -> None:
    """A reply is a draft in the thread, and a second one sends it."""
    await page.get_by_test_id("tab-mail").click()
    mails = page.get_by_test_id("mail").filter(has_text=f"[{number}]")
    await _replied(mails.first, BY_MAIL)
    await expect(await nina.sees_in_thread("Draft by e-mail from")).to_contain_text(BY_MAIL)
    preview = mails.filter(has_text="Nothing has been sent yet").first
    said = await preview.locator(".mail-text").text_content()
    assert said is not None
    await preview.locator("summary").click()
    await picture(preview, "mail-preview")
    await _replied(preview, f"!send {said.split('!send ')[1].split()[0].strip('`.,')}")
    await alice.sees(BY_MAIL)


async def _replied(mail: Locator, text: str) -> None:
    if await mail.get_attribute("open") is None:
        await mail.locator("summary").click()
    await mail.get_by_role("textbox").fill(text)
    await mail.get_by_role("button", name="Send reply").click()


async def _the_mailbox_knows(page: Page, number: str) -> None:
    await page.get_by_test_id("tab-mail").click()
    mails = page.get_by_test_id("mail").filter(has_text=f"[{number}]")
    await expect(mails).to_have_count(6)  # asked, answered, replied; draft, answered, sent
    first = mails.last
    await expect(first).to_contain_text("innovationoffice@fagg-afmps.be")
    await first.locator("summary").click()
    await expect(first.locator("pre")).to_contain_text(QUESTION)
    await page.get_by_test_id("tab-faults").click()
    await expect(page.get_by_test_id("fault-smtp-down")).to_be_visible()
    await picture(page.get_by_test_id("faults"), "faults")


async def _home_lists_the_case(alice: Side, number: str) -> None:
    await alice.root.get_by_test_id("place-home").click()
    home = alice.root.get_by_test_id("home")
    await expect(home).to_contain_text(f"{number} · closed")
    await picture(home, "home")


async def _it_fits_on_a_phone(browser: Browser, address: str, number: str) -> None:
    page = await browser.new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.set_default_timeout(PATIENCE)
    await page.goto(address)
    alice = Side(page, "researcher")
    answer = await alice.sees(f"Answer to your case {number}")
    await answer.scroll_into_view_if_needed()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    await picture(page, "phone")
