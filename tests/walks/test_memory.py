"""The desk's memory: past cases found by staff, on Slack, on Teams, and by nobody else."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.operations import proposals
from core.decide.clockwork import SOON
from core.values.audit import Act
from core.values.office import Office as OfficeSettings
from core.values.office import ReadyAnswer
from tests.walks.conftest import BOTH_DATABASES, Office, opened, settings_for
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Teams, researchers on both."""
    async with ministry(tmp_path, "teams") as there:
        yield there


async def answered(office: Office, question: str, answer: str, **more: str) -> str:
    """A case that was asked and answered. Returns its number."""
    number = await office.asked(office.alice, question, **more)
    card = await office.card(words=question)
    form = await office.sofie.click(card, "Answer")
    shown = await office.sofie.submit(form.view, {"Answer": answer})
    if shown.view and "Send as it is" in shown.view.buttons:
        await office.sofie.click(shown.view, "Send as it is")
    await office.heard(office.alice, answer)
    await office.quiet()
    if office.sofie.modal:
        await office.sofie.close(office.sofie.modal)
    return number


@BOTH_DATABASES
async def test_staff_find_a_past_case_and_read_it(office: Office) -> None:
    old = await answered(office, "Which vouchers fit zebrafish studies?", "None is known to us.")
    await office.asked(office.alice, "Something else")
    await office.quiet()
    shown = await office.sofie.slash("/innovation", "search zebrafish voucher", channel="C0NIO")
    assert old in shown.plain
    assert "zebrafish studies" in shown.plain
    assert "Something else" not in shown.plain
    past = await office.sofie.click(await office.offered(office.sofie), old)
    assert "None is known to us." in past.plain
    lines = await office.desk.store.read(lambda r: r.lines(5, old))
    assert [(line.act, line.what) for line in lines[:2]] == [(Act.SAW, "past"), (Act.SAW, "search")]


async def test_the_form_and_the_filters(office: Office) -> None:
    old = await answered(office, "Which vouchers fit zebrafish studies?", "None.")
    shown = await office.sofie.slash("/innovation", "search", channel="C0NIO")
    found = await office.sofie.submit(
        shown.view, {"Words, or a number of a case": "vouchers", "State": "answered"}
    )
    assert old in opened(found).plain
    shown = await office.sofie.slash("/innovation", "search vouchers state:open", channel="C0NIO")
    assert "No case found" in shown.plain
    shown = await office.sofie.slash("/innovation", f"search {old}", channel="C0NIO")
    assert old in shown.plain
    shown = await office.sofie.slash("/innovation", "search state:sleepy", channel="C0NIO")
    assert "There is no such state" in shown.plain


async def test_in_the_own_conversation_staff_find_the_same_and_others_nothing(
    office: Office,
) -> None:
    old = await answered(office, "Which vouchers fit zebrafish studies?", "None.")
    await office.sofie.dm("search zebrafish")
    found = await office.heard(office.sofie, "Past cases")
    assert old in found.plain
    await office.lucas.dm("search zebrafish")
    await office.quiet()
    assert "zebrafish" not in office.everything_seen_by(office.lucas).replace(
        "search zebrafish", ""
    )
    assert old not in office.everything_seen_by(office.lucas)
    shown = await office.lucas.slash("/innovation", "search zebrafish")
    assert "ask" in shown.plain
    assert old not in shown.plain


async def test_staff_of_one_queue_do_not_find_cases_of_another(office: Office) -> None:
    await office.asked(office.alice, "Zebrafish in a trial?", topic="Clinical trial application")
    await office.card("C0CTR", "Zebrafish")
    shown = await office.sofie.slash("/innovation", "search zebrafish", channel="C0NIO")
    assert "No case found" in shown.plain


async def test_staff_on_teams_find_a_case_that_was_asked_on_slack(across: Ministry) -> None:
    nina = across.person("nina")
    number = await across.asked(across.alice, "Which vouchers fit zebrafish studies?")
    await across.teams_card("Receipt: delivered")
    post = await nina.post("NIO desk", "search zebrafish", mention=True)
    found = await across.in_teams_thread(post, "Past cases")
    assert number in found.plain
    await nina.click(found, number)
    await across.in_teams_thread(post, "Which vouchers fit zebrafish studies?")
    fatima = across.person("fatima")
    refused = await fatima.message("search zebrafish")
    assert number not in refused.plain
    assert "zebrafish studies" not in "".join(m.plain for m in fatima.chat)


