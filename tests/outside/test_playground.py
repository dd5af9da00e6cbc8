"""The walk against Microsoft's own test client: questions, the form, the staff's card, the answer.

Run by `make check-teams`. What the playground does not model is left to the simulator's tests.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bots.serve import Running, running
from bots.settings import Settings
from core.values.routing import Routing
from simulator import Simulator
from simulator.demo import free
from tests.e2e.conftest import browser
from tests.outside.playground import Json, Playground, missing, playground, words
from tests.outside.proxy import SigningProxy, signing_proxy
from tests.walks.conftest import CONSENT, ROOT

__all__ = ["browser"]
pytestmark = pytest.mark.outside
QUESTION = "May qubits heal a purple zebra?"
LIMIT = 90.0  # seconds for all of it


def settings(sim: Simulator, folder: Path, tenant: str) -> Settings:
    return Settings(
        _env_file=None,
        desk_database_url=f"sqlite:///{folder}/desk.db",
        desk_pack=ROOT / "packs/famhp",
        port=0,
        teams_app_id=sim.teams.app_id,
        teams_app_password=sim.teams.app_password,
        teams_app_tenant_id=sim.teams.app_tenant,
        teams_allowed_tenants=tenant,
        teams_openid_metadata_url=sim.teams.openid_url,
        teams_token_url=sim.teams.token_url,
        smtp_url=sim.smtp_url,
        mail_from="desk@innovation-desk.example",
    )


async def routed(desk: Running, there: Playground) -> None:
    office = {
        "staff": f"teams:{there.tenant}:{there.channel}",
        "mailbox": "innovationoffice@fagg-afmps.be",
        "respond_within": "3 working days",
        "recall": 0,  # nobody waits for the time in which a sent text can be recalled
    }
    routing = Routing.model_validate({"queues": {"office": office}, "rules": [{"queue": "office"}]})
    await desk.store.write(lambda record: record.set_routing(routing, "test", datetime.now(UTC)))


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[tuple[Playground, SigningProxy]]:
    """The playground, with a desk behind the proxy that signs for it."""
    if why := missing():
        pytest.skip(why)
    async with (
        asyncio.timeout(LIMIT),
        Simulator() as sim,
        signing_proxy(lambda service: sim.teams.mint(serviceurl=service)) as proxy,
        playground(free(0), proxy.address, tmp_path) as teams,
        running(settings(sim, tmp_path, teams.tenant), post_every=timedelta(0)) as desk,
    ):
        await routed(desk, teams)
        proxy.desk, proxy.colleague = f"http://127.0.0.1:{desk.port}", teams.colleague
        yield teams, proxy


def card_in(answer: Json) -> Json:
    assert answer["type"] == "application/vnd.microsoft.card.adaptive", answer
    return dict(answer["value"])


async def test_what_nobody_signed_is_refused(there: tuple[Playground, SigningProxy]) -> None:
    teams, proxy = there
    proxy.sign = lambda _: "nobody.signed.this"
    await teams.says("help")
    await asyncio.wait_for(proxy.asked.wait(), 10)
    assert proxy.seen == [("message", 401)]


async def test_microsofts_client_draws_the_form_and_sends_it(
    there: tuple[Playground, SigningProxy], browser: Browser
) -> None:
    """In a real browser: the inputs, their validation, and what the client makes of them."""
    teams, _ = there
    page = await browser.new_page(viewport={"width": 1300, "height": 1100})
    await page.goto(teams.address)
    box = page.locator("[data-lexical-editor=true]")
    await box.press_sequentially(QUESTION)
    await box.press("Enter")
    await expect(page.get_by_text("no dated, sourced answer").last).to_be_visible()
    await page.get_by_role("button", name="Ask a person").last.click()
    await expect(page.get_by_role("textbox", name="Your question").last).to_have_value(QUESTION)
    await page.get_by_role("combobox", name="Topic").last.click()
    await page.get_by_role("option", name="Scientific-technical advice (STA)").click()
    await page.get_by_role("button", name="Send", exact=True).last.click()
    shown = teams.messages.values()
    assert not any("is case" in message.plain for message in shown), "consent is required"
    await page.get_by_text(CONSENT).last.click()
    await page.get_by_role("button", name="Send", exact=True).last.click()
    await page.wait_for_timeout(1500)
    await teams.shows("is case", teams.personal)
    await page.close()


async def test_the_walk_against_microsofts_playground(
    there: tuple[Playground, SigningProxy],
) -> None:
    teams, proxy = there
    await teams.install(teams.personal)
    await teams.shows("Answers with source and date", teams.personal)
    await teams.mentions("help")  # the playground's channel ids tell nobody that they are channels
    await teams.shows("Answers with source and date", teams.channel)
    await teams.says("fees sme 8299.41")
    await teams.shows("EUR 2,074.85", teams.personal)

    await teams.says(QUESTION)
    shown = await teams.shows("no dated, sourced answer", teams.personal)
    form = card_in(await teams.clicks(shown, shown.card, "Ask a person"))
    filled = {
        "Your question": QUESTION,
        "Topic": "Scientific-technical advice (STA)",
        CONSENT: "true",
    }
    done = card_in(await teams.clicks(shown, form, "Send", **filled))
    number = words(done).split("is case ")[-1].split()[0]
    await teams.shows(f"is case {number}", teams.personal)

    card = await teams.shows(number, teams.channel)
    assert "Alex Wilber" in card.plain
    await teams.clicks(card, card.card, "Claim")
    card = await teams.shows("claimed by Megan Bowen", teams.channel)
    assert card.drawn > 1, "the card is redrawn in place"

    form = card_in(await teams.clicks(card, card.card, "Answer"))
    await teams.clicks(card, form, "Send to researcher", Answer="Yes, by article 7.")
    answer = await teams.shows("Yes, by article 7.", teams.personal)
    assert number in answer.plain
    redrawn = await teams.shows("Answer 1: delivered", teams.channel)
    assert redrawn.id == card.id
    assert {status for _, status in proxy.seen} == {200}, proxy.seen
