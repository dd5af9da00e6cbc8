"""Thanks as people write them, in the four languages of the pack that we ship."""

from datetime import date

import pytest

from core.decide.thanks import are_mere_thanks, are_thanks
from core.values.case import Entry, EntryKind
from tests.core.given import ALICE, NOW, SOFIE, case
from tests.read_once import real

PACK = real(date(2026, 11, 27))[0]
ANSWERED = case(
    entries=(
        Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE),
        Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="Yes."),
    )
)
THANKS = (
    "merci", "Merci !", "Merci 🙏", "Merci beaucoup pour votre réponse rapide !",
    "Mille mercis", "Merci bien", "Je vous remercie. Bonne journée !", "Merci d'avance",
    "Super, merci :)", "Parfait, merci", "Dank u wel!",
    "Hartelijk dank voor het snelle antwoord", "bedankt voor uw hulp", "Dankuwel!",
    "Perfect, dank!", "Vielen Dank für die schnelle Antwort", "Herzlichen Dank 😊",
    "Danke schön", "Ich bedanke mich.", "Alles klar, danke!",
    "Thank you so much for your help!", "Thanks a lot, very clear", "Thank you, Sofie",
    "Many thanks, Alice", "thx!", "thanks 👍🏽", "👍", "🙏🏼", ":pray:", "ok", "OK, perfect",
    "Thank you ❤️", "Merci :+1::skin-tone-3:", ":-)",
)  # fmt: skip
MORE = (
    "Thanks, but which form?", "Merci, mais quel formulaire", "Perfect?", "ok?", "👎", "❓",
    "🤔", "Thanks 🤔", "Help!", "answer", "Dank u, en wanneer", "Danke, aber die Frist fehlt",
    "not clear", "Thanks, not clear", "tack", "the answer", "your answer", "Merci 2027",
    "Bonjour", "", " ", "...", "?",
)  # fmt: skip


@pytest.mark.parametrize("text", THANKS)
def test_thanks(text: str) -> None:
    assert are_thanks(PACK, ANSWERED, text)


@pytest.mark.parametrize("text", MORE)
def test_more_than_thanks(text: str) -> None:
    assert not are_thanks(PACK, ANSWERED, text)
    assert not are_mere_thanks(PACK, ANSWERED, text)


@pytest.mark.parametrize("text", ["ok", "Perfect", "👍", ":+1:", "ok merci", "Prima, dank u"])
def test_what_may_answer_a_question_is_no_mere_thanks(text: str) -> None:
    assert are_thanks(PACK, ANSWERED, text)
    assert not are_mere_thanks(PACK, ANSWERED, text)


@pytest.mark.parametrize(
    "text", ["Merci beaucoup !", "Hartelijk dank", "Vielen Dank", "Thank you, Sofie 🙏"]
)
def test_mere_thanks(text: str) -> None:
    assert are_mere_thanks(PACK, ANSWERED, text)