async def test_similar_past_answers_with_what_differs(office: Office) -> None:
    first = await answered(office, "Which vouchers fit zebrafish studies?", "It takes 10 days.")
    second = await answered(office, "Vouchers for zebrafish studies abroad?", "It takes 15 days.")
    await office.asked(office.lucas, "Do vouchers for zebrafish studies exist?")
    card = await office.card(words="exist?")
    await office.sofie.click(card, "Similar past cases", wait=0)
    shown = await office.sim.until(
        lambda: next((m for m in office.sofie.ephemerals("C0NIO") if first in m.plain), None)
    )
    assert shown
    for words in (second, "It takes 10 days.", "It takes 15 days.", "do not agree", "10 days in"):
        assert words in shown.plain
    await office.sofie.say("C0NIO", "!similar", thread_ts=card.ts)
    await office.sim.until(
        lambda: sum(first in m.plain for m in office.sofie.ephemerals("C0NIO")) > 1
    )
    for who in (office.alice, office.lucas):
        seen = office.everything_seen_by(who)
        assert "do not agree" not in seen
    assert "It takes 10 days." not in office.everything_seen_by(office.lucas)


@BOTH_DATABASES
async def test_the_nearest_past_answers_are_shown_unasked_once_and_to_staff_alone(
    office: Office,
) -> None:
    first = await answered(office, "Which vouchers fit zebrafish studies?", "It takes 10 days.")
    second = await answered(office, "Vouchers for zebrafish studies abroad?", "It takes 15 days.")
    mails = len(office.sim.mail.box("innovationoffice@fagg-afmps.be"))
    third = await office.asked(office.lucas, "Are there vouchers for zebrafish studies?")
    card = await office.card(words="Are there vouchers")
    title = f"Similar past cases of {third}"
    shown = await office.in_thread(card, title)
    for words in (first, second, "It takes 10 days.", "do not agree", f"15 days in {second}"):
        assert words in shown.plain
    past = await office.sofie.click(shown, first)
    assert "Which vouchers fit zebrafish studies?" in past.plain
    await office.lucas.slash("/innovation", f"case {third}")
    await office.sofie.say("C0NIO", "!close referred", thread_ts=card.ts)
    closed = await office.heard(office.lucas, "is closed")
    await office.lucas.click(closed, "Reopen", wait=0)
    await office.in_thread(card, "reopened")
    await office.quiet(ahead=2 * SOON)
    channel = office.sim.slack.channel("C0NIO").messages
    assert sum(title in m.plain for m in channel if m.thread_ts == card.ts) == 1
    assert "It takes" not in office.everything_seen_by(office.lucas)
    letters = office.sim.mail.box("innovationoffice@fagg-afmps.be")[mails:]
    assert letters
    assert not any("It takes" in str(letter) for letter in letters)
    lines = await office.desk.store.read(lambda r: r.lines(5, second))
    assert (lines[0].act, lines[0].what, lines[0].where) == (
        Act.SAW,
        "go_off",
        "slack:T0UNI:C0NIO",
    )


async def test_where_nothing_is_near_the_thread_stays_quiet(office: Office) -> None:
    await answered(office, "Which vouchers fit zebrafish studies?", "It takes 10 days.")
    await office.asked(office.lucas, "Who signs a contract with my hospital?")
    card = await office.card(words="Who signs")
    await office.quiet(ahead=2 * SOON)
    channel = office.sim.slack.channel("C0NIO").messages
    assert [m.plain for m in channel if m.thread_ts == card.ts and m.ts != card.ts] == []


async def test_on_teams_too_staff_see_the_nearest_past_answers_unasked(across: Ministry) -> None:
    nina, fatima = across.person("nina"), across.person("fatima")
    first = await across.asked(across.alice, "Which vouchers fit zebrafish studies?")
    card = await across.teams_card(first)
    await nina.reply(card, "!answer It takes 10 days.", mention=True)
    offer = await across.in_teams_thread(card, "Not sent yet")
    await nina.click(offer, "Send to researcher")
    await nina.click(offer, "Send as it is")
    await across.heard(across.alice, "It takes 10 days.")
    second = await across.asked_on_teams(fatima, "Are there vouchers for zebrafish studies?")
    card = await across.teams_card(second)
    shown = await across.in_teams_thread(card, f"Similar past cases of {second}")
    assert "It takes 10 days." in shown.plain
    assert "Differs: numbers of days" in shown.plain
    past = await nina.click(shown, first)
    assert "Which vouchers fit zebrafish studies?" in past.plain
    assert "It takes 10 days." not in "".join(m.plain for m in fatima.chat)
    assert not across.teams.complaints


READY = ReadyAnswer(
    title="Vouchers", text="Dear {requester}, ask at {mailbox} about {case}.", locale="en"
)


