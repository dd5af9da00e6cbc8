"""Researchers and staff on Teams, and on one platform each: the life of a case from both sides.

Nina and Fatima read English; each person is answered in their own language.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.teams.messages import Message
from tests.walks.ministry import Ministry, inputs, ministry

EVIL = "<at>all</at> [bank](https://evil) *x* <script>alert(1)</script> {{DATE(2026-01-01)}}"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


@pytest.fixture
async def slack_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "slack") as there:
        yield there


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("help", "Ask a person"),
        ("/services snsa", "snsa@fagg-afmps.be"),
        ("fees sme 8299.41", "EUR 2,074.85"),
        ("cta", "product"),
        ("who gets the fee reduction for scientific advice?", "75"),
        ("cases", "You have no cases"),
        ("servises", "Did you mean services"),
    ],
)
async def test_words_in_the_chat_are_answered(office: Ministry, typed: str, words: str) -> None:
    shown = await office.person("fatima").message(typed)
    assert words in shown.plain
    assert not office.teams.complaints


async def test_the_decision_tree_is_walked_in_one_card(office: Ministry) -> None:
    fatima = office.person("fatima")
    shown = await fatima.message("cta")
    card = shown.message
    for _ in range(12):
        first = fatima.sees(card).buttons[0]
        if first == "Ask a person":
            break
        shown = await fatima.click(card, first)
        assert shown.card, shown
    assert "Your path so far" in fatima.sees(card).plain


async def test_a_question_becomes_a_case_and_its_answer_comes_back(office: Ministry) -> None:
    fatima, nina = office.person("fatima"), office.person("nina")
    number = await office.asked_on_teams(fatima, "May qubits heal a purple zebra?")
    await office.in_inbox(fatima, f"is case {number}")
    card = await office.teams_card("purple zebra")
    assert "Fatima Aydin" in card.plain

    await nina.click(card, "Claim")
    await office.teams_card("claimed by Nina Weber")
    await nina.reply(card, "Yes, by article 7.", mention=True)
    offer = await office.in_teams_thread(card, "Not sent yet")
    assert "Fatima Aydin" in offer.plain, "staff see whom it goes to"
    shown = await nina.click(offer, "Send to researcher")
    assert "On its way" in shown.plain

    answer = await office.in_inbox(fatima, "Yes, by article 7.")
    assert number in answer.plain
    await office.in_teams_thread(card, "Sent to the researcher by Nina Weber")
    await office.teams_card("Answer 1: delivered")
    gone = office.teams.channel("NIO desk")
    await office.sim.until(lambda: all("Not sent yet" not in m.plain for m in gone.thread(card)))
    assert not office.teams.complaints


async def test_a_card_that_an_owner_deleted_is_posted_again(office: Ministry) -> None:
    fatima = office.person("fatima")
    number = await office.asked_on_teams(fatima, "May qubits heal a purple zebra?")
    receipt = await office.in_inbox(fatima, "Answer due")
    card = await office.teams_card("purple zebra")
    await office.quiet()
    card.deleted = True
    await fatima.click(receipt, "Add information")
    await fatima.fill(receipt, {"text": "and one more thing"}, "Send")

    def again() -> Message | None:
        posts = office.teams.channel("NIO desk").posts
        return next((m for m in posts if m is not card and "purple zebra" in m.plain), None)

    new = await office.sim.until(again)
    assert new is not None
    assert new.id != card.id
    await office.in_teams_thread(new, "and one more thing")
    await office.quiet()
    said = "".join(m.plain for m in office.teams.channel("CTR desk").posts)
    assert number not in said, "nobody is alarmed"


async def test_plain_replies_are_heard_where_the_owners_agreed(office: Ministry) -> None:
    office.teams.grant_rsc("Innovation Office")
    fatima, nina = office.person("fatima"), office.person("nina")
    await office.asked_on_teams(fatima, "Q")
    card = await office.teams_card("Q")
    await nina.reply(card, "SECRET-ONE I doubt this applicant")
    offer = await office.in_teams_thread(card, "Not sent yet")
    kept = await nina.click(offer, "Keep internal")
    assert "Kept internal" in kept.plain
    assert "SECRET" not in "".join(m.plain for m in fatima.chat)


async def test_the_answer_can_be_written_in_a_form_on_the_card(office: Ministry) -> None:
    fatima, nina = office.person("fatima"), office.person("nina")
    await office.asked_on_teams(fatima, "Q")
    card = await office.teams_card("Q")
    await nina.click(card, "Answer")
    assert nina.sees(card).plain != office.person("marc").sees(card).plain, "only she sees the form"
    await nina.fill(card, {"text": "By form: yes."}, "Send to researcher")
    await office.in_inbox(fatima, "By form: yes.")
    await office.teams_card("Answer 1: delivered")


async def test_the_researcher_adds_something_by_the_button(office: Ministry) -> None:
    fatima = office.person("fatima")
    await office.asked_on_teams(fatima, "First question")
    receipt = await office.in_inbox(fatima, "Answer due")
    await fatima.click(receipt, "Add information")
    await fatima.fill(receipt, {"text": "and one more thing"}, "Send")
    await office.in_teams_thread(await office.teams_card("First question"), "and one more thing")


async def test_the_message_extension_takes_a_message_into_the_form(office: Ministry) -> None:
    fatima = office.person("fatima")
    said = (await fatima.message("Is my app a device?")).message
    mine = next(m for m in fatima.chat if not m.is_from_bot)
    assert said
    shown = await fatima.compose("ask", mine)
    assert shown.dialog is not None
    shown = await fatima.submit(shown.dialog, inputs("Is my app a device?"))
    assert "is case" in shown.plain
    await office.teams_card("Is my app a device?")


async def test_the_same_message_under_a_new_id_is_one_question(office: Ministry) -> None:
    fatima = office.person("fatima")
    activity = fatima.activity("where do I find the purple zebra?")
    again = activity | {"id": "f:again"}
    for sent in (activity, activity, again):
        assert await office.teams.raw(sent, token=office.teams.mint()) == 200
    await office.in_inbox(fatima, "Ask a person")
    await office.teams.deliveries.idle()
    assert sum("Ask a person" in m.plain for m in fatima.inbox) == 1


async def test_an_installation_is_welcomed(office: Ministry) -> None:
    nina = office.person("nina")
    office.teams.install("nina")
    await office.in_inbox(nina, "Ask a person")
    await office.teams.deliveries.idle()
    assert len(nina.inbox) == 1


async def test_text_of_people_is_inert(office: Ministry) -> None:
    fatima = office.person("fatima")
    await office.asked_on_teams(fatima, EVIL)
    card = await office.teams_card("evil")
    assert EVIL in card.plain
    assert "evil" not in str(card.activity.get("summary"))
    assert "TextRun" in str(card.card)


async def test_a_blocked_app_is_told_to_staff(office: Ministry) -> None:
    fatima, nina = office.person("fatima"), office.person("nina")
    await office.asked_on_teams(fatima, "Q")
    card = await office.teams_card("Receipt: delivered")
    office.teams.block("fatima")
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": "Yes."}, "Send to researcher")
    await office.teams_card("the person blocked or uninstalled the app")
    await office.in_teams_thread(card, "did not reach the researcher")


async def test_messages_wait_while_teams_asks_us_to_slow_down(office: Ministry) -> None:
    fatima = office.person("fatima")
    office.teams.faults.rate_limit("conversations.create", retry_after="1", times=2)
    await office.asked_on_teams(fatima, "patience")
    await office.teams_card("patience")


async def test_slack_asks_and_teams_answers(office: Ministry) -> None:
    nina = office.person("nina")
    number = await office.asked(office.alice, "May qubits heal?")
    card = await office.teams_card(number)
    assert "Alice Peeters" in card.plain
    await nina.reply(card, "Yes, by article 7.", mention=True)
    offer = await office.in_teams_thread(card, "Not sent yet")
    await nina.click(offer, "Send to researcher")
    await office.heard(office.alice, "Yes, by article 7.")
    await office.teams_card("Answer 1: delivered")


async def test_teams_asks_and_slack_answers(slack_office: Ministry) -> None:
    office, fatima = slack_office, slack_office.person("fatima")
    number = await office.asked_on_teams(fatima, "May qubits heal?")
    card = await office.card(words=number)
    await office.sofie.say("C0NIO", "Yes, by article 7.", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    await office.sofie.click(offer, "Send to researcher")
    await office.in_inbox(fatima, "Yes, by article 7.")
    await office.redrawn("Answer 1: delivered")
