"""Mail servers that take no password: the desk signs in as an app, with tokens of Microsoft's."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bots import mail as post
from bots.operations import deliveries
from bots.settings import Settings
from simulator import Simulator
from simulator.exchange import Exchange
from tests.walks.conftest import PATIENCE, SECRET, Office, served, settings_for

NIO = "innovationoffice@fagg-afmps.be"


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a mailbox on this machine every 0.05 s instead of 2; after a trouble at once."""
    monkeypatch.setattr(post, "EVERY", timedelta(seconds=0.5))
    monkeypatch.setattr("adapters.email.server.AWAY", timedelta(0))
    monkeypatch.setattr("adapters.teams.token.REST", 0.0)
    monkeypatch.setattr("adapters.email.channel.AWAY", timedelta(0))


@pytest.fixture
async def office(tmp_path: Path, password: str) -> AsyncIterator[Office]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.patience = PATIENCE
        usual = settings_for(sim, tmp_path).model_dump(exclude_unset=True)
        sim.inbox.exchange = Exchange("fagg-afmps.be")
        sim.take_no_passwords()
        app = sim.mail_app.settings(sim.page_url)
        app["mail_app_password"] = password or app["mail_app_password"]
        mail = {"smtp_url": sim.smtp_url.replace("//", "//desk@"), "imap_url": sim.inbox.url}
        given = Settings(_env_file=None, **{**usual, **mail, **app})
        async with served(sim, given) as at:
            yield at


@pytest.fixture
def password() -> str:
    """The app's; empty for the right one."""
    return ""


async def test_a_reply_comes_in_and_goes_out_with_one_token(office: Office) -> None:
    await office.asked(office.alice, "May qubits heal?")
    (mail,) = await office.mails(NIO)
    await office.sim.inbox.reply(mail, "Yes, they may.")
    await office.in_thread(await office.card(), f"Draft by e-mail from {NIO}")
    preview = (await office.mails(NIO, 2))[-1]
    await office.sim.inbox.reply(preview, f"!send {preview.text.split('!send ')[1].split()[0]}")
    await office.heard(office.alice, "Yes, they may.")
    assert office.sim.mail_app.asked == 1


async def test_a_token_that_is_refused_is_fetched_anew(office: Office) -> None:
    await office.asked(office.alice, "May qubits heal?")
    await office.mails(NIO)
    office.sim.mail_app.revoke()
    await office.asked(office.alice, "Who pays for advice on a vaccine?")
    await office.mails(NIO, 2)
    assert office.sim.mail_app.asked >= 2


@pytest.mark.parametrize("password", ["wrong"])
async def test_an_app_that_may_not_sign_in_is_named_and_the_question_is_kept(
    office: Office, tmp_path: Path
) -> None:
    await office.asked(office.alice, "May qubits heal?")
    async with asyncio.timeout(PATIENCE):
        while not await tried(tmp_path):  # noqa: ASYNC110 (the database rings no bell)
            await asyncio.sleep(0.02)
    assert not office.sim.mail.received


async def tried(folder: Path) -> bool:
    """Whether the mail to the office waits, with the reason."""
    given = Settings(_env_file=None, desk_database_url=f"sqlite:///{folder}/desk.db")
    lines = await deliveries.listed(given, ("pending", "sending", "unsure"))
    return any(NIO in line and "Microsoft refused our app id or secret" in line for line in lines)
