"""Files on the page: attached with the paper clip, seen on the other side, fetched by a link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE, Demonstration
from tests.e2e.desk_page import Form, Side, number_in, picture, press

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def _chosen(name: str, content: bytes, kind: str) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


async def _asked(page: Page, alice: Side) -> str:
    form = Form(page)
    await alice.write("/innovation escalate May our device wait?")
    await form.is_open("Ask a person")
    await form.input("consent").focus()
    await page.keyboard.press("Space")
    await form.submit.press("Enter")
    await form.is_open("Innovation Desk")
    await page.keyboard.press("Escape")
    return await number_in(await alice.sees("Your question is case"))


async def test_files_cross_in_both_directions(
    browser: Browser, demonstration: Demonstration
) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(demonstration.address)
    alice, nina = Side(page, "researcher"), Side(page, "staff")
    await alice.acts_as("Alice Peeters")
    await nina.acts_as("Nina Weber")
    number = await _asked(page, alice)

    await alice.opens_thread_of(await alice.sees("Your question is case"))
    await page.get_by_test_id("researcher-files").set_input_files(
        [
            _chosen("Protocol v2.pdf", PDF, "application/pdf"),
            _chosen("tool.exe", b"MZ", "application/octet-stream"),
        ]
    )
    await expect(alice.root.locator(".state")).to_contain_text("Protocol v2.pdf")
    await alice.write("The protocol, as promised.")
    passed = await alice.sees_in_thread("Passed on")
    await expect(passed).to_contain_text("staff get a copy, named")
    await expect(passed).to_contain_text("tool.exe (2 B) stays in Slack: only PDF")

    card = await nina.sees(f"Case {number}")
    await nina.opens_thread_of(card)
    note = await nina.sees_in_thread("added information")
    await expect(note).to_contain_text("Protocol v2.pdf")
    copy = await nina.sees_in_thread(f"📄 {number}-")
    await expect(copy).to_contain_text(".pdf")

    await page.get_by_test_id("staff-files").set_input_files(_chosen("form.png", PNG, "image/png"))
    await nina.write("Please fill in this form.")
    offer = await nina.sees_in_thread("Not sent yet")
    await expect(offer).to_contain_text("form.png (72 B) goes along")
    await picture(offer, "file-offer")
    await press(offer, "Send to researcher")
    answer = await alice.sees("Please fill in this form.")
    await expect(answer).to_contain_text("form.png (72 B) follows as")
    await alice.opens_thread_of(answer)
    await alice.sees_in_thread(f"📄 {number}-")
    await expect(await nina.sees(f"Case {number}")).to_contain_text("file form.png: arrived")
    assert faults == []
    logged = demonstration.log.read_text()
    assert "Protocol v2" not in logged


async def test_a_researcher_on_teams_sends_a_file_and_fetches_one(
    browser: Browser, demonstration: Demonstration
) -> None:
    page = await browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    await page.goto(demonstration.address)
    fatima, nina = Side(page, "researcher"), Side(page, "staff")
    await fatima.acts_as("Fatima Aydin")
    await nina.acts_as("Nina Weber")
    chosen = _chosen("plan.pdf", PDF, "application/pdf")
    await page.get_by_test_id("researcher-files").set_input_files(chosen)
    await fatima.write("ask May qubits heal on Thursdays?")
    answer = await fatima.sees("plan.pdf (size not known) goes along if you ask a person")
    await press(answer, "Ask a person")
    card = await fatima.sees("Your question goes to the staff")
    await card.get_by_label("Topic").select_option("Medical devices and IVD")
    await card.get_by_label("I agree that my question and my name go to the staff").check()
    await press(card, "Send")
    number = await number_in(await fatima.sees("Your question is case"))

    staff_card = await nina.sees(f"Case {number}")
    await nina.opens_thread_of(staff_card)
    await nina.sees_in_thread(f"📄 {number}-")
    await page.get_by_test_id("staff-files").set_input_files(_chosen("form.png", PNG, "image/png"))
    await nina.write("Please fill in this form.")
    offer = await nina.sees_in_thread("Not sent yet")
    await expect(offer).to_contain_text("form.png (72 B) goes along as a link")
    await press(offer, "Send to researcher")
    link = await fatima.sees(f"A file of case {number}")
    await picture(link, "file-link")
    async with page.expect_download() as fetched:
        await link.get_by_text("Fetch the file").click()
    download = await fetched.value
    assert download.suggested_filename.startswith(f"{number}-")
    assert Path(await download.path()).read_bytes() == PNG
