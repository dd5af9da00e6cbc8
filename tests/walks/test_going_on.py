"""How people go on where there are no threads: an expert on Teams, and who only has e-mail."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.conftest import Office
from tests.walks.ministry import Ministry, ministry
from tests.walks.test_casework import _form


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "slack") as there:
        yield there


async def test_an_expert_on_teams_advises_staff_on_slack(across: Ministry) -> None:
    fatima = across.person("fatima")
    number = await across.asked(across.alice, "Is it a trial?")
    card = await across.card()
    await across.sofie.say("C0NIO", "!expert", thread_ts=card.ts)
    invitation = await across.offered(across.sofie)
    line = next(part for part in invitation.plain.split("*") if part.startswith("join "))
    await fatima.message(line)
    knock = await across.in_thread(card, "An expert asks for case")
    await across.sofie.click(knock, "Let in", wait=0)
    brief = await across.in_inbox(fatima, "Your advice on case")
    await fatima.click(brief, "Give advice")
    done = await fatima.fill(brief, {"Your advice": "By article 2 it is."}, "Send to the staff")
    assert "Passed on to the staff" in done.plain
    await across.in_thread(card, "By article 2 it is.")
    await across.sofie.say("C0NIO", "!tell And in children?", thread_ts=card.ts)
    told = await across.in_inbox(fatima, "And in children?")
    assert "Give advice" in told.buttons
    await across.sofie.say("C0NIO", "!thanks", thread_ts=card.ts)
    await across.in_inbox(fatima, "Thank you for your advice")
    late = await fatima.click(told, "Give advice")
    assert "Your part in this case is over" in late.plain
    assert number in told.plain
    assert "article 2" not in across.everything_seen_by(across.alice)


async def test_who_only_has_email_reads_how_to_go_on(office: Office) -> None:
    shown = await office.sofie.slash("/innovation", "behalf", channel="C0NIO")
    filled = {
        "E-mail address, or number of an earlier case of the person": "jan@uni.example",
        "Name of the person": "Jan Jansen",
        "Your question": "Mag het?",
        "Topic": "Scientific-technical advice (STA)",
        "Language": "nl",
        "Consent": ["The person agrees that question and name are kept with the case"],
    }
    await office.sofie.submit(shown.view, filled)
    form = await _form(office, office.marc, await office.redrawn("Jan Jansen"), "Answer")
    await office.marc.submit(form, {"Answer": "Ja, artikel 7."})
    receipt, answer = await office.mails("jan@uni.example", 2)
    for mail in (receipt, answer):
        assert "op deze e-mail antwoorden; uw woorden worden aan uw vraag toegevoegd" in mail.text
        assert "niet gelezen" not in mail.text, "here the desk reads replies"
        assert "thread" not in mail.text
        assert "privébericht" not in mail.text


async def test_on_teams_nobody_is_sent_to_a_thread(across: Ministry) -> None:
    fatima = across.person("fatima")
    number = await across.asked_on_teams(fatima, "Is it allowed?")
    receipt = await across.in_inbox(fatima, number)
    assert "thread" not in receipt.plain
    form = await _form(across, across.sofie, await across.card(words=number), "Answer")
    await across.sofie.submit(form, {"Answer": "Yes, by article 7."})
    answer = await across.in_inbox(fatima, "Yes, by article 7.")
    assert "thread" not in answer.plain
    assert "Press Add information" in answer.plain