async def test_a_ready_answer_is_chosen_changed_and_sent(office: Office) -> None:
    kept = OfficeSettings(answers={"a1": READY})
    await office.desk.store.write(lambda r: r.set_office(kept, "test", datetime.now(UTC)))
    number = await office.asked(office.alice, "Which vouchers fit?")
    card = await office.card(words="Which vouchers fit?")
    await office.sofie.say("C0NIO", "!canned voucher", thread_ts=card.ts)
    offered = await office.offered(office.sofie)
    await office.sofie.click(offered, "Vouchers", wait=0)
    form = await office.sim.until(lambda: office.sofie.modal)
    assert form is not None
    assert f"innovationoffice@fagg-afmps.be about {number}." in str(form.blocks)
    assert "innovationoffice@fagg-afmps.be" not in office.everything_seen_by(office.alice)
    await office.sofie.submit(form)
    answer = await office.heard(office.alice, "ask at innovationoffice@fagg-afmps.be")
    assert "Dear Alice Peeters" in answer.plain


async def test_staff_on_teams_see_similar_cases_and_use_a_ready_answer(across: Ministry) -> None:
    nina = across.person("nina")
    kept = OfficeSettings(answers={"a1": READY})
    await across.desk.store.write(lambda r: r.set_office(kept, "test", datetime.now(UTC)))
    first = await across.asked(across.alice, "Which vouchers fit zebrafish studies?")
    card = await across.teams_card(first)
    await nina.reply(card, "!answer None is known.", mention=True)
    await nina.click(await across.in_teams_thread(card, "Not sent yet"), "Send to researcher")
    await across.heard(across.alice, "None is known.")
    second = await across.asked(across.alice, "Are there vouchers for zebrafish studies?")
    card = await across.teams_card(second)
    await nina.reply(card, "!similar", mention=True)
    similar = await across.in_teams_thread(card, "Similar past cases")
    assert first in similar.plain
    assert "None is known." in similar.plain
    await nina.reply(card, "!canned", mention=True)
    offered = await across.in_teams_thread(card, "Ready answers for")
    await nina.click(offered, "Vouchers")
    await nina.fill(offered, {}, "Send to researcher")
    await across.heard(across.alice, f"about {second}.")


ARTICLE = {
    "Title": "Which vouchers fit zebrafish studies?",
    "Source": "FAMHP: vouchers",
    "Address of the source": "https://www.famhp.be/en/vouchers",
}


async def test_an_answer_becomes_an_article_that_a_second_person_approves(
    office: Office, tmp_path: Path
) -> None:
    await answered(office, "Which vouchers fit zebrafish studies?", "None is known to us.")
    card = await office.card(words="zebrafish")
    await office.sofie.say("C0NIO", "!article", thread_ts=card.ts)
    opener = await office.offered(office.sofie)
    shown = await office.sofie.click(opener, "Open the form")
    form = opened(shown)
    assert "None is known to us." in str(form.blocks)
    wrong = await office.sofie.submit(form, ARTICLE | {"Title": "As told to Alice Peeters"})
    assert "Alice Peeters" in opened(wrong).plain
    assert "Not kept yet" in opened(wrong).plain
    await office.sofie.submit(opened(wrong), ARTICLE)
    posted = await office.card(words="An article is proposed")
    assert "Which vouchers fit" in posted.plain
    own = await office.sofie.click(posted, "Approve", wait=5)
    assert "A second person is needed" in own.plain
    stale = office.as_shown_now(posted)
    done = await office.marc.click(posted, "Approve", wait=5)
    assert "not served yet" in done.plain
    late = await office.marc.click(stale, "Approve", wait=5)
    assert "judged by Marc" in late.plain
    listed = await office.marc.slash("/innovation", "proposals", channel="C0NIO")
    assert "approved" in listed.plain
    given = settings_for(office.sim, tmp_path)
    folder = tmp_path / "pack"
    shutil.copytree(given.desk_pack, folder)
    (file,) = await asyncio.to_thread(proposals.exported, given, folder)
    assert "None is known to us." in file.read_text()
    assert "Alice" not in file.read_text()
    assert await asyncio.to_thread(proposals.exported, given, folder) == []
    (line,) = await asyncio.to_thread(lambda: list(proposals.listed(given)))
    assert "approved" in line
    for who in (office.alice, office.lucas):
        assert "article" not in office.everything_seen_by(who)


async def test_on_teams_an_article_is_proposed_and_its_author_cannot_approve_it(
    across: Ministry,
) -> None:
    nina = across.person("nina")
    number = await across.asked(across.alice, "Which vouchers fit zebrafish studies?")
    card = await across.teams_card(number)
    await nina.reply(card, "!answer None is known.", mention=True)
    await nina.click(await across.in_teams_thread(card, "Not sent yet"), "Send to researcher")
    await across.heard(across.alice, "None is known.")
    await nina.reply(card, "!article", mention=True)
    form = await across.in_teams_thread(card, "Make an article")
    await nina.click(form, "Open the form")
    await nina.fill(form, ARTICLE, "Propose")
    posted = await across.teams_card("An article is proposed")
    shown = await nina.click(posted, "Approve")
    assert "A second person is needed" in shown.plain
