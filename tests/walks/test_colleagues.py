"""Two members of staff at one case, on Slack and on Teams."""

from pathlib import Path

from tests.walks.conftest import Office
from tests.walks.ministry import ministry
from tests.walks.test_casework import _form


async def test_two_answer_by_the_form_and_one_answer_leaves(office: Office) -> None:
    await office.asked(office.alice, "Is it allowed?")
    card = await office.card()
    sofies = await _form(office, office.sofie, card, "Answer")
    marcs = await _form(office, office.marc, card, "Answer")
    await office.sofie.submit(sofies, {"Answer": "Yes, by article 7."})
    await office.heard(office.alice, "Yes, by article 7.")
    asked = await office.marc.submit(marcs, {"Answer": "No, never."})
    assert "Answered meanwhile by: Sofie Janssens" in asked.plain
    await office.quiet()
    assert "No, never." not in office.everything_seen_by(office.alice)


async def test_the_same_on_teams_and_who_is_given_a_case_is_told(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as across:
        nina, marc, sofie = (across.person(key) for key in ("nina", "marc", "sofie"))
        for person in (marc, nina):
            person.user.locale = "en-GB"
        number = await across.asked(across.alice, "Is it allowed?")
        card = await across.teams_card("Receipt: delivered")
        await nina.reply(card, "!assign Sofie", mention=True)
        told = await across.in_inbox(sofie, number)
        assert "Nina Weber" in told.plain
        assert "Is it allowed?" not in told.plain
        opened = await sofie.click(told, told.buttons[0])
        assert "Is it allowed?" in opened.plain
        await across.quiet()  # a redraw takes away the form that somebody opened on the card
        await nina.click(card, "Answer")
        await marc.click(card, "Answer")
        await nina.fill(card, {"Answer": "Yes, by article 7."}, "Send to researcher")
        await across.heard(across.alice, "Yes, by article 7.")
        asked = await marc.fill(card, {"Answer": "No, never."}, "Send to researcher")
        assert "Answered meanwhile by: Nina Weber" in asked.plain
        await across.quiet()
        assert "No, never." not in across.everything_seen_by(across.alice)
