"""`define`: a term by any of its names, in every language, its standing said; nothing invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.answering.glossary import nearest_terms
from core.values.command import Define, OpenEscalation, Services
from core.values.message import Message
from tests.core.given import ALICE, GLOSSARY, PACK, STEADY, decided, shown


def _defined(term: str) -> Message:
    return shown(decided(ALICE, Define(term=term)))


@pytest.mark.parametrize(
    "word",
    ["advice", "STA", "sta", " sta? ", "Advice (STA)", '"STA"'],
)
def test_a_term_is_found_by_any_of_its_names(word: str) -> None:
    message = _defined(word)
    assert message.title == "glossary.title term=advice (STA)"
    assert message.text.startswith("What one is told.")
    assert "(https://office.example/page)" in message.text
    assert [(fact.label, fact.value) for fact in message.facts] == [
        ("English", "glossary.official term=advice (STA)"),
        ("Français", "glossary.no_name"),
    ]
    commands = [button.command for button in message.buttons]
    assert commands == [Services(topic="sta"), Define(), OpenEscalation()]
    assert "version=v1" in message.footer


@pytest.mark.parametrize("word", ["etat premier", "ÉTAT PREMIER", "leading state"])
def test_accents_and_other_words_are_understood(word: str) -> None:
    assert "The State that leads." in _defined(word).text


def test_a_word_for_two_terms_shows_both() -> None:
    message = _defined("RMS")
    assert "**Reporting State:** The State that leads." in message.text
    assert "**État ancien:** Another **leading** State." in message.text
    labels = {fact.label: fact.value for fact in message.facts}
    assert labels["Reporting State, Français"] == "glossary.proposal term=État premier"
    assert labels["État ancien, Français"] == (
        "glossary.seen term=État ancien; glossary.proposal term=vieil État"
    )
    assert Services(topic="old") not in [button.command for button in message.buttons]


@pytest.mark.parametrize(
    ("word", "suggested"),
    [("rmss", "rms"), ("advise", "advice"), ("Reporting Stat", "rms"), ("leading", "rms")],
)
def test_a_typo_gets_the_nearest_terms(word: str, suggested: str) -> None:
    assert nearest_terms(GLOSSARY, word)[0].id == suggested
    message = _defined(word)
    assert f"glossary.did_you_mean words={word}" in message.text
    assert Define(term=suggested) in [button.command for button in message.buttons]


def test_an_unknown_word_gets_no_meaning() -> None:
    message = _defined("xyzzy [x](https://evil)")
    assert "glossary.unknown" in message.text
    assert "](https://evil)" not in message.text
    assert [button.command for button in message.buttons] == [Define(), OpenEscalation()]


def test_the_list_has_every_term_and_marks_proposals() -> None:
    text = _defined("").text.replace("\\", "")
    for term in GLOSSARY.terms:
        assert term.name("en") in text
    pack = PACK.model_copy(
        update={"locales": ("fr",), "default_locale": "fr"}
        | {
            name: {"fr": getattr(PACK, name)["en"]}
            for name in (
                "phrases",
                "glossaries",
                "articles",
                "trees",
                "fees",
                "timelines",
                "writings",
            )
        }
    )
    french = shown(decided(ALICE, Define(), pack=pack)).text.replace("\\", "")
    assert "glossary.proposal term=État premier – RMS" in french


def test_past_its_review_it_is_not_served() -> None:
    late = datetime(2027, 1, 1, 12, tzinfo=UTC)
    message = shown(decided(ALICE, Define(term="STA"), now=late))
    assert "article.expired" in message.text
    assert message.facts == ()


def test_a_pack_without_a_glossary_says_so() -> None:
    pack = PACK.model_copy(update={"glossaries": {}})
    assert "glossary.none" in shown(decided(ALICE, Define(term="STA"), pack=pack)).text


@given(st.text(max_size=200))
@STEADY
def test_any_words_get_an_answer_with_a_way_on(words: str) -> None:
    message = _defined(words)
    assert OpenEscalation() in [button.command for button in message.buttons]
