"""What staff type in the thread of a card does what the buttons do, in their own language too."""

from pathlib import Path

from tests.walks.conftest import ROUTING, Office
from tests.walks.ministry import ministry
from tests.walks.test_casework import _with


async def _typed(office: Office, text: str, number: str) -> str:
    """What Sofie is told of it, she alone."""
    card = await office.card(words=f"Case {number}")
    before = len(office.sofie.ephemerals("C0NIO"))
    await office.sofie.say("C0NIO", text, thread_ts=card.ts)
    await office.sim.until(lambda: len(office.sofie.ephemerals("C0NIO")) > before)
    await office.quiet()
    return office.sofie.ephemerals("C0NIO")[-1].plain


async def test_what_is_unlinked_by_a_word_is_not_answered_with_the_other(office: Office) -> None:
    office.lucas.user.locale = "en-US"
    first = await office.asked(office.alice, "The same question A")
    second = await office.asked(office.lucas, "The same question B")
    assert "Linked" in await _typed(office, f"!link {first}", second)
    assert "Linked" not in await _typed(office, f"!link {first}", first)
    card = await office.card(words=f"Case {second}")
    await office.sofie.say("C0NIO", "!ontkoppelen", thread_ts=card.ts)
    await office.sim.until(
        lambda: (
            not any(
                "Answered together" in m.plain for m in office.sim.slack.channel("C0NIO").messages
            )
        )
    )
    await office.quiet()
    assert "Not sent yet" in await _typed(office, "Only Alice, by article 7.", first)
    await office.sofie.click(office.sofie.ephemerals("C0NIO")[-1], "Send to researcher")
    await office.heard(office.alice, "Only Alice")
    await office.quiet()
    assert "Only Alice" not in office.everything_seen_by(office.lucas)


async def test_a_word_with_accents_is_not_sent_where_replies_are(office: Office) -> None:
    await _with(office, ROUTING, reply="direct")
    number = await office.asked(office.alice, "Q")
    assert "Réponse" in await _typed(office, "!réponse Réponse à vérifier", number)
    assert "Not sent yet" in await _typed(office, "!!! SECRET urgent", number)
    assert "none of the words" in await _typed(office, "!œuvre SECRET", number)
    assert "Réponse" not in office.everything_seen_by(office.alice)
    assert "SECRET" not in office.everything_seen_by(office.alice)


async def test_staff_on_teams_type_in_their_language(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as across:
        nina, fatima = across.person("nina"), across.person("fatima")
        first = await across.asked_on_teams(fatima, "Question one")
        second = await across.asked(across.alice, "Question two")
        card = await across.teams_card(f"Case {second}")
        await nina.reply(card, f"!verknüpfen {first}", mention=True)
        await across.teams_card(f"Answered together with: {first}")
        await nina.reply(card, "!trennen", mention=True)
        await nina.reply(card, "!zuweisen Marc", mention=True)
        shown = await across.teams_card("claimed by Marc")
        assert "Answered together" not in shown.plain
        assert "Answered together" not in (await across.teams_card(f"Case {first}")).plain
        await nina.reply(card, "!zurückstellen 15 Dezember", mention=True)
        asleep = await across.teams_card("asleep")
        assert "15 Dec" in asleep.plain
