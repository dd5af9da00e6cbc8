"""The glossary that we ship: the terms of the official sources, and proposals marked as such."""

from collections.abc import Callable

import pytest

from core.decide.timing.dates import folded
from tests.packs.test_famhp import PACK

GLOSSARY = PACK.glossaries["en"]
Spoil = Callable[[str, str, str], None]
Check = Callable[[], list[str]]


def _names(id: str) -> dict[str, list[tuple[str, str]]]:
    term = next(term for term in GLOSSARY.terms if term.id == id)
    return {
        locale: [(name.text, name.standing) for name in term.names if name.locale == locale]
        for locale in GLOSSARY.languages
    }


@pytest.mark.parametrize(
    ("id", "locale", "names"),
    [
        ("nio", "nl", [("Nationaal Innovation Office", "official"),
                       ("Nationaal Innovatiebureau", "official")]),
        ("nio", "fr", [("National Innovation Office", "official")]),
        ("nio", "de", [("Nationales Innovationsbüro", "proposal")]),
        ("sta", "nl", [("wetenschappelijk-technisch advies (WTA)", "official")]),
        ("sta", "de", [("wissenschaftlich-technische Beratung", "proposal")]),
        ("sta_type_i", "fr", []),
        ("pim", "fr", [("réunion d'information sur le projet", "proposal")]),
        ("rms", "nl", [("rapporterende lidstaat", "official")]),
        ("rms", "fr", [("État membre rapporteur", "proposal")]),
        ("ethics_committee", "fr", [("comité d'éthique", "seen")]),
        ("sme", "nl", [("kmo", "official")]),
        ("hospital_exemption", "fr", [("exemption hospitalière", "official")]),
        ("ctr", "de", []),
    ],
)  # fmt: skip
def test_equivalents_are_those_of_the_sources(
    id: str, locale: str, names: list[tuple[str, str]]
) -> None:
    assert _names(id)[locale] == names


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("RMS", ["rms", "reference_member_state"]),
        ("CMS", ["msc"]),
        ("WTA", ["sta"]),
        ("FAGG", ["famhp"]),
        ("kmo", ["sme"]),
        ("ziekenhuisvrijstelling", ["hospital_exemption"]),
        ("essai clinique", ["clinical_trial"]),
        ("ATMP", ["atmp"]),
    ],
)
def test_words_lead_to_their_terms(word: str, ids: list[str]) -> None:
    found = [t.id for t in GLOSSARY.terms if folded(word) in map(folded, t.words())]
    assert found == ids


@pytest.mark.parametrize("locale", PACK.locales)
def test_every_term_has_a_meaning_in_every_language(locale: str) -> None:
    own = PACK.glossaries[locale]
    assert [term.id for term in own.terms] == [term.id for term in GLOSSARY.terms]
    same = [a.id for a, b in zip(own.terms, GLOSSARY.terms, strict=True) if a.meaning == b.meaning]
    assert locale == "en" or same == []
    assert all("{{" not in term.meaning for term in own.terms)
    assert all(term.name(locale) and len(term.name(locale)) <= 150 for term in own.terms)


FILE = """\
as_of: 2026-11-01
review_by: 2027-05-31
languages: {en: English}
terms:
  advice: {names: {en: {official: [advice]}}, sources: [page], see: sta}
"""


@pytest.fixture
def termed(spoil: Spoil) -> None:
    spoil("glossary.yaml", "", FILE)
    spoil("en/glossary.yaml", "", "advice: What one is told.\n")


@pytest.mark.usefixtures("termed")
def test_a_small_glossary_has_no_problem(check: Check) -> None:
    assert check() == []


@pytest.mark.usefixtures("termed")
@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("glossary.yaml", "see: sta", "see: x", "no article is called 'x'"),
        ("glossary.yaml", "names: {en", "names: {xx", "'xx' is not one of the languages"),
        ("glossary.yaml", "official", "guessed", "terms.advice.names.en"),
        ("glossary.yaml", "sources: [page]", "sources: [x]", "no source is called 'x'"),
        ("glossary.yaml", "2027-05-31", "2026-05-31", "is past its review_by"),
        ("glossary.yaml", "  advice:", "  other:", "'other' has no meaning"),
        ("en/glossary.yaml", "advice:", "x: X.\nadvice:", "glossary.yaml has no 'x'"),
        ("en/glossary.yaml", "told.", "told in 5 days.", "a period ('5 days') belongs into facts"),
        ("en/glossary.yaml", "told.", "*told*.", "emphasis is outside of our Markdown"),
    ],
)
def test_what_is_wrong_is_found(
    spoil: Spoil, check: Check, file: str, old: str, new: str, problem: str
) -> None:
    spoil(file, old, new)
    assert any(problem in found for found in check()), check()
