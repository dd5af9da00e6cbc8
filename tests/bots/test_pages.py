"""Privacy and terms: which language is shown, and that nothing of anybody is on the page."""

import html
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bots.pages import PAGES, add_pages, chosen
from tests.adapters.teams.world import served
from tests.core.given import NOW, PACK
from tests.read_once import real

REAL = real(NOW.date())[0]
ADDRESS = "office@desk.example"


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async def mailbox() -> str:
        return ADDRESS

    app = web.Application()
    add_pages(app, REAL, mailbox)
    async with served(app) as there:
        yield there


@pytest.mark.parametrize(
    ("named", "header", "locale"),
    [
        ("", "", "en"),
        ("", "fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("", "en;q=0.5, nl-BE;q=0.9", "nl"),
        ("", "ja, de;q=0.1", "de"),
        ("", "ja", "en"),
        ("", "nl;q=0, fr", "fr"),
        ("", "*", "en"),
        ("nl", "fr", "nl"),
        ("de-AT", "", "de"),
        ("../../etc/passwd", "fr", "fr"),
        ("", ";;q=,=,;q=9,fr;q=x,nl", "nl"),
        ("", "," * 100_000, "en"),
    ],
)
def test_the_language_that_was_asked_for(named: str, header: str, locale: str) -> None:
    assert chosen(REAL, named, header) == locale


@pytest.mark.parametrize("locale", REAL.locales)
@pytest.mark.parametrize("name", PAGES)
async def test_each_page_in_each_language(address: str, name: str, locale: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{address}/{name}", params={"lang": locale}) as answer,
    ):
        page = await answer.text()
    assert answer.status == 200
    assert answer.headers["Content-Language"] == locale
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert f'<html lang="{locale}">' in page
    assert ADDRESS in page
    assert REAL.say(f"page.{name}_title", locale) in html.unescape(page)
    assert all(f"?lang={other}" in page for other in REAL.locales if other != locale)
    assert not {"{", "<script", "<img"} & set(page.partition("<main>")[2].split())


def test_no_header_holds_the_desk_up() -> None:
    """Anybody can send it, and the largest that the server takes was half a second's work."""
    begun = time.perf_counter()
    for row in ("a" + " " * 8000 + "!", "a;" + " " * 8000 + "!", "a ;" + " " * 8000 + "q=1 !"):
        assert chosen(REAL, "", row) == "en"
    assert time.perf_counter() - begun < 0.1


def test_a_language_of_the_small_pack_is_its_own() -> None:
    assert chosen(PACK, "fr", "fr") in PACK.locales
