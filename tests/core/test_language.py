"""Which language the desk speaks with a person."""

import pytest

from core.values.case import Question
from core.values.command import Ask, Help, Language, OpenEscalation, Services
from core.values.language import LanguageChosen
from core.values.triage import Triage
from tests.core.given import ALICE, NOW, PACK, decided, shown

TONGUES = ("en", "nl")
PHRASES = PACK.phrases["en"]
NAMES = {
    "en": {"language.en": "English", "language.nl": "Dutch", "language.automatic_words": "auto"},
    "nl": {
        "language.en": "Engels",
        "language.nl": "Nederlands",
        "language.automatic_words": "zelf",
    },
}
BOTH = PACK.model_copy(
    update={
        "locales": TONGUES,
        "writings": dict.fromkeys(TONGUES, PACK.writings["en"]),
        "articles": {"en": PACK.articles["en"], "nl": {}},
        "phrases": {
            "en": PHRASES | NAMES["en"],
            "nl": {key: f"NL {text}" for key, text in PHRASES.items()} | NAMES["nl"],
        },
    }
)
DUTCH = ALICE.model_copy(update={"locale": "nl-BE"})


def _triage(*, sure: bool) -> Triage:
    return Triage(language="nl", topic="contact", topics=(), confidence=0.5, sure_of_language=sure)


@pytest.mark.parametrize(
    ("name", "locale"),
    [
        ("nl", "nl"),
        (" Dutch ", "nl"),
        ("NEDERLANDS", "nl"),
        ("engels", "en"),
        ("auto", ""),
        ("zelf", ""),
    ],
)
def test_a_language_is_chosen_by_tag_or_by_any_of_its_names(name: str, locale: str) -> None:
    decision = decided(ALICE, Language(name=name), pack=BOTH)
    assert decision.effects == (LanguageChosen(person=ALICE.key, locale=locale),)
    assert shown(decision).title.startswith("NL ") is (locale == "nl")


@pytest.mark.parametrize("name", ["", "klingon"])
def test_what_is_no_language_offers_the_choice_and_changes_nothing(name: str) -> None:
    decision = decided(ALICE, Language(name=name), pack=BOTH)
    assert decision.effects == ()
    labels = [button.label for button in shown(decision).buttons]
    assert labels[:2] == ["English", "Nederlands"]
    assert len(labels) == 3


def test_the_profile_counts_where_nothing_else_does() -> None:
    assert shown(decided(DUTCH, Help(), pack=BOTH)).title.startswith("NL ")
    assert not shown(decided(ALICE, Help(), pack=BOTH)).title.startswith("NL ")


@pytest.mark.parametrize(
    ("chosen", "sure", "dutch"), [("", True, True), ("", False, False), ("en", True, False)]
)
def test_a_question_is_answered_in_its_language_unless_another_was_chosen(
    chosen: str, sure: bool, dutch: bool
) -> None:
    decision = decided(
        ALICE, Ask(question="Mag ik?"), pack=BOTH, triage=_triage(sure=sure), language=chosen
    )
    assert shown(decision).title.startswith("NL ") is dutch
    (question,) = decision.effects
    assert isinstance(question, Question)
    assert question.language == ("nl" if sure else "")


def test_the_form_and_the_case_go_on_in_the_language_of_the_question() -> None:
    kept = Question(
        id="q", person=ALICE, text="?", topic="sta", article=None, language="nl", at=NOW
    )
    form = decided(ALICE, OpenEscalation(question="q"), pack=BOTH, question=kept)
    assert shown(form).title.startswith("NL ")


def test_what_is_not_translated_comes_in_the_packs_language_with_a_note() -> None:
    dutch = shown(decided(DUTCH, Services(topic="sta"), pack=BOTH)).text
    assert "NL article.untranslated language=Engels" in dutch
    assert "Body of **sta**" in dutch
    assert "untranslated" not in shown(decided(ALICE, Services(topic="sta"), pack=BOTH)).text
