"""What waits for staff, on Slack's home page, in words, and on Teams."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.desk import witness
from simulator.slack import membership
from simulator.slack.person import Person
from simulator.slack.views import View
from tests.walks.conftest import Office, opened
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def teams_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def _home(office: Office, who: Person) -> View:
    await who.open_home()
    home = await office.sim.until(lambda: who.home)
    assert home is not None
    return home


async def test_the_home_page_shows_staff_what_waits(office: Office) -> None:
    case = await office.asked(office.alice, "SECRET-QUESTION")
    await office.card()
    home = await _home(office, office.sofie)
    assert "Unclaimed: 1" in home.plain
    assert case in home.plain
    assert "SECRET-QUESTION" not in home.plain
    assert "You have no cases" in home.plain
    shown = await office.sofie.click(home, f"Claim {case}")
    assert "is yours" in opened(shown).plain
    assert "SECRET-QUESTION" in opened(shown).plain
    await office.redrawn("claimed by Sofie Janssens")
    again = await office.sim.until(
        lambda: h if (h := office.sofie.home) and "My cases: 1" in h.plain else None
    )
    assert again is not None
    assert "Unclaimed" not in again.plain


async def test_a_researcher_who_opens_home_sees_only_the_own_cases(office: Office) -> None:
    case = await office.asked(office.alice, "Q")
    home = await _home(office, office.lucas)
    assert "Unclaimed" not in home.plain
    assert case not in home.plain


async def test_queue_is_answered_to_staff_in_private_and_in_the_channel(office: Office) -> None:
    case = await office.asked(office.alice, "Q")
    await office.card()
    await office.sofie.dm("queue")
    answer = await office.heard(office.sofie, "Unclaimed: 1")
    shown = await office.sofie.click(answer, case)
    assert "Only you see this" in shown.plain
    there = await office.sofie.slash("/innovation", "queue", "C0NIO")
    assert "Unclaimed: 1" in there.plain
    refused = await office.alice.slash("/innovation", "queue")
    assert "You are staff of no queue" in refused.plain


async def test_who_left_the_staff_channel_sees_nothing_any_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "BELIEVED", 0.0)
    case = await office.asked(office.alice, "Q")
    await office.card()
    answer = await office.sofie.slash("/innovation", "queue")
    workspace = office.sim.slack.workspace
    for channel in ("C0NIO", "C0CTR"):
        if "U0SOFIE" in workspace.channels[channel].members:
            membership.leave(workspace, workspace.channels[channel], "U0SOFIE")
    shown = await office.sofie.click(answer.message, f"Claim {case}")
    assert "No such case" in shown.plain
    home = await _home(office, office.sofie)
    assert case not in home.plain


async def test_staff_on_teams_ask_the_bot(teams_office: Ministry) -> None:
    office = teams_office
    case = await office.asked_on_teams(office.person("fatima"), "SECRET-QUESTION")
    await office.teams_card("Receipt: delivered")
    nina, fatima = office.person("nina"), office.person("fatima")
    office.teams.install("nina")
    await office.in_inbox(nina, "Ask a person")
    shown = await nina.message("queue")
    assert "Unclaimed: 1" in shown.plain
    assert "SECRET-QUESTION" not in shown.plain
    read = await nina.click(shown.message, case)
    assert "Only you see this" in read.plain
    claimed = await nina.click(shown.message, "Claim")  # the case stands where the list stood
    assert "is yours" in claimed.plain
    await office.teams_card("claimed by Nina")
    refused = await fatima.message("queue")
    assert "You are staff of no queue" in refused.plain
    assert not office.teams.complaints
