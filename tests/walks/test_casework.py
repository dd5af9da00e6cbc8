"""Case work in the thread and on the card: on Slack, on Teams, and across."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.values.routing import Routing
from simulator.slack.messages import Message
from simulator.slack.person import Person
from simulator.slack.views import View
from tests.walks.conftest import ROUTING, Office, opened, with_routing
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Teams, researchers on both."""
    async with ministry(tmp_path, "teams") as there:
        yield there


@pytest.fixture
async def back_across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Slack, researchers on both."""
    async with ministry(tmp_path, "slack") as there:
        yield there


async def _card_with(office: Office, button: str) -> Message:
    """The card once it has this button."""

    def newest() -> Message | None:
        posts = office.sim.slack.channel("C0NIO").messages
        return next((m for m in reversed(posts) if button in m.buttons), None)

    found = await office.sim.until(newest)
    assert found is not None
    return found


async def _form(office: Office, who: Person, target: Message, label: str) -> View:
    """The form behind a button, however often the card is redrawn meanwhile."""
    if who.modal:
        await who.close(who.modal)
    await who.click(target, label, wait=0)
    view = await office.sim.until(lambda: who.modal)
    assert view is not None
    return view


async def _with(office: Office, routing: Routing, **more: object) -> None:
    """Every queue gets these settings."""
    given = routing.model_dump(mode="json")
    for queue in given["queues"].values():
        queue |= more
    await with_routing(office.desk, Routing.model_validate(given))


async def test_asking_for_more_stops_the_clock_until_the_reply(office: Office) -> None:
    await office.asked(office.alice, "Is it allowed?")
    card = await office.card()
    await office.sofie.say("C0NIO", "!ask Which product is it?", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    assert "Which product is it?" in offer.plain
    assert "stands still" in offer.plain, "staff see what the researcher will see"
    await office.sofie.click(offer, "Send as a question")
    question = await office.heard(office.alice, "Which product is it?")
    assert "A question on your case" in question.plain
    waiting = await office.redrawn("waiting for the researcher")
    assert "the clock stands still since" in waiting.plain
    await office.alice.dm("The blue one.", thread_ts=question.ts)
    await office.redrawn("· open")
    await office.in_thread(card, "The blue one.")


async def test_a_sent_answer_can_be_taken_back_and_else_arrives(office: Office) -> None:
    await _with(office, ROUTING, recall=60)
    await office.asked(office.alice, "Is it allowed?")
    form = await _form(office, office.sofie, await office.card(), "Answer")
    shown = await office.sofie.submit(form, {"Answer": "No."})
    assert "in 60 s" in shown.plain
    card = await office.redrawn("Is it allowed?")
    shown = await office.marc.click(await _card_with(office, "Take back"), "Take back")
    assert "Nothing left the office" in shown.plain
    await _with(office, ROUTING, recall=1)
    form = await _form(office, office.sofie, await office.card(words="Is it allowed?"), "Answer")
    await office.sofie.submit(form, {"Answer": "Yes."})
    await office.heard(office.alice, "Yes.")
    await office.in_thread(card, "Sent to the researcher by Sofie Janssens")
    assert "No." not in office.everything_seen_by(office.alice)


async def test_the_guard_and_the_preview(office: Office) -> None:
    await office.asked(office.alice, "How much less do I pay?", topic="Fees and reductions")
    form = await _form(office, office.sofie, await office.card(), "Answer")
    text = "You pay 50 % less, TODO check. Write to ctr@fagg-afmps.be"
    doubt = await office.sofie.submit(form, {"Answer": text})
    for seen in ("TODO", "50 %", "75 %", "ctr@fagg-afmps.be"):
        assert seen in doubt.plain
    form = await _form(office, office.sofie, await office.card(words="How much"), "Answer")
    first = "Show me first what the researcher will see"
    shown = await office.sofie.submit(
        form, {"Answer": "You pay 75 % less.", "When you press the button": first}
    )
    preview = opened(shown).plain
    await office.sofie.click(opened(shown), "Send to researcher")
    answer = await office.heard(office.alice, "75 % less")
    assert "TODO" not in office.everything_seen_by(office.alice)
    assert answer.plain.splitlines()[0] in preview


async def test_words_in_the_thread(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()

    async def type_(text: str) -> None:
        await office.sofie.say("C0NIO", text, thread_ts=card.ts)

    await type_("!claim")
    await office.redrawn("claimed by Sofie Janssens")
    await type_("!assign <@U0MARC>")
    await office.redrawn("claimed by Marc")
    await type_("!note SECRET we know him")
    await office.sim.until(lambda: "Noted" in office.sofie.ephemerals("C0NIO")[-1].plain)
    await type_("!clam")
    await office.sim.until(lambda: "!claim" in office.sofie.ephemerals("C0NIO")[-1].plain)
    await type_("!help")
    await office.sim.until(lambda: "!reroute" in office.sofie.ephemerals("C0NIO")[-1].plain)
    await type_("!snooze 2d")
    await office.redrawn("asleep")
    await type_("!wake")
    await office.redrawn("claimed by Marc")
    await type_("!close")
    await office.sim.until(lambda: "Open the form" in office.sofie.ephemerals("C0NIO")[-1].buttons)
    form = await office.sofie.click(office.sofie.ephemerals("C0NIO")[-1], "Open the form")
    await office.sofie.submit(form.view, {"Outcome": "out of scope"})
    await office.redrawn("closed: out of scope")
    await type_("!reopen because there is news")
    await office.redrawn("reopened")
    await office.in_thread(card, "there is news")
    seen = office.everything_seen_by(office.alice)
    assert "SECRET" not in seen
    assert "news" not in seen


async def test_two_with_one_question_are_answered_at_once(office: Office) -> None:
    office.lucas.user.locale = "en-US"
    first = await office.asked(office.alice, "The same question A")
    second = await office.asked(office.lucas, "The same question B")
    card = await office.card(words="question B")
    await office.sofie.click(await office.card(words="question B"), "More…", wait=0)
    menu = await office.offered(office.sofie)
    form = await _form(office, office.sofie, menu, "Link to a case")
    await office.sofie.submit(form, {"Number of the first case": first})
    await office.redrawn(f"Answered together with: {first}")
    await office.redrawn(f"Answered together with: {second}")
    form = await _form(office, office.marc, await office.card(words="question A"), "Answer")
    assert "Lucas" in form.plain
    await office.marc.submit(form, {"Answer": "Yes, both."})
    to_alice = await office.heard(office.alice, "Yes, both.")
    to_lucas = await office.heard(office.lucas, "Yes, both.")
    assert first in to_alice.plain
    assert first not in to_lucas.plain
    assert second in to_lucas.plain
    await office.in_thread(card, "Sent to the researcher by Marc")


async def test_an_expert_sees_one_case_and_writes_to_staff_only(office: Office) -> None:
    office.lucas.user.locale = "en-US"
    number = await office.asked(office.alice, "Is it a trial?")
    card = await office.card()
    await office.sofie.say("C0NIO", "!expert", thread_ts=card.ts)
    invitation = await office.offered(office.sofie)
    line = next(part for part in invitation.plain.split("*") if part.startswith("join "))
    shown = await office.lucas.slash("/innovation", line)
    assert "The staff are asked" in shown.plain
    assert "Is it a trial?" not in office.everything_seen_by(office.lucas)
    knock = await office.in_thread(card, "An expert asks for case")
    await office.sofie.click(knock, "Let in", wait=0)
    brief = await office.heard(office.lucas, "Your advice on case")
    assert "Is it a trial?" in brief.plain
    assert "Alice" not in brief.plain
    await office.lucas.dm("By article 2 it is.", thread_ts=brief.ts)
    await office.in_thread(card, "By article 2 it is.")
    await office.sofie.say("C0NIO", "!tell And in children?", thread_ts=card.ts)
    await office.heard(office.lucas, "And in children?")
    await office.sofie.say("C0NIO", "!thanks", thread_ts=card.ts)
    await office.heard(office.lucas, "Thank you for your advice")
    refused = await office.lucas.slash("/innovation", f"case {number}")
    assert "No such case" in refused.plain
    assert "By article 2" not in office.everything_seen_by(office.alice)


async def test_a_caller_gets_receipt_and_answer_by_mail(office: Office) -> None:
    shown = await office.sofie.slash("/innovation", "behalf", channel="C0NIO")
    filled = {
        "E-mail address, or number of an earlier case of the person": "jan@uni.example",
        "Name of the person": "Jan Jansen",
        "Your question": "May I?",
        "Topic": "Scientific-technical advice (STA)",
        "Language": "en",
        "Consent": ["The person agrees that question and name are kept with the case"],
    }
    shown = await office.sofie.submit(shown.view, filled)
    assert "is open" in shown.plain
    (receipt,) = await office.mails("jan@uni.example")
    assert "Your question is case" in receipt.subject
    card = await office.redrawn("Jan Jansen")
    assert "Opened for the person by: Sofie Janssens" in card.plain
    form = await _form(office, office.marc, await office.card(words="Jan Jansen"), "Answer")
    await office.marc.submit(form, {"Answer": "Yes, you may."})
    mails = await office.mails("jan@uni.example", 2)
    assert "Yes, you may." in mails[1].text


async def test_a_snoozed_case_wakes_by_itself(office: Office) -> None:
    """Its timer is moved to now: the walk does not last two days."""
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "!snooze 2d", thread_ts=card.ts)
    await office.redrawn("asleep")
    moved = "UPDATE delivery SET due_at = 0 WHERE kind = 'timer' AND slot = 'wake'"
    await office.desk.store.write(lambda record: record._db.exec_driver_sql(moved))
    office.desk.courier.wake()
    await office.redrawn("· open")
    await office.in_thread(card, "is awake again")


async def test_staff_on_teams_ask_a_researcher_on_slack_for_more(across: Ministry) -> None:
    nina = across.person("nina")
    number = await across.asked(across.alice, "Is it allowed?")
    card = await across.teams_card(number)
    await nina.reply(card, "!ask Which product is it?", mention=True)
    offer = await across.in_teams_thread(card, "stands still")
    await nina.click(offer, "Send as a question")
    question = await across.heard(across.alice, "Which product is it?")
    await across.teams_card("waiting for the researcher")
    await across.alice.dm("The blue one.", thread_ts=question.ts)
    await across.in_teams_thread(card, "The blue one.")
    await across.teams_card("· open")


async def test_staff_on_teams_use_the_menu(across: Ministry) -> None:
    nina, fatima = across.person("nina"), across.person("fatima")
    await across.asked_on_teams(fatima, "Q")
    card = await across.teams_card("Receipt: delivered")
    await nina.click(card, "More…")
    await nina.click(card, "Assign")
    people = nina.sees(card).plain
    assert "Nina Weber" in people
    await nina.fill(card, {"To whom?": "Nina Weber"}, "Assign")
    await across.teams_card("claimed by Nina Weber")
    await nina.reply(card, "!note SECRET", mention=True)
    await across.in_teams_thread(card, "Noted")
    await nina.reply(card, "!snooze 1w", mention=True)
    await across.teams_card("asleep")
    assert "SECRET" not in "".join(m.plain for m in fatima.chat)
    assert not across.teams.complaints


async def test_on_teams_what_is_taken_back_on_the_card_can_still_be_sent(
    across: Ministry,
) -> None:
    fatima, nina = across.person("fatima"), across.person("nina")
    routing = await across.desk.store.read(lambda r: r.routing())
    assert routing is not None
    await _with(across, routing, recall=60)
    await across.asked_on_teams(fatima, "Is it allowed?")
    card = await across.teams_card("Is it allowed?")
    await nina.reply(card, "!answer No, never.", mention=True)
    first = await across.in_teams_thread(card, "Not sent yet")
    await nina.click(first, "Send to researcher")
    card = await across.teams_card("Take back")
    shown = await nina.click(card, "Take back")
    assert "Nothing left the office" in shown.plain
    offer = await across.in_teams_thread(card, "Nothing left the office")
    await across.quiet()
    assert "Take back" not in nina.sees(card).plain, "the card is redrawn"
    assert "Claim" in nina.sees(card).plain
    await _with(across, routing, recall=0)
    await nina.click(offer, "Send to researcher")
    await across.in_inbox(fatima, "No, never.")
    place = across.teams.channel("NIO desk")
    await across.sim.until(
        lambda: not any("Nothing left the office" in m.plain for m in place.replies(card))
    )
    assert not across.teams.complaints


async def test_staff_on_slack_take_an_answer_back_from_a_researcher_on_teams(
    back_across: Ministry,
) -> None:
    office, fatima = back_across, back_across.person("fatima")
    routing = await office.desk.store.read(lambda r: r.routing())
    assert routing is not None
    await _with(office, routing, recall=60)
    number = await office.asked_on_teams(fatima, "Is it allowed?")
    card = await office.card(words=number)
    await office.sofie.say("C0NIO", "No, never.", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    held = await office.sofie.click(offer, "Send to researcher")
    assert "in 60 s" in held.plain
    await office.sofie.click(held.message, "Take back")
    await _with(office, routing, recall=1)
    await office.sofie.say("C0NIO", "Yes, by article 7.", thread_ts=card.ts)
    await office.sim.until(lambda: "article 7" in office.sofie.ephemerals("C0NIO")[-1].plain)
    await office.sofie.click(office.sofie.ephemerals("C0NIO")[-1], "Send to researcher")
    await office.in_inbox(fatima, "Yes, by article 7.")
    assert "No, never." not in "".join(m.plain for m in fatima.chat)


async def test_a_queue_that_answers_directly(office: Office) -> None:
    await _with(office, ROUTING, reply="direct")
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "// SECRET I doubt it", thread_ts=card.ts)
    await office.sofie.say("C0NIO", "Yes, by article 7.", thread_ts=card.ts)
    await office.heard(office.alice, "Yes, by article 7.")
    assert "SECRET" not in office.everything_seen_by(office.alice)


async def test_a_second_person_sends(office: Office) -> None:
    await _with(office, ROUTING, second_reader=True)
    await office.asked(office.alice, "Q")
    card = await office.card()
    form = await _form(office, office.sofie, card, "Answer")
    shown = await office.sofie.submit(form, {"Answer": "Yes, by article 7."})
    assert "A second reader is asked" in shown.plain
    note = await office.in_thread(card, "wants to send this")
    own = await office.sofie.click(note, "Send to researcher")
    assert "A second reader is asked" in own.plain
    assert "article 7" not in office.everything_seen_by(office.alice)
    await office.marc.click(note, "Send to researcher", wait=0)
    await office.heard(office.alice, "Yes, by article 7.")
