"""Adding a language is one folder: what is found, what falls back, what is reported."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from adapters.packs.loader import load_pack
from adapters.packs.problems import PackError
from core.values.pack import Pack

TODAY = date(2026, 11, 23)
Spoil = Callable[[str, str, str], None]
Check = Callable[[], list[str]]


@pytest.fixture
def dutch(tiny: Path, spoil: Spoil) -> Path:
    """A folder `nl` with everything but one phrase, one article and half of the tree."""
    article = (tiny / "en/articles/sta.md").read_text(encoding="utf-8")
    spoil("nl/articles/sta.md", "", article.replace("title: Advice", "title: Advies"))
    spoil("nl/facts.yaml", "", "money: 10 miljoen EUR\ncut: 75 procent\n")
    spoil("nl/phrases/help.yaml", "", "hello: Dag {name}, schrijf naar {{mail}}.\n")
    spoil(
        "nl/cta.yaml",
        "",
        "steps:\n  product: {ask: Wat?, rule: Verschillen., options: {medicine: Geneesmiddel}}\n",
    )
    spoil("nl/fees.yaml", "", 'applicants:\n  sme: {label: Kmo, note: "{{cut}} minder."}\n')
    return tiny


@pytest.fixture
def pack(dutch: Path) -> Pack:
    return load_pack(dutch, TODAY)


def test_a_folder_is_a_locale(pack: Pack) -> None:
    assert pack.locales == ("en", "nl")
    assert [pack.locale(tag) for tag in ("nl-BE", "nl_NL", "fr", "")] == ["nl", "nl", "en", "en"]


def test_what_is_translated_is_spoken(pack: Pack) -> None:
    assert pack.shelf("nl")["sta"].title == "Advies"
    assert pack.say("help.hello", "nl", name="An") == "Dag An, schrijf naar desk@example.org."
    assert pack.fees["nl"].applicants[0].note == "75 procent minder."
    assert pack.fees["nl"].sizes[0].turnover == pack.fees["en"].sizes[0].turnover


def test_what_is_missing_falls_back(pack: Pack) -> None:
    assert pack.shelf("nl")["fees"].locale == "en"
    assert pack.say("legal.general", "nl") == "General information."
    tree = pack.trees["nl"]["cta"]
    labels = [option.label for option in tree.steps["product"].options]
    assert labels == ["Geneesmiddel", "Something else"]
    assert (tree.title, tree.steps["place"].ask) == ("Are we involved?", "Where?")
    assert pack.fees["nl"].sizes[0].label == "Small"


def test_missing_translations_are_warnings(dutch: Path, check: Check) -> None:
    assert check() == [
        "en/articles/fees.md:1: warning: article 'fees' is not translated into nl",
        "en/cta.yaml:7: warning: 'place' is not translated into nl",
        "en/cta.yaml:12: warning: 'involved' is not translated into nl",
        "en/cta.yaml:13: warning: 'out' is not translated into nl",
        "en/phrases/legal.yaml:1: warning: phrases 'legal' is not translated into nl",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "nl/phrases/help.yaml",
            "{name}",
            "{naam}",
            "nl/phrases/help.yaml:1: error: placeholders differ between locales: naam, name",
        ),
        (
            "nl/phrases/help.yaml",
            "hello:",
            "dag: Dag.\nhello:",
            "nl/phrases/help.yaml:1: error: the default locale has no phrase 'dag'",
        ),
        (
            "nl/phrases/extra.yaml",
            "",
            "dag: Dag.\n",
            "nl/phrases/extra.yaml:1: error: the locale en has no phrases 'extra'",
        ),
        (
            "en/phrases/help.yaml",
            "hello:",
            "bye: Bye.\nhello:",
            "en/phrases/help.yaml:1: warning: phrase 'bye' is not translated into nl",
        ),
        (
            "nl/articles/x.md",
            "",
            "---\ntopic: sta\ntitle: X\nsummary: X.\nsources: [page]\nas_of: 2026-11-01\n"
            "review_by: 2027-01-01\nowner: office\nlegal_status: legal.general\n"
            "example_questions: [x]\nkeywords: [x]\n---\nX.\n",
            "nl/articles/x.md:1: warning: the locale en has no article 'x'",
        ),
        (
            "nl/facts.yaml",
            "money:",
            "x: x\nmoney:",
            "nl/facts.yaml:1: error: no fact is called 'x'",
        ),
    ],
)
def test_translations_are_compared(
    dutch: Path, spoil: Spoil, check: Check, file: str, old: str, new: str, problem: str
) -> None:
    before = check()
    spoil(file, old, new)
    assert set(check()) - set(before) == {problem}


def test_a_locale_can_be_held_back(dutch: Path, spoil: Spoil) -> None:
    spoil("pack.yaml", "topics:", "locales: [en]\ntopics:")
    assert load_pack(dutch, TODAY).locales == ("en",)


@pytest.mark.parametrize("line", ["default_locale: fr", "default_locale: en\nlocales: [en, fr]"])
def test_a_locale_without_folder_is_an_error(tiny: Path, spoil: Spoil, line: str) -> None:
    spoil("pack.yaml", "default_locale: en", line)
    with pytest.raises(PackError, match=r"pack.yaml:3: error: there is no folder fr/articles"):
        load_pack(tiny, TODAY)
