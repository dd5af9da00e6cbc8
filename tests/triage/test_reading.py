"""How a question is read: mail threads, spelling, concepts, the folder's files."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.triage.book import BookError, read_book
from adapters.triage.concepts import Concepts, is_pattern
from adapters.triage.mail import asked
from adapters.triage.spelling import Spelling
from adapters.triage.teaching import learned
from adapters.triage.words import loud, words
from core.values.pack import Pack
from tests.core.given import ROOT
from tests.read_once import PACK as FAMHP

QUESTION = "Does our study need approval?"


@pytest.mark.parametrize(
    "mail",
    [
        f"{QUESTION}\n\nKind regards,\nAnn\nPharmacy of jobs",
        f"{QUESTION}\n\nOn Tue, 3 Mar 2026 at 10:00, Bob wrote:\n> what about fees",
        f"{QUESTION}\nMet vriendelijke groeten\nJan",
        f"From: Ann\nSubject: Fees\n{QUESTION}\n> older text\n> and more",
        f"{QUESTION}\nLe 3 mars 2026, Bob a écrit :\nautre chose",
        f"{QUESTION}\n-----Ursprüngliche Nachricht-----\nVon: Bob\nGebühren",
        f"{QUESTION} https://example.org/x?y=z",
    ],
)
def test_only_what_the_asker_wrote_is_read(mail: str) -> None:
    assert asked(mail) == QUESTION


def test_a_thread_without_own_words_is_read_itself() -> None:
    assert "registry study" in asked("FYI\n> Is our registry study a trial?")


def test_a_long_text_is_read_at_both_ends() -> None:
    read = asked("First point. " + "filler " * 3000 + "Last question?")
    assert read.startswith("First point.")
    assert read.endswith("Last question?")
    assert len(read) <= 2001


def test_words_have_no_case_and_no_accents() -> None:
    assert words("Straße, Œuvre: ÉTUDE n°2!") == ["strasse", "oeuvre", "etude", "n2"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("submissions", "submissions"),
        ("received", "received"),
        ("gesetzlichen", "gesetzlichen"),
        ("vivant", "vivant"),
        ("turns", "turns"),
        ("submissoin", "submission"),
        ("submissiom", "submission"),
        ("recieve", "receive"),
        ("gesetzlihe", "gesetzliche"),
        ("axes", "axe"),  # three letters are too few for a stem
    ],
)
def test_another_form_of_a_known_word_is_left_alone_and_a_typing_error_is_not(
    typed: str, read: str
) -> None:
    known = ("submission", "receive", "gesetzliche", "vivants", "turn", "axe")
    spelling = Spelling([("en", word) for word in known])
    assert spelling.mended([typed], Concepts({}), frozenset()) == [read]


@pytest.mark.parametrize("name", ["Ghent", "UGent", "Cologne", "Aachen", "metformine", "ePRO"])
def test_names_of_universities_towns_and_products_stay_as_they_are(pack: Pack, name: str) -> None:
    reader = learned(pack, read_book(FAMHP / "triage", pack)).reader
    assert reader.read(f"about {name} for us").words == ("about", name.lower(), "for", "us")


def test_spelling_prefers_the_language_of_the_other_words() -> None:
    spelling = Spelling([("en", "stale"), ("nl", "stalen"), ("nl", "onze"), ("en", "our")])
    concepts = Concepts({"fresh": ("stalex",), "cta": ("cta",)})

    def mended(text: str) -> str:
        return " ".join(spelling.mended(words(text), concepts, loud(text)))

    assert mended("onze stalem") == "onze stalen"
    assert mended("our stalem") == "our stale"
    assert mended("zzzzzz ou") == "zzzzzz ou"
    assert mended("our stalex") == "our stalex"
    assert mended("our CTXA, TCA or cat") == "our cta cta or cat"


def test_a_word_that_means_something_becomes_only_its_kin() -> None:
    spelling = Spelling([("en", "exemption"), ("en", "stale")])
    concepts = Concepts({"reduction": ("exempt*",), "fresh": ("stal*",)})
    assert spelling.mended(["exempton", "staler"], concepts, frozenset()) == ["exemption", "stale"]
    other = Concepts({"reduction": ("exempton",)})
    assert spelling.mended(["exempton"], other, frozenset()) == ["exempton"]


def test_concepts_are_found_in_phrases_and_inside_words() -> None:
    concepts = Concepts({"proef": ("klinische proef", "*studie"), "prijs": ("prij*",)})
    assert concepts.found(words("Prijzen van een klinische proef")) == {
        "prijs": "prijzen",
        "proef": "klinische proef",
    }
    assert concepts.found(words("Arzneimittelstudie")) == {"proef": "arzneimittelstudie"}
    assert concepts.found(words("proef klinische")) == {}


@pytest.mark.parametrize(
    ("text", "fits"), [("geneesmiddel*", True), ("Gebühr", False), ("a*", False), ("", False)]
)
def test_patterns_are_written_as_words_are_read(text: str, fits: bool) -> None:
    assert is_pattern(text) is fits


def test_a_pack_without_the_folder_has_an_empty_book(tmp_path: Path, pack: Pack) -> None:
    assert read_book(tmp_path / "triage", pack).examples == ()


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("en.yaml", "nonsense: {none: how}", "topic 'nonsense'"),
        ("en.yaml", "cta: {snsa: how}", "article 'snsa' of topic 'cta'"),
        ("concepts.yaml", "x: Ü*", "no pattern"),
        ("rules.yaml", "rules: [{id: a, all: [zzz], topic: cta}]", "concept 'zzz'"),
        ("rules.yaml", "ruls: []", "ruls"),
        ("en.yaml", "cta: [", "en.yaml"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, pack: Pack, file: str, text: str, says: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(BookError, match=says):
        read_book(tmp_path, pack)


def _asked_elsewhere() -> Iterator[str]:
    """Questions that measure triage: those beside the repository where there are some, and ours."""
    files = [
        *(ROOT / "benchmarks/questions").glob("*.jsonl"),
        ROOT / "../shared/questions-dev.jsonl",
    ]
    for path in files:
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            yield from (json.loads(line)["text"] for line in lines if line)


def test_what_measures_triage_does_not_teach_it(pack: Pack) -> None:
    shelves = pack.articles.values()
    taught = [e.text for e in read_book(FAMHP / "triage", pack).examples]
    taught += [q for shelf in shelves for a in shelf.values() for q in a.example_questions]
    known = {tuple(words(text)) for text in taught}
    assert [text for text in _asked_elsewhere() if tuple(words(text)) in known] == []
