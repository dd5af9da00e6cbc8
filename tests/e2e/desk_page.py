"""The page as people use it: a researcher, staff and the backstage, by what can be seen there.

Every wait is for something on the page; nothing waits for time to pass.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Literal

from playwright.async_api import Error, Locator, Page, expect

IMAGES = Path(__file__).parents[2] / "docs/images"
SCREENSHOTS = os.environ.get("DESK_SCREENSHOTS") == "1"
_TALL = 2600  # pixels; the longest form needs some 1,500
MESSAGES = "[data-testid=message], [data-testid=ephemeral]"
CASE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Side:
    """One person's half of the page. Messages are found by their words; the newest one counts."""

    def __init__(self, page: Page, name: Literal["researcher", "staff"]) -> None:
        self._page = page
        self.root = page.get_by_test_id(name)
        self.log = page.get_by_test_id(f"{name}-log")
        self.thread = page.get_by_test_id(f"{name}-thread")
        self.box = page.locator(f"#{name}-text")
        self._person = page.get_by_test_id(f"{name}-person")

    async def acts_as(self, name: str) -> None:
        option = self._person.locator("option").filter(has_text=name).first
        await self._person.select_option(await option.get_attribute("value"))

    async def write(self, text: str) -> None:
        """Type and press Enter, as with a keyboard."""
        await self.box.focus()
        await self._page.keyboard.insert_text(text)
        await self._page.keyboard.press("Enter")
        await expect(self.box).to_have_value("")

    async def sees(self, words: str) -> Locator:
        return await _newest(self.log, words)

    async def sees_in_thread(self, words: str) -> Locator:
        return await _newest(self.thread, words)

    async def opens_thread_of(self, message: Locator) -> None:
        await message.hover()
        await message.get_by_role("button", name="Reply in thread").click()
        await expect(self.thread).to_be_visible()
        await expect(self.box).to_be_focused()


class Form:
    """The modal of whoever opened one last."""

    def __init__(self, page: Page) -> None:
        self.root = page.get_by_test_id("modal")
        self.submit = page.get_by_test_id("modal-submit")

    def field(self, name: str) -> Locator:
        return self.root.get_by_test_id(f"field-{name}")

    def input(self, name: str) -> Locator:
        return self.field(name).locator("[name]")

    async def is_open(self, title: str) -> None:
        await expect(self.root.get_by_role("heading", level=2)).to_have_text(title)


async def _newest(log: Locator, words: str) -> Locator:
    found = log.locator(MESSAGES).filter(has_text=words).last
    await expect(found).to_be_visible()
    return found


async def press(message: Locator, label: str) -> None:
    await message.get_by_role("button", name=label, exact=True).click()


async def press_by_keyboard(message: Locator, label: str) -> None:
    button = message.get_by_role("button", name=label, exact=True)
    await button.focus()
    await button.press("Enter")


async def number_in(shown: Locator) -> str:
    found = CASE.search(await shown.inner_text())
    assert found, "no case number to be seen"
    return found[0]


async def picture(of: Page | Locator, name: str) -> None:
    """Keep what is on the screen for the documentation; only where that is asked for."""
    if not SCREENSHOTS:
        return
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / f"{name}.png"
    if isinstance(of, Page):
        await of.screenshot(path=path, animations="disabled")
        return
    page, usual = of.page, of.page.viewport_size
    assert usual is not None
    await page.set_viewport_size({"width": usual["width"], "height": _TALL})  # nothing is cut off
    for _ in range(5):
        with contextlib.suppress(Error):  # redrawn at that moment: the newest is taken
            await of.screenshot(path=path, animations="disabled")
            break
    await page.set_viewport_size(usual)
