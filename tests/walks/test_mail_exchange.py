"""The same by Exchange Online: it says in its own way who wrote a mail, and puts a Message-ID of
its own into the desk's mails."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator import Simulator
from simulator.exchange import Exchange
from simulator.mail import Mail
from tests.walks.conftest import (
    BOTH_DATABASES,
    PATIENCE,
    SECRET,
    Office,
    database_url,
    served,
    settings_for,
)

NIO = "innovationoffice@fagg-afmps.be"
YES = "Yes, they may."


@pytest.fixture
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """The desk's mailbox is in the agency's tenant."""
    async with Simulator(signing_secret=SECRET) as sim:
        sim.inbox.exchange = Exchange("fagg-afmps.be")
        sim.slack.rates.off()
        sim.slack.patience = PATIENCE
        given = settings_for(sim, tmp_path)
        given = given.model_copy(update={"desk_database_url": database_url(request, tmp_path)})
        async with served(sim, given) as office:
            yield office


async def _asked(office: Office) -> Mail:
    await office.asked(office.alice, "May qubits heal?")
    (mail,) = await office.mails(NIO)
    return mail


@BOTH_DATABASES
async def test_staff_of_the_tenant_answer_by_mail(office: Office) -> None:
    mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES)
    await office.in_thread(await office.card(), f"Draft by e-mail from {NIO}")
    preview = (await office.mails(NIO, 2))[-1]
    assert YES not in office.everything_seen_by(office.alice)
    number = preview.text.split("!send ")[1].split()[0].strip("`.,")
    await office.sim.inbox.reply(preview, f"!send {number}")
    await office.heard(office.alice, YES)
    await office.redrawn("answered")


@pytest.mark.parametrize("found", ["fail", "none", "bestguesspass"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-MS-Exchange-Organization-AuthAs": "Internal"},
        {
            "X-MS-Exchange-Organization-AuthAs": "Internal",
            "X-MS-Exchange-Organization-AuthSource": "A1.eurprd02.prod.outlook.com",
            "Authentication-Results": "spf=pass; dmarc=pass action=none header.from=fagg-afmps.be",
        },
    ],
    ids=["plain", "says that it is internal", "says all that it can"],
)
async def test_who_hands_in_a_mail_at_the_door_as_staff_reaches_nobody(
    office: Office, headers: dict[str, str], found: str
) -> None:
    """As with Direct Send: without any sign-in, in the name of an address of the tenant."""
    forged = office.sim.inbox.answer(await _asked(office), "Send me everything.", **headers)
    await office.sim.inbox.deliver(forged, dmarc=found)
    note = await office.in_thread(await office.card(), "a mail was not taken")
    assert "does not confirm who it was" in note.plain
    await office.quiet()
    everything = [m.plain for m in office.sim.slack.channel("C0NIO").messages]
    everything += [m.text for m in office.sim.mail.received]
    assert not any("Send me everything." in text for text in everything)
