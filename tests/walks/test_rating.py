"""A researcher says what an answer was worth, and staff see it: on and across platforms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.conftest import Office, opened
from tests.walks.ministry import Ministry, ministry

WORDS = "No source <!channel> *for* the [date](https://evil.example)"


@pytest.fixture
async def on_teams(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


@pytest.fixture
async def staff_on_slack(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "slack") as there:
        yield there


async def _answered(office: Office) -> str:
    number = await office.asked(office.alice, "May qubits heal?")
    form = await office.sofie.click(await office.card(), "Answer")
    await office.sofie.submit(form.view, {"Answer": "By article 7: yes."})
    await office.redrawn("Answer 1: delivered")
    return number


async def test_one_click_then_words_and_staff_see_both(office: Office) -> None:
    number = await _answered(office)
    answer = await office.heard(office.alice, "By article 7: yes.")
    thanks = await office.alice.click(answer, "Partly helpful")
    assert "Rated: partly helpful" in thanks.plain
    card = await office.redrawn("Rated: Partly helpful")
    await office.in_thread(card, "Alice Peeters rated the answer: partly helpful")

    await office.sim.until(lambda: "Change rating or comment" in answer.buttons)
    assert "Your rating: Partly helpful" in answer.plain
    form = await office.alice.click(answer, "Change rating or comment")
    given = {"Was the answer helpful?": "Not helpful"}
    given["What was missing, or what helped?"] = WORDS
    await office.alice.submit(opened(form), given)
    card = await office.redrawn(f"Rated: Not helpful: {WORDS}")
    note = await office.in_thread(card, "rated the answer: not helpful")
    assert WORDS in note.plain
    assert "answered" in card.plain, "a rating changes no state"
    shown = await office.alice.slash("/innovation", f"case {number}")
    assert f"Not helpful: {WORDS}" in shown.plain


async def test_a_closed_case_is_rated_from_its_view_and_stays_closed(office: Office) -> None:
    number = await _answered(office)
    form = await office.sofie.click(await office.card(), "Close")
    await office.sofie.submit(form.view, {"Outcome": "answered"})
    await office.heard(office.alice, f"Case {number} is closed")
    await office.alice.dm("Thanks, very helpful!")
    shown = await office.alice.slash("/innovation", f"case {number}")
    assert "Your rating" not in shown.plain, "words do not rate"
    await office.alice.click(shown.message, "Helpful")
    card = await office.redrawn("Rated: Helpful")
    assert "closed" in card.plain


async def test_on_teams(on_teams: Ministry) -> None:
    office, fatima, nina = on_teams, on_teams.person("fatima"), on_teams.person("nina")
    await office.asked_on_teams(fatima, "Q")
    card = await office.teams_card("Q")
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": "By form: yes."}, "Send to researcher")
    answer = await office.in_inbox(fatima, "By form: yes.")
    await office.teams_card("Answer 1: delivered")
    shown = await fatima.click(answer, "Not helpful")
    assert "Rated: not helpful" in shown.plain
    await office.teams_card("Not helpful")
    await office.in_teams_thread(card, "rated the answer: not helpful")
    answer = await office.in_inbox(fatima, "Your rating")
    await fatima.click(answer, "Change rating or comment")
    await fatima.fill(answer, {"score": "partly", "comment": WORDS}, "Save")
    await office.teams_card(f"Partly helpful: {WORDS}")
    assert not office.teams.complaints


async def test_a_rating_crosses_from_teams_to_slack(staff_on_slack: Ministry) -> None:
    office, fatima = staff_on_slack, staff_on_slack.person("fatima")
    await office.asked_on_teams(fatima, "From Teams")
    form = await office.sofie.click(await office.card(), "Answer")
    await office.sofie.submit(form.view, {"Answer": "To Teams: yes."})
    answer = await office.in_inbox(fatima, "To Teams: yes.")
    await office.redrawn("Answer 1: delivered")
    await fatima.click(answer, "Helpful")
    card = await office.redrawn("Rated: Helpful")
    await office.in_thread(card, "Fatima Aydin rated the answer: helpful")
    await office.in_inbox(fatima, "Your rating")


async def test_a_rating_crosses_from_slack_to_teams(on_teams: Ministry) -> None:
    office = on_teams
    await office.asked(office.alice, "From Slack")
    nina, card = office.person("nina"), await office.teams_card("From Slack")
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": "To Slack: yes."}, "Send to researcher")
    answer = await office.heard(office.alice, "To Slack: yes.")
    await office.teams_card("Answer 1: delivered")
    await office.alice.click(answer, "Partly helpful")
    await office.teams_card("Partly helpful")
    await office.in_teams_thread(card, "Alice Peeters rated the answer: partly helpful")
