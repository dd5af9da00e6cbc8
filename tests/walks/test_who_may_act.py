"""Who is not of the staff (any more) changes nothing, whatever their screen still shows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.slack import membership
from tests.walks.conftest import Office
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def teams_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def _claimed_by_somebody(office: Office) -> bool:
    card = await office.card()
    return "claimed by" in card.plain


def _leave(office: Office, user: str) -> None:
    workspace = office.sim.slack.workspace
    membership.leave(workspace, workspace.channels["C0NIO"], user)


async def test_who_was_removed_a_moment_ago_is_refused(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = office.as_shown_now(await office.card())
    await office.sofie.click(card, "Claim", wait=0)
    await office.redrawn("claimed by Sofie Janssens")
    _leave(office, "U0MARC")
    shown = await office.marc.click(card, "Close")
    assert "not among its members" in shown.plain
    assert shown.view is None


@pytest.mark.parametrize("flag", ["is_restricted", "is_bot", "deleted"])
async def test_guests_bots_and_removed_accounts_are_refused(office: Office, flag: str) -> None:
    await office.asked(office.alice, "Q")
    card = office.as_shown_now(await office.card())
    setattr(office.marc.user, flag, True)
    shown = await office.marc.click(card, "Claim")
    assert "not among its members" in shown.plain
    assert not await _claimed_by_somebody(office)


async def test_who_writes_in_the_thread_without_being_staff_adds_nothing(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    office.marc.user.is_restricted = True
    await office.marc.say("C0NIO", "!close answered", thread_ts=card.ts)
    word = await office.offered(office.marc)
    assert "not among its members" in word.plain
    assert "closed" not in (await office.card()).plain


async def test_a_forwarded_card_does_nothing(office: Office) -> None:
    """Somebody posts a copy of the card, buttons and all, in another channel."""
    await office.asked(office.alice, "Q")
    card = office.as_shown_now(await office.card())
    card.channel_id = "C0CTR"
    shown = await office.marc.click(card, "Claim")
    assert "No such case" in shown.plain
    assert not await _claimed_by_somebody(office)


async def test_when_slack_cannot_be_asked_nothing_is_done_and_it_is_said(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = office.as_shown_now(await office.card())
    fault = office.sim.slack.faults.error("conversations.members", "internal_error", times=None)
    shown = await office.marc.click(card, "Claim")
    assert "cannot check who you are" in shown.plain
    office.sim.slack.faults.clear(fault)
    await office.marc.click(card, "Claim", wait=0)
    await office.redrawn("claimed by Marc")


async def test_who_left_the_team_is_refused_on_teams(teams_office: Ministry) -> None:
    office = teams_office
    await office.asked_on_teams(office.person("fatima"), "Q")
    card = await office.teams_card("Receipt: delivered")
    nina = office.person("nina")
    team = next(t.id for t in office.teams.world.teams.values() if nina.user.id in t.members)
    office.teams.leave(team, nina)
    shown = await nina.click(card, "Claim")
    assert "not among its members" in shown.plain


async def test_when_teams_cannot_be_asked_nothing_is_done(teams_office: Ministry) -> None:
    office = teams_office
    await office.asked_on_teams(office.person("fatima"), "Q")
    card = await office.teams_card("Receipt: delivered")
    office.teams.faults.status("members.get", 500, times=None)
    shown = await office.person("nina").click(card, "Claim")
    assert "cannot check who you are" in shown.plain
