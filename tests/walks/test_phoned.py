"""Somebody called, is asked something, and calls again: with staff on either platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.values.audit import Act
from tests.walks.conftest import Office, opened
from tests.walks.ministry import Ministry, ministry

JO = "jo@uni.example"
SAID = "It is the blue one."


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Teams, researchers on both."""
    async with ministry(tmp_path, "teams") as there:
        yield there


def _called(locale: str = "nl") -> dict[str, object]:
    return {
        "E-mail address, or number of an earlier case of the person": JO,
        "Name of the person": "Jo Lab",
        "Your question": "Mag het?",
        "Topic": "Scientific-technical advice (STA)",
        "Language": locale,
        "Consent": ["The person agrees that question and name are kept with the case"],
    }


async def test_the_clock_of_a_caller_goes_on_by_the_menu_and_by_words(office: Office) -> None:
    sofie, box = office.sofie, office.sim.mail.box
    form = await sofie.slash("/innovation", "behalf", channel="C0NIO")
    await sofie.submit(opened(form), _called())
    await office.quiet()
    card = await office.card(words="Jo Lab")
    await sofie.say("C0NIO", "!ask Welk product is het?", thread_ts=card.ts)
    await sofie.click(await office.offered(sofie), "Send as a question")
    waiting = await office.redrawn("the clock stands still since")
    await office.quiet()

    await sofie.click(waiting, "More…", wait=5)
    menu = await office.offered(sofie)
    form = await sofie.click(menu, "Write down a phone call")
    assert "They get a copy" in opened(form).plain
    done = await sofie.submit(opened(form), {"What they said": SAID})
    assert "gets a copy" in done.plain
    card = await office.redrawn("· open")
    assert "stands still" not in card.plain
    note = await office.in_thread(card, "Jo Lab said this by phone; written down by Sofie Janssens")
    assert SAID in note.plain
    copy = (await office.mails(JO, 3))[-1]
    assert "Genoteerd bij uw dossier" in copy.subject
    for words in (SAID, "U zei dit telefonisch", "Antwoord tegen"):
        assert words in copy.text
    assert "Sofie" not in copy.text
    told = box("innovationoffice@fagg-afmps.be")[-1]
    assert SAID in told.text
    number = card.plain.split()[1]
    lines = await office.desk.store.read(lambda record: record.lines(5, number))
    wrote = next(each for each in lines if each.by.endswith("U0SOFIE"))
    assert (wrote.act, wrote.what) == (Act.CHANGED, "replied"), "the trail names who wrote it down"

    await sofie.say("C0NIO", "!phoned It is green, after all.", thread_ts=card.ts)
    await office.sim.until(lambda: "Not kept yet" in sofie.ephemerals("C0NIO")[-1].plain)
    offer = office.as_shown_now(await office.offered(sofie))
    await office.quiet()
    assert len(box(JO)) == 3, "nothing leaves before the act"
    await sofie.click(offer, "Keep and send them a copy", wait=5)
    assert "green, after all" in (await office.mails(JO, 4))[-1].text
    await office.quiet()
    again = await sofie.click(offer, "Keep and send them a copy", wait=5)
    assert "It was kept before" in again.plain
    await office.quiet()
    assert len(box(JO)) == 4


async def test_on_teams_a_researcher_on_slack_sees_what_was_written_down(
    across: Ministry,
) -> None:
    nina = across.person("nina")
    number = await across.asked(across.alice, "Is it allowed?")
    card = await across.teams_card(number)
    await across.quiet()
    await nina.reply(card, "!ask Which product is it?", mention=True)
    await nina.click(await across.in_teams_thread(card, "stands still"), "Send as a question")
    await across.heard(across.alice, "Which product is it?")
    await across.teams_card("the clock stands still since")
    await across.quiet()

    await nina.reply(card, f"!phoned {SAID} TODO", mention=True)
    offer = await across.in_teams_thread(card, "Look again before you send")
    assert "TODO" in offer.plain
    await nina.click(offer, "Keep internal")
    await across.quiet()
    assert "the clock stands still" in (await across.teams_card(number)).plain

    await nina.click(card, "More…")
    await nina.click(card, "Write down a phone call")
    done = await nina.fill(card, {"What they said": SAID}, "Keep and send them a copy")
    assert "Written down" in done.plain
    copy = await across.heard(across.alice, f"Written down for your case {number}")
    assert SAID in copy.plain
    assert "TODO" not in across.everything_seen_by(across.alice)
    now = await across.teams_card("· open")
    assert "stands still" not in now.plain
    note = await across.in_teams_thread(card, "said this by phone; written down by Nina Weber")
    assert SAID in note.plain
    seen = await across.alice.slash("/innovation", f"case {number}")
    assert "You, by phone" in seen.plain
    assert not across.teams.complaints
