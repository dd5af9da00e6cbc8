"""The desk and the simulator as `make run` starts them, and a browser that looks at them."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

ROOT = Path(__file__).parents[2]
PATIENCE = 15_000  # milliseconds that anything on the page may take
STARTED = re.compile(rb"Open (http://\S+)")


@dataclass(frozen=True)
class Demonstration:
    """What `make run` started: the page's address, and the file with everything it logged."""

    address: str
    log: Path


@pytest.fixture
async def demonstration(tmp_path: Path) -> AsyncIterator[Demonstration]:
    log = tmp_path / "log"
    surroundings = os.environ | {
        "PORT": "0",  # the kernel chooses
        "SIMULATOR_PORT": "0",
        "DESK_DATABASE_URL": f"sqlite:///{tmp_path}/desk.db",
    }
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "simulator.demo"),
            cwd=ROOT,
            env=surroundings,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    try:
        yield Demonstration(await _page_of(process, log), log)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _page_of(process: asyncio.subprocess.Process, log: Path) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        async for line in process.stdout:
            if found := STARTED.search(line):
                return found[1].decode()
    raise AssertionError(f"`make run` ended early: {log.read_text()}")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no system Chromium here: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    async with _launched(chromium) as browser:
        yield browser


@asynccontextmanager
async def _launched(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        try:
            yield browser
        finally:
            await browser.close()
