"""People change and delete what they said: what was sent follows, on either platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.slack.messages import Message
from tests.walks.conftest import BOTH_DATABASES, CONSENT, Office, with_routing
from tests.walks.ministry import Ministry, ministry


async def _answered(office: Office, words: str) -> tuple[Message, Message, Message]:
    """The card, what Sofie wrote in its thread, and the answer as Alice has it."""
    await office.asked(office.alice, "Q")
    card = await office.card()
    said = await office.sofie.say("C0NIO", words, thread_ts=card.ts)
    await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
    answer = await office.heard(office.alice, words)
    await office.redrawn("Answer 1: delivered")
    return card, said, answer


@BOTH_DATABASES
async def test_an_edited_answer_changes_where_it_was_read(office: Office) -> None:
    card, said, answer = await _answered(office, "Yes, by article 7.")
    await office.sofie.edit(said, "Yes, by article 9.")
    await office.sim.until(lambda: "Yes, by article 9." in answer.plain)
    assert "Corrected" in answer.plain
    assert "article 7" not in answer.plain
    word = await office.heard(office.alice, "was corrected")
    assert word.thread_ts == answer.ts, "said beside the answer, since an edit makes no sound"
    note = await office.in_thread(card, "changed an answer that was sent")
    assert "article 7" in note.plain, "staff see the old text"
    assert "article 9" in note.plain
    await office.redrawn("changed")
    assert sum("article" in m.plain for m in office.alice.dms()) == 1


@BOTH_DATABASES
async def test_an_answer_changed_into_a_word_for_the_desk_stays_as_it_was(office: Office) -> None:
    card, said, answer = await _answered(office, "Yes, by article 7.")
    await office.sofie.edit(said, "!note SECRET he is a crank")
    await office.sim.until(
        lambda: any("new message only" in m.plain for m in office.sofie.ephemerals("C0NIO"))
    )
    assert "Yes, by article 7." in answer.plain
    await office.sofie.edit(said, "Yes, by article 9.")
    await office.sim.until(lambda: "Yes, by article 9." in answer.plain)
    await office.in_thread(card, "changed an answer that was sent")
    assert "SECRET" not in office.everything_seen_by(office.alice)


async def test_the_same_edit_twice_and_a_link_preview_change_nothing(office: Office) -> None:
    card, said, answer = await _answered(office, "Yes, by article 7.")
    await office.sofie.edit(said, "Yes, by article 9.")
    await office.in_thread(card, "changed an answer that was sent")
    told = [e for e in office.sim.slack.events.sent if e["event"].get("subtype")]
    await office.sim.slack.events.redeliver(told[-1])
    preview = told[-1] | {"event_id": "Ev0PREVIEW"}
    preview["event"] = preview["event"] | {"previous_message": preview["event"]["message"]}
    await office.sim.slack.events.redeliver(preview)
    await office.sofie.edit(said, "Yes, by article 9.")
    await office.sim.slack.events.idle()
    notes = [m for m in office.sim.slack.channel("C0NIO").messages if "changed an" in m.plain]
    assert len(notes) == 1
    assert "article 9" in answer.plain


@BOTH_DATABASES
async def test_a_deleted_answer_is_withdrawn(office: Office) -> None:
    card, said, answer = await _answered(office, "Yes, by article 7.")
    await office.sofie.delete(said)
    await office.sim.until(lambda: "withdrawn by the office" in answer.plain)
    assert "article 7" not in office.everything_seen_by(office.alice)
    note = await office.in_thread(card, "deleted an answer that was sent")
    assert "article 7" in note.plain
    await office.redrawn("open")
    shown = await office.alice.slash("/innovation", f"case {_number(answer)}")
    assert "withdrawn by the office" in shown.plain
    assert "article 7" not in shown.plain


def _number(message: Message) -> str:
    return message.plain.split("case ")[1].split(":")[0].split()[0]


async def test_an_edited_draft_stays_internal_and_only_its_newest_text_is_sent(
    office: Office,
) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    said = await office.sofie.say("C0NIO", "SECRET first thought", thread_ts=card.ts)
    first = office.as_shown_now(await office.offered(office.sofie))
    await office.sofie.edit(said, "A kind answer.")
    await office.sim.until(lambda: "A kind answer." in office.sofie.ephemerals("C0NIO")[-1].plain)
    shown = await office.sofie.click(first, "Send to researcher")
    assert "changed since" in shown.plain, "an older offer does not send newer words"
    await office.sim.until(lambda: len(office.sofie.ephemerals("C0NIO")) >= 3)
    offers = [m for m in office.sofie.ephemerals("C0NIO") if "Send to researcher" in m.buttons]
    await office.sofie.click(offers[-1], "Send to researcher")
    await office.heard(office.alice, "A kind answer.")
    assert "SECRET" not in office.everything_seen_by(office.alice)


async def test_a_deleted_draft_cannot_be_sent(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    said = await office.sofie.say("C0NIO", "SECRET thought", thread_ts=card.ts)
    offer = office.as_shown_now(await office.offered(office.sofie))
    await office.sofie.delete(said)
    await office.sim.slack.events.idle()
    shown = await office.sofie.click(offer, "Send to researcher")
    assert "no such draft" in shown.plain
    assert "SECRET" not in office.everything_seen_by(office.alice)


@BOTH_DATABASES
async def test_staff_see_what_the_researcher_changed(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    said = await office.alice.dm("dose is 5 mg", thread_ts=receipt.ts)
    await office.in_thread(card, "dose is 5 mg")
    await office.alice.edit(said, "dose is 50 mg")
    note = await office.in_thread(card, "changed what they had written")
    assert "dose is 5 mg" in note.plain
    assert "dose is 50 mg" in note.plain
    await office.alice.delete(said)
    await office.in_thread(card, "deleted what they had written")


async def test_a_question_that_was_typed_can_be_changed(office: Office) -> None:
    said = await office.alice.dm("ask may qubits heal a purple zebra?")
    offer = await office.heard(office.alice, "Ask a person")
    form = await office.alice.click(offer, "Ask a person")
    topic = "Scientific-technical advice (STA)"
    await office.alice.submit(form.view, {"Topic": topic, "Consent": [CONSENT]})
    card = await office.card(words="purple zebra")
    await office.alice.edit(said, "ask may qubits heal a green zebra?")
    note = await office.in_thread(card, "changed the question")
    assert "purple zebra" in note.plain
    await office.card(words="green zebra")


async def test_an_edit_that_overtakes_its_message_loses_nothing(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card, events = await office.card(), office.sim.slack.events
    events.hold()
    before = len(events.sent)
    said = await office.sofie.say("C0NIO", "first", thread_ts=card.ts)
    await office.sofie.edit(said, "second")
    gone = await office.sofie.say("C0NIO", "SECRET", thread_ts=card.ts)
    await office.sofie.delete(gone)
    for late in reversed(list(events.sent)[before:]):  # each is on record before the next
        await events.redeliver(late)
    events.release()  # and all of them once more, in their order
    await events.idle()
    offer = await office.offered(office.sofie)
    offers = [m for m in office.sofie.ephemerals("C0NIO") if "Send to researcher" in m.buttons]
    assert [("first" in m.plain, "second" in m.plain) for m in offers] == [(False, True)]
    await office.sofie.click(offer, "Send to researcher")
    await office.heard(office.alice, "second")


async def test_who_is_no_longer_staff_of_the_case_changes_nothing_that_was_sent(
    office: Office,
) -> None:
    card, said, answer = await _answered(office, "Yes, by article 7.")
    await office.sofie.say("C0NIO", "!reroute ctr because it is theirs", thread_ts=card.ts)
    await office.redrawn("Moved to queue")
    await office.sofie.edit(said, "No.")
    await office.sim.until(
        lambda: any("not passed on" in m.plain for m in office.sofie.ephemerals("C0NIO"))
    )
    assert "article 7" in answer.plain


@pytest.fixture
async def teams_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        there.teams.grant_rsc("Innovation Office")
        yield there


async def test_teams_staff_edit_and_delete_what_slack_got(teams_office: Ministry) -> None:
    office, nina = teams_office, teams_office.person("nina")
    number = await office.asked(office.alice, "May qubits heal?")
    card = await office.teams_card(number)
    said = await nina.reply(card, "Yes, by *article 7*.", mention=True)
    offer = await office.in_teams_thread(card, "Not sent yet")
    await nina.click(offer, "Send to researcher")
    answer = await office.heard(office.alice, "Yes, by article 7.")
    await office.teams_card("Answer 1: delivered")
    await nina.edit(said, "!note SECRET he is a crank")
    await office.in_teams_thread(card, "new message only")
    assert "SECRET" not in office.everything_seen_by(office.alice)
    await nina.edit(said, "Yes, by *article 9*.")
    await office.sim.until(lambda: "Yes, by article 9." in answer.plain)
    await office.in_teams_thread(card, "changed an answer that was sent")
    await nina.delete(said)
    await office.sim.until(lambda: "withdrawn by the office" in answer.plain)
    await nina.restore(said)
    await office.sim.until(lambda: "Yes, by article 9." in answer.plain)
    assert not office.teams.complaints


async def test_slack_staff_edit_and_delete_what_teams_got(tmp_path: Path) -> None:
    async with ministry(tmp_path, "slack") as office:
        fatima = office.person("fatima")
        number = await office.asked_on_teams(fatima, "May qubits heal?")
        card = await office.card(words=number)
        said = await office.sofie.say("C0NIO", "Yes, by article 7.", thread_ts=card.ts)
        await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
        answer = await office.in_inbox(fatima, "Yes, by article 7.")
        await office.redrawn("Answer 1: delivered")
        await office.sofie.edit(said, "Yes, by article 9.")
        await office.sim.until(lambda: "article 9" in fatima.sees(answer).plain)
        await office.in_inbox(fatima, "was corrected")
        await office.sofie.delete(said)
        await office.sim.until(lambda: "withdrawn by the office" in fatima.sees(answer).plain)
        assert not office.teams.complaints


async def test_a_question_typed_in_teams_can_be_changed(teams_office: Ministry) -> None:
    office, fatima = teams_office, teams_office.person("fatima")
    shown = await fatima.message("ask may qubits heal a purple zebra?")
    said = next(m for m in fatima.chat if not m.is_from_bot)
    await fatima.click(shown.message, "Ask a person")
    given = {"Topic": "Scientific-technical advice (STA)", CONSENT: True}
    await fatima.fill(shown.message, given, "Send")
    card = await office.teams_card("purple zebra")
    await fatima.edit(said, "ask may qubits heal a green zebra?")
    await office.in_teams_thread(card, "changed the question")
    await office.teams_card("green zebra")


async def test_an_edit_takes_back_what_could_still_be_recalled(office: Office) -> None:
    routing = await office.desk.store.read(office.desk.desk.routing)
    queues = {
        name: queue.model_copy(update={"recall": 20}) for name, queue in routing.queues.items()
    }
    slow = routing.model_copy(update={"queues": queues})
    await with_routing(office.desk, slow)
    await office.asked(office.alice, "Q")
    card = await office.card()
    said = await office.sofie.say("C0NIO", "SECRET slip", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    await office.sofie.click(offer, "Send to researcher")
    await office.sofie.edit(said, "A kind answer.")
    await office.sim.until(
        lambda: any("Taken back" in m.plain for m in office.sofie.ephemerals("C0NIO"))
    )
    await office.sim.until(
        lambda: any("A kind answer." in m.plain for m in office.sofie.ephemerals("C0NIO"))
    )
    assert "SECRET" not in office.everything_seen_by(office.alice)


async def test_an_edit_that_the_guard_doubts_waits_for_its_author(office: Office) -> None:
    card, said, answer = await _answered(office, "Yes, by article 7.")
    await office.sofie.edit(said, "Yes, by article TODO.")
    await office.sim.until(lambda: any("TODO" in m.plain for m in office.sofie.ephemerals("C0NIO")))
    doubt = office.sofie.ephemerals("C0NIO")[-1]
    assert "TODO" not in answer.plain
    await office.sofie.click(doubt, doubt.buttons[0])
    await office.sim.until(lambda: "article TODO" in answer.plain)
    await office.in_thread(card, "changed an answer that was sent")
