"""Staff answer from addresses of their own, where an admin has named them for the queue."""

from typing import Any

import pytest

from simulator.mail import Mail
from tests.walks.conftest import BOTH_DATABASES, ROUTING, Office, with_routing

NIO = "innovationoffice@fagg-afmps.be"
SOFIE, MARC = "sofie.janssens@fagg-afmps.be", "marc.maes@fagg-afmps.be"
ALICE = "alice.peeters@belgian-research.example"
YES = "Yes, they may."
BY_MAIL: dict[str, Any] = {
    "If a message cannot be delivered here": ["Send it to the e-mail address of my account"]
}


async def _named(office: Office, *writers: str, queue: str = "innovationoffice") -> None:
    queues = dict(ROUTING.queues)
    queues[queue] = queues[queue].model_copy(update={"writers": writers})
    await with_routing(office.desk, ROUTING.model_copy(update={"queues": queues}))


async def _asked(office: Office, **more: Any) -> Mail:
    await office.asked(office.alice, "May qubits heal?", **more)
    (mail,) = await office.mails(NIO)
    return mail


def _number(preview: Mail) -> str:
    return preview.text.split("!send ")[1].split()[0].strip("`.,")


async def _not_taken(office: Office, words: str, seen: str) -> None:
    note = await office.in_thread(await office.card(), "a mail was not taken")
    assert words in note.plain
    await office.quiet()
    everything = [m.plain for m in office.sim.slack.channel("C0NIO").messages]
    everything += [m.text for m in office.sim.mail.received]
    assert not any(seen in text for text in everything)


@BOTH_DATABASES
async def test_an_own_address_gets_its_draft_back_and_sends_it(office: Office) -> None:
    await _named(office, "Sofie.Janssens@FAGG-AFMPS.be", MARC)
    mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES, From=f"Sofie Janssens <{SOFIE}>")
    await office.in_thread(await office.card(), f"Draft by e-mail from {SOFIE}")
    (preview,) = await office.mails(SOFIE)
    assert "Nothing has been sent yet" in preview.text
    assert "nothing goes to the researcher before you send it" in preview.text
    assert YES not in office.everything_seen_by(office.alice)
    assert len(await office.mails(NIO)) == 1, "the draft goes back to who wrote it"
    await office.sim.inbox.reply(preview, f"!send {_number(preview)}")
    await office.heard(office.alice, YES)
    await office.redrawn("answered")
    assert SOFIE not in office.everything_seen_by(office.alice)


async def test_nobody_sends_the_draft_of_another_address(office: Office) -> None:
    await _named(office, SOFIE, MARC)
    mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES, From=SOFIE)
    (preview,) = await office.mails(SOFIE)
    for sender, at in ((MARC, MARC), (NIO, NIO)):
        await office.sim.inbox.reply(mail, f"!send {_number(preview)}", From=sender)
        told = (await office.mails(at, 2 if at == NIO else 1))[-1]
        assert "Nothing was sent" in told.text
    await office.sim.inbox.reply(preview, f"!send {_number(preview)}", From=MARC)
    await _not_taken(office, "from another address", "!send 99")
    assert YES not in office.everything_seen_by(office.alice)


@pytest.mark.parametrize("queue", ["", "ctr"])
async def test_an_address_that_is_not_named_for_the_queue_is_refused(
    office: Office, queue: str
) -> None:
    if queue:
        await _named(office, SOFIE, queue=queue)
    mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES, From=SOFIE)
    await _not_taken(office, "An admin can name an own address", YES)


async def test_a_named_address_that_is_not_confirmed_is_refused(office: Office) -> None:
    await _named(office, SOFIE)
    mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES, From=SOFIE, Authentication_Results="x; dmarc=pass")
    await _not_taken(office, "does not confirm who it was", YES)


async def test_who_is_taken_off_the_list_sends_nothing_any_more(office: Office) -> None:
    await _named(office, SOFIE)
    mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES, From=SOFIE)
    (preview,) = await office.mails(SOFIE)
    await _named(office)
    await office.sim.inbox.reply(preview, f"!send {_number(preview)}")
    await _not_taken(office, "that it no longer belongs to", "!send 99")
    assert YES not in office.everything_seen_by(office.alice)


async def test_a_requester_who_is_named_as_well_is_the_requester_in_their_own_case(
    office: Office,
) -> None:
    await _named(office, ALICE)
    await _asked(office, **BY_MAIL)
    form = await office.sofie.click(await office.card(), "Answer")
    office.sim.slack.faults.error("chat.postMessage", "account_inactive", times=1)
    await office.sofie.submit(form.view, {"Answer": "Which ones?"})
    letter = (await office.mails(ALICE))[-1]
    assert "your words are added to your question" in letter.text
    await office.sim.inbox.reply(letter, "They are warm.")
    said = await office.in_thread(await office.card(), "They are warm.")
    assert "Draft" not in said.plain
