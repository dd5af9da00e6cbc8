"""What cannot be delivered in the chat: staff are told, and with consent it goes by e-mail."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.storage.record import SqlRecord
from bots.manifest import SLACK_SCOPES
from simulator.mail import Mail
from tests.walks.conftest import BOTH_DATABASES, Office
from tests.walks.ministry import Ministry, inputs, ministry

ALICE = "alice.peeters@belgian-research.example"
FATIMA = "fatima@hospital.example"
QUESTION = "If a message cannot be delivered here"
SCOPES = {*SLACK_SCOPES} - {"users:read.email"}
YES = "Send it to the e-mail address of my account"


async def _asked(office: Office, *, by_mail: bool) -> str:
    more: dict[str, Any] = {QUESTION: [YES]} if by_mail else {}
    return await office.asked(office.alice, "May qubits heal?", **more)


async def _answered_in_vain(office: Office, times: int = 1) -> None:
    card = await office.card()
    form = await office.sofie.click(card, "Answer")
    office.sim.slack.faults.error("chat.postMessage", "account_inactive", times=times)
    await office.sofie.submit(form.view, {"Answer": "Yes, by *article 7*."})


@BOTH_DATABASES
async def test_with_consent_an_answer_goes_by_mail_where_slack_does_not_take_it(
    office: Office,
) -> None:
    number = await _asked(office, by_mail=True)
    await _answered_in_vain(office)
    (mail,) = await office.mails(ALICE)
    assert number in mail.subject
    assert "Yes, by article 7." in mail.text
    assert "could not be delivered to you in Slack" in mail.text
    assert "<b>article 7</b>" in mail.html
    await office.redrawn("sent by e-mail")
    await office.in_thread(await office.card(), "goes to their own e-mail address now")
    for place in (office.sim.slack.channel("C0NIO").messages, office.alice.dms()):
        assert not any(ALICE in m.plain for m in place), "the address is shown to nobody"


async def test_without_consent_nothing_is_mailed_and_staff_are_told(office: Office) -> None:
    await _asked(office, by_mail=False)
    await _answered_in_vain(office)
    await office.redrawn("failed, because the app or its workspace is deactivated")
    await office.in_thread(await office.card(), "did not reach the researcher")
    assert not office.sim.mail.box(ALICE)


async def test_without_the_scope_no_address_is_known_and_the_question_is_taken(
    office: Office,
) -> None:
    app = office.sim.slack.team("T0UNI").app
    app.scopes = frozenset(SCOPES)
    await _asked(office, by_mail=True)
    await _answered_in_vain(office)
    await office.in_thread(await office.card(), "did not reach the researcher")
    assert not office.sim.mail.box(ALICE)


async def test_a_mailbox_that_refuses_is_told_to_staff_too(office: Office) -> None:
    await _asked(office, by_mail=True)
    office.sim.mail.faults.reject(ALICE)
    await _answered_in_vain(office)
    await office.redrawn("failed, because the mail server refused the mail")
    assert not office.sim.mail.box(ALICE)


@pytest.fixture
async def teams_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        there.teams.grant_rsc("Innovation Office")
        yield there


async def test_who_blocks_the_app_in_teams_gets_the_answer_by_mail(teams_office: Ministry) -> None:
    office, fatima, nina = (
        teams_office,
        teams_office.person("fatima"),
        teams_office.person("nina"),
    )
    form = await fatima.message("escalate May qubits heal?")
    shown = await fatima.fill(form.message, inputs("May qubits heal?") | {YES: True}, "Send")
    assert "is case" in shown.plain
    card = await office.teams_card("Receipt: delivered")
    office.teams.block("fatima")
    said = await nina.reply(card, "Yes, by *article 7*.")
    await nina.click(await office.in_teams_thread(card, "Not sent yet"), "Send to researcher")
    (mail,) = await office.mails(FATIMA)
    assert "Yes, by article 7." in mail.text
    assert "could not be delivered to you in Teams" in mail.text
    await office.teams_card("sent by e-mail")

    await nina.edit(said, "Yes, by *article 9*.")
    first, second = await office.mails(FATIMA, 2)
    assert "Yes, by article 9." in second.text
    assert "Corrected" in second.text
    assert second.message["In-Reply-To"] == first.message_id, "in the same conversation"


async def test_staff_of_another_queue_hear_when_teams_loses_the_staff_channel(
    teams_office: Ministry,
) -> None:
    office = teams_office
    office.teams.delete_channel("NIO desk")
    await office.teams_card("the channel was deleted", channel="CTR desk")
    (mail,) = await office.mails("innovationoffice@fagg-afmps.be")
    assert "deleted" in mail.text


async def _channels_are_known(office: Ministry, times: int = 2) -> None:
    """Asked for after each of the two activities by which Teams tells of an installation, and in
    the address book of the desk."""
    named = office.sim.wire.named
    await office.sim.until(
        lambda: len([c for c in named("teams.channels") if c.state == "delivered"]) >= times
    )
    async with asyncio.timeout(20):
        while not await office.desk.store.read(_are_in_the_book):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.005)


def _are_in_the_book(record: SqlRecord) -> bool:
    routing = record.routing()
    assert routing is not None
    known = [record.recall(each.staff) or {} for each in routing.queues.values() if each.staff]
    return all(how.get("team") and not how.get("gone") for how in known)


async def test_a_desk_removed_from_the_team_tells_by_mail(teams_office: Ministry) -> None:
    office = teams_office
    await office.asked_on_teams(office.person("fatima"), "Before")
    await office.teams_card("Before")
    await _channels_are_known(office)
    office.teams.remove_bot("Innovation Office")
    await office.sim.until(
        lambda: any(
            "the app was removed" in m.text for m in office.sim.mail.box("ctr@fagg-afmps.be")
        )
    )
    await office.asked_on_teams(office.person("fatima"), "After")
    await office.sim.until(lambda: len(_removals(office)) >= 2)
    await office.sim.teams.deliveries.idle()
    await office.quiet()
    assert len(_removals(office)) == 2, "once for each queue, though Teams tells of it twice"
    await office.sim.until(
        lambda: any(
            "could not be shown" in m.text
            for m in office.sim.mail.box("innovationoffice@fagg-afmps.be")
        )
    )


def _removals(office: Ministry) -> list[Mail]:
    return [m for m in office.sim.mail.box("ctr@fagg-afmps.be") if "was removed" in m.text]


async def test_a_renamed_team_and_channel_change_nothing(teams_office: Ministry) -> None:
    office, nina = teams_office, teams_office.person("nina")
    fatima = office.person("fatima")
    office.teams.rename_team("Innovation Office", "Office of tomorrow")
    office.teams.rename_channel("NIO desk", "Desk of tomorrow")
    await office.asked_on_teams(fatima, "May qubits heal?")
    card = await office.teams_card("May qubits heal?", channel="Desk of tomorrow")
    await nina.click(card, "Claim")
    await office.teams_card("claimed by Nina Weber", channel="Desk of tomorrow")
    assert not office.sim.mail.box("ctr@fagg-afmps.be"), "no alarm"


async def test_a_desk_that_comes_back_into_the_team_works_again(teams_office: Ministry) -> None:
    office = teams_office
    await _channels_are_known(office)
    office.teams.remove_bot("Innovation Office")
    await office.mails("ctr@fagg-afmps.be")
    office.teams.add_bot("Innovation Office")
    await office.sim.teams.deliveries.idle()
    await _channels_are_known(office, 4)
    await office.asked_on_teams(office.person("fatima"), "Again")
    await office.teams_card("Again")
