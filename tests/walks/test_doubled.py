"""Somebody asks the same twice, on Slack and on Teams: one case, a choice, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.conftest import BOTH_DATABASES, CONSENT, Office, number_in, opened
from tests.walks.ministry import Ministry, inputs, ministry

ASKED = "May qubits heal a purple zebra?"
FILLED = {"Topic": "Scientific-technical advice (STA)", "Consent": [CONSENT]}
NOT_OPENED = "No second case was opened"


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Teams, researchers on both."""
    async with ministry(tmp_path, "teams") as there:
        yield there


def cards(office: Office) -> list[str]:
    """The cards that staff have on this question."""
    posts = office.sim.slack.channel("C0NIO").messages
    return [m.plain for m in posts if m.thread_ts in (None, m.ts) and ASKED in m.plain]


@BOTH_DATABASES
async def test_two_forms_sent_at_the_same_moment_are_one_case(office: Office) -> None:
    forms = [await office.alice.slash("/innovation", f"escalate {ASKED}") for _ in range(2)]
    sent = await asyncio.gather(*(office.alice.submit(opened(form), FILLED) for form in forms))
    told = sorted((opened(shown).plain for shown in sent), key=lambda words: NOT_OPENED in words)
    assert "Answer due" in told[0]
    assert NOT_OPENED not in told[0]
    assert NOT_OPENED in told[1]
    await office.card(words=ASKED)
    assert len(cards(office)) == 1


@BOTH_DATABASES
async def test_what_is_asked_again_is_added_by_one_click(office: Office) -> None:
    number = await office.asked(office.alice, ASKED)
    card = await office.card(words=ASKED)
    form = await office.alice.slash("/innovation", "escalate May qubits heal a purpel zebra?")
    shown = await office.alice.submit(opened(form), FILLED)
    assert f"case {number}" in opened(shown).plain
    await office.alice.close(opened(shown))
    offer = await office.heard(office.alice, NOT_OPENED)
    assert "purpel" in offer.plain, "what was typed is kept and shown"
    assert "purpel" not in "".join(m.plain for m in office.sim.slack.channel("C0NIO").messages)
    added = await office.alice.click(offer, f"Add it to case {number}")
    assert "Passed on" in added.plain
    await office.in_thread(card, "purpel")
    again = await office.alice.click(offer, f"Add it to case {number}")
    assert "added already" in again.plain
    await office.quiet()
    assert len(cards(office)) == 1


async def test_a_case_of_its_own_is_opened_where_that_is_wanted(office: Office) -> None:
    first = await office.asked(office.alice, ASKED)
    form = await office.alice.slash("/innovation", f"escalate {ASKED}")
    shown = await office.alice.submit(opened(form), {**FILLED, "Your organisation": "KU Leuven"})
    own = await office.alice.click(opened(shown), "Open a case of its own")
    second = number_in(own)
    assert second != first
    card = await office.card(words=second)
    assert "KU Leuven" in card.plain, "all that was filled in is there"
    offer = await office.heard(office.alice, NOT_OPENED)
    again = await office.alice.click(offer, "Open a case of its own")
    assert f"It is case {second}" in again.plain
    await office.quiet()
    assert len(cards(office)) == 2


async def test_on_teams_the_choice_stands_in_the_chat_once(across: Ministry) -> None:
    fatima = across.person("fatima")
    number = await across.asked_on_teams(fatima, ASKED)
    card = await across.teams_card(ASKED)
    await across.quiet()  # the receipt could be taken for the form
    form = await fatima.message(f"escalate {ASKED}")
    shown = await fatima.fill(form.message, inputs(ASKED), "Send")
    assert NOT_OPENED in shown.plain
    assert "Add it" not in shown.plain, "the buttons are in the message, which stays"
    offer = await across.in_inbox(fatima, f"Add it to case {number}")
    added = await fatima.click(offer, f"Add it to case {number}")
    assert "Passed on" in added.plain
    await across.in_teams_thread(card, ASKED)
    assert sum(ASKED in m.plain for m in across.teams.channel("NIO desk").posts) == 1
    assert not across.teams.complaints


async def test_on_teams_the_receipt_is_seen_once(across: Ministry) -> None:
    fatima = across.person("fatima")
    form = await fatima.message(f"escalate {ASKED}")
    shown = await fatima.fill(form.message, inputs(ASKED), "Send")
    assert "is case" in shown.plain
    assert "stands below" in shown.plain
    await across.in_inbox(fatima, "Answer due")
    await across.quiet()
    seen = [fatima.sees(m).plain for m in fatima.chat if m.is_from_bot]
    assert sum("Answer due" in words for words in seen) == 1
    assert sum(ASKED in words for words in seen) == 1
