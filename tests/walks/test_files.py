"""Files stay where they are, and both sides are told: name, size, and how to get them."""

from pathlib import Path

from tests.walks.conftest import Office
from tests.walks.ministry import ministry

NASTY = "<!channel> ..\\\\x\u202efdp.exe"


async def test_a_researchers_file_is_named_to_staff_and_the_researcher_is_told(
    office: Office,
) -> None:
    number = await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    await office.alice.dm("the protocol", receipt.ts, files={"protocol.pdf": 1_234_567})
    note = await office.in_thread(card, "the protocol")
    assert "protocol.pdf (1.2 MB) stays in Slack" in note.plain
    word = await office.heard(office.alice, "Passed on")
    assert "staff see its name and size only" in word.plain
    assert f"innovationoffice@fagg-afmps.be with [{number}] in the subject" in word.plain
    *_, mail = await office.mails("innovationoffice@fagg-afmps.be", 2)
    assert "protocol.pdf (1.2 MB)" in mail.text


async def test_a_file_without_words_is_not_lost(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    await office.alice.dm("", receipt.ts, files={NASTY: 12})
    note = await office.in_thread(card, "(12 B) stays in Slack")
    assert "\u202e" not in note.plain
    shown = str(note.blocks)
    assert "broadcast" not in shown, "a name calls nobody"


async def test_a_file_outside_of_any_case_is_said_not_to_be_kept(office: Office) -> None:
    await office.alice.dm("ask what is an SNSA?", files={"plan.docx": 2_000})
    answer = await office.heard(office.alice, "plan.docx (2.0 kB) was not kept")
    await office.alice.click(answer, "Ask a person")


async def test_a_file_in_a_draft_is_told_before_and_after_sending(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "See the form.", card.ts, files={"form.pdf": 52_000})
    offer = await office.offered(office.sofie)
    assert "form.pdf (52.0 kB) stays in Slack: the researcher gets its name" in offer.plain
    await office.sofie.click(offer, "Send to researcher")
    answer = await office.heard(office.alice, "See the form.")
    assert "form.pdf (52.0 kB) stays with the office" in answer.plain


async def test_files_in_teams_are_named_too(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        office.teams.grant_rsc("Innovation Office")
        fatima, nina = office.person("fatima"), office.person("nina")
        shown = await fatima.message("ask what is an SNSA?", files={"plan.docx": 2_000})
        assert "plan.docx (size not known) was not kept" in shown.plain
        number = await office.asked(office.alice, "Q")
        card = await office.teams_card(number)
        await nina.reply(card, "See the form.", files={"form.pdf": 52_000})
        offer = await office.in_teams_thread(card, "Not sent yet")
        assert "form.pdf (size not known) stays in Teams" in offer.plain
        await nina.click(offer, "Send to researcher")
        answer = await office.heard(office.alice, "See the form.")
        assert "stays with the office in Teams" in answer.plain
        assert not office.teams.complaints
