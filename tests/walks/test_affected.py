"""An article is corrected: all who were given it are told, on both platforms, after one click."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.operations import cases_affected
from core.values.routing import Routing
from tests.walks.conftest import Office, opened, settings_for
from tests.walks.ministry import Ministry, ministry

WORDS = "The article said four days; it is <!channel> *five*."
FORM = "The correction, as they will read it"


@pytest.fixture
async def on_slack(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "slack") as there:
        yield there


@pytest.fixture
async def on_teams(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def _answered(office: Office, question: str, words: str) -> str:
    number = await office.asked(office.alice, question)
    form = await office.sofie.click(await office.card(words=question), "Answer")
    await office.sofie.submit(form.view, {"Answer": words})
    await office.heard(office.alice, words)
    await office.quiet()
    return number


async def test_researchers_on_both_platforms_get_it_once_and_a_closed_case_stays_closed(
    on_slack: Ministry, tmp_path: Path
) -> None:
    office, fatima = on_slack, on_slack.person("fatima")
    number = await _answered(office, "How long does SNSA take?", "About four days.")
    form = await office.sofie.click(await office.card(words=number), "Close")
    await office.sofie.submit(form.view, {"Outcome": "answered"})
    await office.heard(office.alice, f"Case {number} is closed")
    await fatima.message("ask what is a scientific-technical advice (STA)?")
    await office.quiet()

    shown = await office.sofie.slash("/innovation", "cases affected sta", channel="C0NIO")
    assert number in shown.plain
    assert "people who were shown it at once and have none of these cases: 1" in shown.plain
    assert "Not recorded" in shown.plain
    form = await office.sofie.click(shown.message, "Write a correction")
    preview = await office.sofie.submit(
        opened(form), {FORM: WORDS, "Who gets it": "Also answers on its topic"}
    )
    assert "An internal mention" in preview.plain, "the guard looks at it as at any answer"
    await office.quiet()
    assert not any(WORDS in m.plain for m in office.alice.dms())

    sent = await office.sofie.click(opened(preview), "Send to 2")
    assert "on its way" in sent.plain
    told = await office.heard(office.alice, WORDS)
    assert f"Correction for your case {number}" in told.plain
    answer = await office.heard(office.alice, "About four days.")
    assert told.thread_ts == answer.ts, "in the thread of the answer"
    theirs = await office.in_inbox(fatima, WORDS)
    assert "showed you" in theirs.plain
    card = await office.redrawn("Answer 2: delivered")
    assert "closed" in card.plain
    await office.in_thread(card, "Correction sent to the requester")
    assert sum(WORDS in m.plain for m in office.alice.dms()) == 1
    assert sum(WORDS in m.plain for m in fatima.inbox) == 1

    shown = await office.sofie.slash("/innovation", "cases affected sta", channel="C0NIO")
    assert "delivered: 2; failed: 0; on the way: 0" in shown.plain
    lines = await cases_affected.listed(settings_for(office.sim, tmp_path), "sta")
    assert any(number in line for line in lines)
    assert not any("Alice" in line or "four days" in line for line in lines)
    assert not office.teams.complaints


async def test_staff_on_teams_correct_what_a_researcher_on_slack_was_told(
    on_teams: Ministry,
) -> None:
    office, nina = on_teams, on_teams.person("nina")
    number = await office.asked(office.alice, "How long does it take?")
    card = await office.teams_card(number)
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": "Four days."}, "Send to researcher")
    await office.heard(office.alice, "Four days.")
    await office.teams_card("Answer 1: delivered")
    post = await nina.post("NIO desk", "cases affected sta", mention=True)
    listed = await office.in_teams_thread(post, "Who was given")
    assert number in listed.plain
    await nina.click(listed, "Write a correction")
    await nina.fill(listed, {"text": WORDS, "whom": "all"}, "Look at it")
    await nina.click(listed, "Send to 1")
    await office.heard(office.alice, WORDS)
    await office.teams_card("Answer 2: delivered")
    assert not office.teams.complaints


async def _second_reader(office: Office) -> None:
    """From now on every queue wants one."""
    routing = await office.desk.store.read(office.desk.desk.routing)
    given = routing.model_dump(mode="json")
    for queue in given["queues"].values():
        queue["second_reader"] = True
    new = Routing.model_validate(given)
    await office.desk.store.write(lambda r: r.set_routing(new, "test", datetime.now(UTC)))


async def test_a_second_person_sends_a_correction(office: Office) -> None:
    await _answered(office, "How long does SNSA take?", "About four days.")
    await _second_reader(office)
    shown = await office.sofie.slash("/innovation", "cases affected sta", channel="C0NIO")
    form = await office.sofie.click(shown.message, "Write a correction")
    whom = {FORM: "It is five.", "Who gets it": "Also answers on its topic"}
    preview = await office.sofie.submit(opened(form), whom)
    asked = await office.sofie.click(opened(preview), "Send to 1")
    assert "A second reader is asked" in asked.plain
    note = await office.card(words="wants to send this")
    own = await office.sofie.click(note, "Send to 1")
    assert "A second reader is asked" in own.plain
    await office.quiet()
    assert "It is five." not in office.everything_seen_by(office.alice)
    sent = await office.marc.click(note, "Send to 1")
    assert "on its way" in sent.plain
    await office.heard(office.alice, "It is five.")


async def test_a_second_person_in_teams_sends_a_correction(on_teams: Ministry) -> None:
    office, nina, marc = on_teams, on_teams.person("nina"), on_teams.person("marc")
    number = await office.asked(office.alice, "How long does it take?")
    card = await office.teams_card(number)
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": "Four days."}, "Send to researcher")
    await office.heard(office.alice, "Four days.")
    await office.teams_card("Answer 1: delivered")
    await _second_reader(office)
    post = await nina.post("NIO desk", "cases affected sta", mention=True)
    listed = await office.in_teams_thread(post, "Who was given")
    await nina.click(listed, "Write a correction")
    await nina.fill(listed, {"text": WORDS, "whom": "all"}, "Look at it")
    await nina.click(listed, "Send to 1")
    note = await office.teams_card("wants to send this")
    await office.quiet()
    assert WORDS not in office.everything_seen_by(office.alice)
    await marc.click(note, "Send to 1")
    await office.heard(office.alice, WORDS)
    assert not office.teams.complaints


async def test_a_researcher_cannot_list_others(office: Office) -> None:
    await office.asked(office.alice, "Q")
    shown = await office.alice.slash("/innovation", "cases affected sta")
    assert "Only staff" in shown.plain
