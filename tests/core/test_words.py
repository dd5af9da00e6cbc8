"""What people type becomes a command; what is no command is a question, and nothing is lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.seldom import SELDOM
from core.decide.words import WORDS, in_words_of, nearest, read_amount, read_command
from core.values.command import (
    Ask,
    Command,
    Cta,
    Define,
    ExportRecord,
    Fees,
    Help,
    HowTo,
    Join,
    Language,
    ListAffected,
    ListCases,
    OpenEscalation,
    OpenSmeTest,
    Replay,
    Report,
    Say,
    Services,
    ShowCase,
    SmeTest,
    Timeline,
    Unknown,
    Verify,
)
from tests.core.given import CASE, STEADY

EVERY_COMMAND: list[tuple[str, Command]] = [
    ("", Help()),
    ("   ", Help()),
    ("?", Help()),
    ("help", Help()),
    ("HELP", Help()),
    ("hello", Help()),
    ("/help", Help()),
    ("!help", Help()),
    ("/innovation", Help()),
    ("/innovation help", Help()),
    ("/Innovation  fees", Fees()),
    ("services", Services()),
    ("service sta", Services(topic="sta")),
    ("services  portfolio meeting ", Services(topic="portfolio meeting")),
    ("fees", Fees()),
    ("fee sme", Fees(who="sme")),
    ("fees sme 8299.41", Fees(who="sme", amount=Decimal("8299.41"))),
    ("fees sme type 2 2017", Fees(who="sme", year=2017, kind="II")),
    ("fees 2026", Fees(year=2026)),
    ("fees sme 2026 1500", Fees(who="sme", year=2026, amount=Decimal(1500))),
    ("fees type III university", Fees(who="university", kind="III")),
    ("fees sme 2017.00", Fees(who="sme", amount=Decimal("2017.00"))),
    ("fees sme € 2017", Fees(who="sme", amount=Decimal(2017))),
    ("fees sme 2017 EUR", Fees(who="sme", amount=Decimal(2017))),
    ("fees check", Cta(tree="fee_check")),
    ("fees check sta yes", Cta(tree="fee_check", path=("sta", "yes"))),
    ("fees test", OpenSmeTest()),
    ("fees test 40 8m 9m", SmeTest(own="40 8m 9m")),
    ("define RMS", Define(term="RMS")),
    ("define", Define()),
    ("glossary", Define()),
    ("cta", Cta()),
    ("cta timeline 2026-05-04 phase 1", Timeline(words="2026-05-04 phase 1")),
    ("cta replay cta/a=b=c1", Replay(code="cta/a=b=c1")),
    ("cta replay", Replay(code="")),
    ("cta Timelines", Timeline()),
    ("timeline 4 May", Timeline(words="4 May")),
    ("cta medicine here", Cta(path=("medicine", "here"))),
    ("ask", Ask()),
    ("ask what is SNSA?", Ask(question="what is SNSA?")),
    ("ask\nwhat is\nSNSA?", Ask(question="what is\nSNSA?")),
    ("ask\u00a0what?", Ask(question="what?")),
    ("ask my drug payload adapter", Ask(question="my drug payload adapter")),
    ("ask /innovation is great", Ask(question="/innovation is great")),
    ("escalate", OpenEscalation()),
    ("escalate my thought", OpenEscalation(text="my thought")),
    ("cases", ListCases()),
    ("language", Language()),
    ("language nl", Language(name="nl")),
    ("case", ListCases()),
    (f"case {CASE}", ShowCase(case=CASE)),
    ("case 7k3f q2mg", ShowCase(case=CASE)),
    ("case 7K3F‑Q2MG", ShowCase(case=CASE)),
    ("case ZZZZ-ZZZA", ShowCase(case="ZZZZ-ZZZA")),
]

QUESTIONS = [
    "What is a portfolio meeting?",
    "help me choose between two services",
    "language rules for patient documents",
    "hello, is my app a device?",
    "cases where no application is needed",
    "case studies of drug-device combinations",
    "thanks",
    "\u202eevil reversed",
    "\U0001f9ec gene therapy \U0001f9ec",
    "/innovations are great",
    "x" * 40_000,
]


@pytest.mark.parametrize(("typed", "command"), EVERY_COMMAND)
def test_words_become_commands(typed: str, command: Command) -> None:
    assert read_command(typed) == command


@pytest.mark.parametrize("typed", QUESTIONS)
def test_other_words_are_a_question_kept_whole(typed: str) -> None:
    assert read_command(typed) == Ask(question=typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("servises", "services"),
        ("hepl", "help"),
        ("feees", "fees"),
        ("ctaa", "cta"),
        ("escalte", "escalate"),
        ("cses", "cases"),
        ("\u200fhelp", "help"),
        ("Sevices sta", "services"),
    ],
)
def test_a_typo_is_unknown_and_the_nearest_command_is_known(typed: str, meant: str) -> None:
    word, *after = typed.split()
    assert read_command(typed) == Unknown(word=word, after=" ".join(after))
    assert nearest(typed.split()[0]) == meant


SYNONYMS = {"diensten": "services", "gebühren": "fees", "frage": "ask", "taal": "language"}


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("diensten", Services()),
        ("/Diensten STA", Services(topic="STA")),
        ("gebühren kmu 100", Fees(who="kmu", amount=Decimal(100))),
        ("frage wer zahlt weniger als andere", Ask(question="wer zahlt weniger als andere")),
        ("taal nl", Language(name="nl")),
        ("dienstn", Unknown(word="dienstn")),
        ("gebuhren kmu", Unknown(word="gebuhren", after="kmu")),
    ],
)
def test_a_pack_has_its_own_words_for_commands(typed: str, command: Command) -> None:
    assert in_words_of(read_command(typed), SYNONYMS) == command


@pytest.mark.parametrize(
    "typed",
    ["gebühren für eine klinische Prüfung in Belgien", "wat zijn jullie diensten?", "zomaar iets"],
)
def test_a_sentence_stays_a_question_in_every_language(typed: str) -> None:
    assert in_words_of(read_command(typed), SYNONYMS) == Ask(question=typed)


def test_what_is_a_command_already_is_not_read_again() -> None:
    assert in_words_of(Say(text="diensten"), SYNONYMS) == Say(text="diensten")


@pytest.mark.parametrize("word", WORDS)
def test_each_command_is_its_own_nearest(word: str) -> None:
    assert nearest(word) == word


AMOUNTS = [
    ("8299.41", "8299.41"),
    ("8299,41", "8299.41"),
    ("8.299,41", "8299.41"),
    ("8,299.41", "8299.41"),
    ("8 299,41", "8299.41"),
    ("8\u00a0299,41", "8299.41"),
    ("8\u202f299", "8299"),
    ("8'299.41", "8299.41"),
    ("8’299", "8299"),
    ("8.299", "8299"),
    ("8,299", "8299"),
    ("1.299.000", "1299000"),
    ("1,299,000.5", "1299000.5"),
    ("0", "0"),
    ("0,5", "0.5"),
    ("12.", "12"),
    ("10000000", "10000000"),
    ("٣٤", "34"),
]
NO_AMOUNTS = [
    "10000001", "8299.415", "1.2.3", "1,2,3", "8.29,41.1", "12.34.567", "8,29.941", "1..5", "",
    "..", "1e5", "0x10", "1/2", "8.299'41", "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(("typed", "amount"), AMOUNTS)
def test_amounts_in_belgian_french_and_english_writing(typed: str, amount: str) -> None:
    assert read_amount(typed) == Decimal(amount)
    assert read_command(f"fees {typed} kmo") == Fees(who="kmo", amount=Decimal(amount))


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_what_cannot_be_an_amount_is_none(typed: str) -> None:
    assert read_amount(typed) is None


@pytest.mark.parametrize(
    ("typed", "who", "amount"),
    [
        ("fees sme €8299.41", "sme", "8299.41"),
        ("fees sme EUR 8.299,41", "sme", "8299.41"),
        ("fees 8299 euros for a kmo", "for a kmo", "8299"),
        ("fees 8299EUR", "", "8299"),
        ("fees 500,- sme", "sme", "500"),
        ("fees sme 1 299 000", "sme", "1299000"),
    ],
)
def test_an_amount_is_found_among_words(typed: str, who: str, amount: str) -> None:
    assert read_command(typed) == Fees(who=who, amount=Decimal(amount))


@pytest.mark.parametrize("who", ["8k", "75 %", "75%", "sme 1.2.3", "type2", "sme 99999999", "B2B"])
def test_a_number_that_is_no_amount_is_not_taken_for_one(who: str) -> None:
    assert read_command(f"fees {who}") == Fees(who=who)


@given(st.text(max_size=300))
@STEADY
def test_reading_never_fails(text: str) -> None:
    read_command(text)
    read_command(f"fees {text}")
    read_command(f"case {text}")


@given(st.decimals(0, 10_000_000, places=2))
@STEADY
def test_an_amount_written_in_any_of_the_ways_is_read_back(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    belgian = english.translate(str.maketrans(",.", ".,"))
    for written in (f"{amount:.2f}", english, belgian, belgian.replace(".", "\u202f")):
        assert read_amount(written) == amount


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("report", ""),
        ("report 2026-10", "2026-10"),
        ("report 10/2026", "2026-10"),
        ("report 9.2026", "2026-09"),
        ("report 2026/9", "2026-09"),
    ],
)
def test_a_month_as_people_write_it(text: str, month: str) -> None:
    assert read_command(text) == Report(month=month)


@pytest.mark.parametrize(
    "text", ["report 13/2026", "report 2026-00", "report 1999-01", "report 2026"]
)
def test_what_is_no_month_is_a_question(text: str) -> None:
    assert isinstance(read_command(text), Ask)


_BEHIND = (
    *("cases affected", "export cases", "cta timeline", "cta replay", "fees check", "fees test"),
    *("admin doctor", "admin test", "admin hold", "admin audit"),
)
_SPEAKS = {"ask": Ask(question=""), "escalate": OpenEscalation(text="")}


@pytest.mark.parametrize("word", [*WORDS, *SELDOM, *_BEHIND])
@pytest.mark.parametrize("dress", ["{}", "/{}", "!{}", "/innovation {}", "  {} "])
def test_no_word_alone_is_taken_for_a_question(word: str, dress: str) -> None:
    read = read_command(dress.format(word))
    assert not isinstance(read, Ask | Unknown) or read == _SPEAKS.get(word)
    assert read_command(dress.format(word.upper())) == read


@pytest.mark.parametrize("word", [w for w in SELDOM if isinstance(read_command(w), HowTo)])
def test_a_word_that_wants_more_says_how_it_is_used(word: str) -> None:
    assert isinstance(read_command(f"{word} nonsense"), Ask)
    assert isinstance(read_command(f"{word} my answer to the ethics committee"), Ask)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("record", HowTo(word="record")),
        ("verify", HowTo(word="verify")),
        ("join", HowTo(word="join")),
        (f"join {CASE}", HowTo(word="join")),
        ("export", HowTo(word="export")),
        ("export licence", Ask(question="export licence")),
        ("report october", Ask(question="report october")),
        ("report", Report()),
        ("report 2026-10", Report(month="2026-10")),
        ("report 10/2026", Report(month="2026-10")),
        ("report 9.2026", Report(month="2026-09")),
        ("report 2026/9", Report(month="2026-09")),
        ("report 13/2026", Ask(question="report 13/2026")),
        ("cases affected", HowTo(word="affected")),
        ("cases affected sta-fees", ListAffected(article="sta-fees")),
        (
            "Cases affected by the new regulation?",
            Ask(question="Cases affected by the new regulation?"),
        ),
        (f"record {CASE}", ExportRecord(case=CASE)),
        (f"verify {CASE} 3f9a", Verify(case=CASE, code="3f9a")),
        (f"join {CASE} abc", Join(case=CASE, code="abc")),
        ("record 7K3F-Q2M8", ShowCase(case="7K3F-Q2M8")),
        (
            "record keeping in trials, which rules?",
            Ask(question="record keeping in trials, which rules?"),
        ),
        ("report a side effect", Ask(question="report a side effect")),
        ("queue at the pharmacy", Ask(question="queue at the pharmacy")),
    ],
)
def test_words_with_a_number_of_a_case_behind_them(typed: str, command: Command) -> None:
    assert read_command(typed) == command
