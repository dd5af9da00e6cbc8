"""A question goes to staff, and the answer comes back: the life of a case, from both sides."""

from tests.walks.conftest import BOTH_DATABASES, Office, opened

pytestmark = BOTH_DATABASES


async def test_a_question_becomes_a_case_and_its_answer_comes_back(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "ask may qubits heal a purple zebra?")
    form = await office.alice.click(shown.message, "Ask a person")
    assert "purple zebra" in str(opened(form).source)
    await office.alice.close(opened(form))

    number = await office.asked(office.alice, "May qubits heal a purple zebra?")
    receipt = await office.heard(office.alice, f"is case {number}")
    assert "3 working days from" in receipt.plain
    card = await office.card()
    assert "May qubits heal" in card.plain
    assert "Alice Peeters" in card.plain

    await office.sofie.click(card, "Claim", wait=0)
    await office.redrawn("claimed by Sofie Janssens")
    await office.sofie.say("C0NIO", "Yes, by article 7.", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    assert "Alice Peeters" in offer.plain, "staff see whom it goes to"
    await office.sofie.click(offer, "Send to researcher")

    answer = await office.heard(office.alice, "Yes, by article 7.")
    assert number in answer.plain
    await office.in_thread(card, "Sent to the researcher by Sofie Janssens")
    await office.redrawn("Answer 1: delivered")


async def test_the_researcher_replies_in_the_thread_and_staff_see_it_there(office: Office) -> None:
    await office.asked(office.alice, "First question")
    receipt = await office.heard(office.alice, "First question")
    card = await office.card()
    await office.alice.dm("and one more thing", thread_ts=receipt.ts)
    await office.in_thread(card, "and one more thing")
    await office.heard(office.alice, "Passed on")


async def test_the_answer_can_be_written_in_a_form(office: Office) -> None:
    await office.asked(office.alice, "Q")
    form = await office.sofie.click(await office.card(), "Answer")
    assert "Alice Peeters" in opened(form).plain
    await office.sofie.submit(form.view, {"Answer": "By form: yes."})
    await office.heard(office.alice, "By form: yes.")


async def test_what_staff_write_stays_internal_until_it_is_sent(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "SECRET-ONE I doubt this applicant", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    kept = await office.sofie.click(offer, "Keep internal")
    assert "Kept internal" in kept.plain
    await office.marc.say("C0NIO", "SECRET-TWO me too", thread_ts=card.ts)
    await office.offered(office.marc)
    form = await office.marc.click(await office.card(), "Answer")
    await office.marc.submit(form.view, {"Answer": "A kind answer."})
    await office.heard(office.alice, "A kind answer.")
    assert "SECRET" not in office.everything_seen_by(office.alice)
    assert not any("SECRET" in m.text for m in office.sim.mail.received)


async def test_two_claim_and_the_second_is_told_who_was_first(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = office.as_shown_now(await office.card())
    await office.sofie.click(card, "Claim", wait=0)
    await office.redrawn("claimed by Sofie Janssens")
    shown = await office.marc.click(card, "Claim")
    assert "Sofie Janssens has claimed this case" in shown.plain


async def test_a_draft_is_sent_once_however_often_it_is_clicked(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "Only once", thread_ts=card.ts)
    offer = office.as_shown_now(await office.offered(office.sofie))
    await office.sofie.click(offer, "Send to researcher")
    await office.redrawn("Answer 1: delivered")
    await office.in_thread(card, "Sent to the researcher")
    shown = await office.sofie.click(offer, "Send to researcher")
    assert "sent before" in shown.plain
    assert sum("Only once" in m.plain for m in office.alice.dms()) == 1


async def test_rerouting_moves_card_and_mailbox(office: Office) -> None:
    number = await office.asked(office.alice, "Is this a trial?")
    card = office.as_shown_now(await office.card())
    await office.sofie.say("C0NIO", "looks like a trial to me", thread_ts=card.ts)
    await office.offered(office.sofie)
    menu = await office.sofie.click(card, "More…")
    form = await office.sofie.click(menu.message, "Move to another queue")
    await office.sofie.submit(form.view, {"Queue": "ctr", "Reason": "it is a trial"})
    moved = await office.card("C0CTR", number)
    assert "Is this a trial?" in moved.plain
    await office.in_thread(moved, "looks like a trial to me", "C0CTR")
    left = await office.redrawn("Moved to queue")
    assert "Is this a trial?" not in left.plain
    assert not left.buttons
    await office.sim.until(lambda: office.sim.mail.box("ctr@fagg-afmps.be"))
    stale = await office.sofie.click(card, "Claim")
    assert "no longer here" in stale.plain, "the first queue has nothing to do with it any more"


async def test_close_tells_the_outcome_and_reopen_brings_it_back(office: Office) -> None:
    number = await office.asked(office.alice, "Q")
    form = await office.sofie.click(await office.card(), "Close")
    await office.sofie.submit(form.view, {"Outcome": "referred to another place"})
    word = await office.heard(office.alice, f"Case {number} is closed")
    assert "referred to another place" in word.plain
    await office.redrawn("closed: referred to another place")
    shown = await office.alice.click(word, "Reopen")
    assert "open again" in shown.plain
    await office.redrawn("reopened")


async def test_withdraw_takes_the_buttons_from_staff(office: Office) -> None:
    number = await office.asked(office.alice, "Never mind")
    shown = await office.alice.slash("/innovation", f"case {number.lower()}")
    await office.alice.click(shown.message, "Withdraw")
    card = await office.redrawn("withdrawn")
    assert not card.buttons


async def test_topics_go_to_their_queues_with_their_due_times(office: Office) -> None:
    await office.asked(office.alice, "T", topic="Clinical trial application")
    assert "2 working days" in (await office.card("C0CTR")).plain
    (mail,) = await office.mails("ctr@fagg-afmps.be")
    assert "T" in mail.text


async def test_the_mails_of_a_case_are_one_thread(office: Office) -> None:
    number = await office.asked(office.alice, "Q")
    form = await office.sofie.click(await office.card(), "Answer")
    await office.sofie.submit(form.view, {"Answer": "Yes."})
    first, second, *_ = await office.mails("innovationoffice@fagg-afmps.be", 2)
    assert number in first.subject == second.subject
    assert second.message["In-Reply-To"] == first.message_id
    assert "Yes." in second.text
    assert "<blockquote" in second.html


async def test_another_researcher_sees_nothing_of_it(office: Office) -> None:
    number = await office.asked(office.alice, "My unpublished invention")
    there = await office.lucas.slash("/innovation", f"case {number}")
    nowhere = await office.lucas.slash("/innovation", "case 0000-0000")
    assert there.plain == nowhere.plain
    assert "invention" not in office.everything_seen_by(office.lucas)
