"""Looks cross from one platform to the other: bold, lists, links, quotations, code, and names."""

from pathlib import Path
from typing import Any

from tests.walks.ministry import ministry

ANSWER = """*Yes*, by _article 7_, see https://www.ema.europa.eu/guide

• first
• second
> as you wrote
```
x = 1
```"""


def _all(value: Any, kind: str) -> list[dict[str, Any]]:
    found = [value] if isinstance(value, dict) and value.get("type") == kind else []
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [node for item in inside for node in _all(item, kind)]


async def test_an_answer_from_slack_keeps_its_looks_in_teams_and_in_the_mail(
    tmp_path: Path,
) -> None:
    async with ministry(tmp_path, "slack") as office:
        fatima = office.person("fatima")
        number = await office.asked_on_teams(fatima, "May qubits heal?")
        card = await office.card(words=number)
        await office.sofie.say("C0NIO", ANSWER, thread_ts=card.ts)
        await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
        answer = await office.in_inbox(fatima, "Yes, by article 7")
        runs = _all(answer.card, "TextRun")
        assert {"type": "TextRun", "text": "Yes", "weight": "Bolder"} in runs
        assert {"type": "TextRun", "text": "article 7", "italic": True} in runs
        assert {"type": "TextRun", "text": "x = 1", "fontType": "Monospace"} in runs
        link = next(run for run in runs if run["text"] == "https://www.ema.europa.eu/guide")
        assert link["selectAction"]["url"] == link["text"]
        assert "• first\n• second\n> as you wrote" in answer.plain
        *_, mail = await office.mails("innovationoffice@fagg-afmps.be", 2)
        assert "<b>Yes</b>" in mail.html
        assert "• first" in mail.text
        assert not office.teams.complaints


async def test_an_answer_from_teams_keeps_its_looks_in_slack(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        nina = office.person("nina")
        number = await office.asked(office.alice, "May qubits heal?")
        card = await office.teams_card(number)
        await nina.reply(card, ANSWER, mention=True)
        await nina.click(await office.in_teams_thread(card, "Not sent yet"), "Send to researcher")
        answer = await office.heard(office.alice, "Yes, by article 7")
        texts = _all(answer.blocks, "text")
        assert {"type": "text", "text": "Yes", "style": {"bold": True}} in texts
        assert {"type": "text", "text": "article 7", "style": {"italic": True}} in texts
        (link,) = _all(answer.blocks, "link")
        assert link["url"] == link["text"] == "https://www.ema.europa.eu/guide"
        (items,) = _all(answer.blocks, "rich_text_list")
        assert len(items["elements"]) == 2
        assert _all(answer.blocks, "rich_text_preformatted")


async def test_an_answer_written_in_a_teams_form_may_hold_markdown(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        nina = office.person("nina")
        number = await office.asked(office.alice, "May qubits heal?")
        card = await office.teams_card(number)
        await nina.click(card, "Answer")
        said = "**Yes**, see [the guide](https://www.ema.europa.eu/guide)."
        await nina.fill(card, {"text": said}, "Send to researcher")
        answer = await office.heard(office.alice, "see the guide (https://www.ema.europa.eu/guide)")
        (link,) = _all(answer.blocks, "link")
        assert link["text"] == "https://www.ema.europa.eu/guide", "a label cannot hide an address"


async def test_mentions_become_names_and_nobody_is_called(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        number = await office.asked(office.alice, "May qubits heal?")
        receipt = await office.heard(office.alice, number)
        card = await office.teams_card(number)
        said = "ask <@U0LUCAS> and <!here>, see <https://evil.example/x>"
        await office.alice.dm(said, thread_ts=receipt.ts)
        note = await office.in_teams_thread(card, "ask @Lucas Dubois and @here")
        assert "https://evil.example/x" in note.plain
        assert "OpenUrl" not in str(note.card), "links of others are shown and not offered"
