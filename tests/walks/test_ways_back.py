"""Nobody of the staff is left standing: what took a card's place leads back to it, what was judged
has nothing left to press, and a case that moved tells its new staff what is near to them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.conftest import Office, opened
from tests.walks.ministry import Ministry, ministry
from tests.walks.test_memory import ARTICLE, answered

CTA = "Clinical trial application"


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Teams, researchers on both."""
    async with ministry(tmp_path, "teams") as there:
        yield there


async def _answered_on_teams(office: Ministry, question: str, answer: str) -> str:
    fatima, nina = office.person("fatima"), office.person("nina")
    number = await office.asked_on_teams(fatima, question)
    card = await office.teams_card(number)
    await office.quiet()
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": answer}, "Send to researcher")
    await office.in_inbox(fatima, answer)
    await office.quiet()
    return number


async def test_what_takes_the_place_of_the_card_leads_back_to_it(across: Ministry) -> None:
    nina = across.person("nina")
    past = await _answered_on_teams(across, "Which vouchers fit zebrafish studies?", "None.")
    number = await across.asked_on_teams(across.person("fatima"), "Vouchers for zebrafish studies?")
    card = await across.teams_card(number)
    await across.quiet()
    back = f"Back to case {number}"
    at_first = nina.sees(card).plain
    for path in (
        ["Why this route"],
        ["Similar past cases"],
        ["Similar past cases", past],
        ["Similar past cases", past, "Similar past cases"],
        ["More…"],
        ["More…", "Export record"],
    ):
        for label in path:
            await nina.click(card, label)
        assert nina.sees(card).plain != at_first
        await nina.click(card, back)
        assert nina.sees(card).plain == at_first
    await nina.click(card, "Answer")
    await nina.fill(card, {"text": "Yes.", "act": "preview"}, "Send to researcher")
    assert "Keep internal" in nina.sees(card).buttons
    await nina.click(card, back)
    assert nina.sees(card).plain == at_first
    assert not across.teams.complaints


async def test_a_case_that_moved_tells_its_new_staff_what_is_near_to_them(office: Office) -> None:
    theirs = await answered(office, "Which vouchers fit zebrafish studies?", "Known to nio.")
    own = await office.asked(office.alice, "Vouchers for zebrafish studies abroad?", topic=CTA)
    form = await office.marc.click(await office.card("C0CTR", own), "Answer")
    await office.marc.submit(opened(form), {"Answer": "Known to ctr."})
    await office.heard(office.alice, "Known to ctr.")
    number = await office.asked(office.lucas, "Are there vouchers for zebrafish studies?")
    card = await office.card(words=number)
    shown = await office.in_thread(card, f"Similar past cases of {number}")
    assert theirs in shown.plain
    assert own not in shown.plain
    await office.sofie.say("C0NIO", "!reroute ctr", thread_ts=card.ts)
    there = await office.card("C0CTR", f"Case {number} · open")
    shown = await office.in_thread(there, f"Similar past cases of {number}", "C0CTR")
    assert own in shown.plain
    assert "Known to ctr." in shown.plain
    assert theirs not in shown.plain
    assert "Known to nio." not in shown.plain


async def test_a_judged_proposal_has_nothing_left_to_press(office: Office) -> None:
    await answered(office, "Which vouchers fit zebrafish studies?", "None is known to us.")
    card = await office.card(words="zebrafish")
    await office.sofie.say("C0NIO", "!article", thread_ts=card.ts)
    form = await office.sofie.click(await office.offered(office.sofie), "Open the form")
    await office.sofie.submit(opened(form), ARTICLE)
    posted = await office.card(words="An article is proposed")
    await office.marc.click(posted, "Approve", wait=5)
    word = await office.card(words="Show the proposal")
    assert "Judged by: Marc Lambert" in word.plain
    assert "None is known to us." not in word.plain, "the text stands there already"
    (now,) = [m for m in office.sim.slack.channel("C0NIO").messages if m.ts == posted.ts]
    assert "State: approved" in now.plain
    assert now.buttons == []
    again = await office.sofie.click(word, "Show the proposal", wait=5)
    assert "None is known to us." in again.plain


async def test_on_teams_too_and_cancel_leads_back_to_the_proposal(across: Ministry) -> None:
    nina, sofie = across.person("nina"), across.person("sofie")  # she reads Dutch
    await _answered_on_teams(across, "Which vouchers fit zebrafish studies?", "None is known.")
    card = await across.teams_card("zebrafish")
    await nina.reply(card, "!article", mention=True)
    form = await across.in_teams_thread(card, "Make an article")
    await nina.click(form, "Open the form")
    await nina.fill(form, ARTICLE, "Propose")
    posted = await across.teams_card("An article is proposed")
    across.teams.leave("Innovation Office", nina)
    await across.teams.deliveries.idle()
    await sofie.click(posted, "Reject")
    await sofie.click(posted, "Annuleren")
    assert "Which vouchers fit" in sofie.sees(posted).plain
    await sofie.click(posted, "Goedkeuren")
    await across.teams_card("Show the proposal")
    await across.quiet()
    (now,) = [m for m in across.teams.channel("NIO desk").posts if m.id == posted.id]
    assert "State: approved" in now.plain
    assert "Approve" not in now.buttons
    assert not across.teams.complaints


async def test_an_answer_that_was_corrected_since_makes_no_article(office: Office) -> None:
    number = await office.asked(office.alice, "Which vouchers fit zebrafish studies?")
    card = await office.card(words=number)
    said = await office.sofie.say("C0NIO", "None is known to us.", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    await office.sofie.click(offer, "Send to researcher", wait=0)
    await office.heard(office.alice, "None is known to us.")
    await office.quiet()
    await office.marc.say("C0NIO", "!article", thread_ts=card.ts)
    form = await office.marc.click(await office.offered(office.marc), "Open the form")
    await office.marc.submit(opened(form), ARTICLE)
    posted = await office.card(words="An article is proposed")
    await office.sofie.edit(said, "Two are known to us.")
    await office.heard(office.alice, "Two are known to us.")
    await office.quiet()
    shown = await office.sofie.click(posted, "Approve", wait=5)
    assert "The answer changed since" in shown.plain
    await office.quiet()
    (now,) = [m for m in office.sim.slack.channel("C0NIO").messages if m.ts == posted.ts]
    assert "State: to be judged" in now.plain


async def test_what_a_list_for_one_person_leads_to_stays_until_it_was_read(
    across: Ministry,
) -> None:
    """In Teams such a list stands in the thread and goes away once used."""
    nina, desk = across.person("nina"), across.teams.channel("NIO desk")
    past = await _answered_on_teams(across, "Which vouchers fit zebrafish studies?", "None.")
    number = await across.asked_on_teams(across.person("fatima"), "Vouchers for zebrafish studies?")
    card = await across.teams_card(number)
    await across.in_teams_thread(card, "Similar past cases")
    await across.quiet()
    known = {m.id for m in desk.replies(card)}
    await nina.reply(card, "!similar", mention=True)

    def listed() -> bool:
        return any(m.id not in known and past in m.plain for m in desk.replies(card))

    await across.sim.until(listed)
    (near,) = (m for m in desk.replies(card) if m.id not in known and past in m.plain)
    await across.quiet()
    shown = await nina.click(near, past)
    assert "Which vouchers fit zebrafish studies?" in shown.plain
    await across.quiet()
    assert not near.deleted, "it is still to be read"
    await nina.click(near, f"Back to case {number}")
    await across.quiet()
    assert near.deleted

    await nina.reply(card, "!record", mention=True)
    offer = await across.in_teams_thread(card, "for you alone")
    await across.quiet()
    links = await nina.click(offer, "Export record")
    assert "PDF" in links.plain
    await across.quiet()
    assert not offer.deleted, "the links are still to be pressed"
