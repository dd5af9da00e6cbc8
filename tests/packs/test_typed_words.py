"""What staff type in the thread of a card, in the four languages of the pack that we ship."""

from datetime import UTC, date, datetime

import pytest

from core.decide.casework.snoozing import moment
from core.decide.casework.vocabulary import WORDS, own_word, spans, spellings, weekdays
from core.decide.casework.words import Drafted, Mistyped, chooses, read_typed
from core.decide.timing.dates import folded
from core.decide.timing.working_time import WorkingTime
from core.values import command as c
from core.values.week import Week
from tests.core.given import CASE, case
from tests.read_once import real

PACK = real(date(2026, 11, 27))[0]
CLOCK = WorkingTime(Week.model_validate({"mon-fri": "09:00-17:00"}), {})
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SAID = (
    ("!neem", c.Claim(case=CASE)),
    ("!prendre", c.Claim(case=CASE)),
    ("!Übernehmen", c.Claim(case=CASE)),
    ("!toewijzen @Nina", c.Assign(case=CASE, to="@Nina")),
    ("!réponse Oui.", Drafted(text="Oui.", then=c.Then.ANSWERED)),
    ("!reponse Oui.", Drafted(text="Oui.", then=c.Then.ANSWERED)),
    ("!Frage: Welche?", Drafted(text="Welche?", then=c.Then.WAITING)),
    ("!sluiten beantwoord", c.Close(case=CASE, outcome=c.Outcome.ANSWERED)),
    ("!clôturer réponse donnée", c.Close(case=CASE, outcome=c.Outcome.ANSWERED)),
    ("!schließen doppelt", c.Close(case=CASE, outcome=c.Outcome.DUPLICATE)),
    ("!schliessen doppelt", c.Close(case=CASE, outcome=c.Outcome.DUPLICATE)),
    ("!doorsturen CTR omdat x", c.Reroute(case=CASE, queue="CTR", because="x")),
    ("!transférer ctr parce que y", c.Reroute(case=CASE, queue="ctr", because="y")),
    ("!heropenen", c.Reopen(case=CASE)),
    ("!wiederöffnen weil es Neues gibt", c.Reopen(case=CASE, because="es Neues gibt")),
    ("!reopen because", c.Reopen(case=CASE)),
    ("!zurückholen", c.Recall(case=CASE, entry=0)),
    ("!phoned It is blue.", c.Phoned(case=CASE, text="It is blue.")),
    ("!gebeld Hij is blauw.", c.Phoned(case=CASE, text="Hij is blauw.")),
    ("!téléphoné Il est bleu.", c.Phoned(case=CASE, text="Il est bleu.")),
    ("!angerufen: Es ist blau.", c.Phoned(case=CASE, text="Es ist blau.")),
    ("!appel", c.OpenPhoned(case=CASE)),
    ("!hilfe", c.StaffHelp(case=CASE)),
    ("!antwortem Ja.", Mistyped(word="antwortem", meant="antworten")),
    ("!œuvre", Mistyped(word="œuvre", meant="")),
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), SAID)
def test_staff_type_in_their_language(text: str, meant: object) -> None:
    assert read_typed(text, case(), PACK) == meant


@pytest.mark.parametrize("text", ["!", "! ", "!!! urgent", "!5", "wow!"])
def test_what_is_no_word(text: str) -> None:
    assert read_typed(text, case(), PACK) is None


def test_no_word_means_two_things() -> None:
    meant: dict[str, str] = {}
    for locale in PACK.locales:
        for word in WORDS:
            for spelling in PACK.say(f"typed_words.{word}", locale).split():
                assert meant.setdefault(folded(spelling), word) == word, (locale, spelling)
    assert all(spellings(PACK)[word] == word for word in WORDS)
    assert all(read_typed(f"!{word}", case(), PACK) for word in meant)
    assert {len(set(weekdays(PACK).values())), len(set(spans(PACK).values()))} == {7, 3}


def test_each_language_has_its_own_words() -> None:
    claims = {own_word(PACK, locale, "claim") for locale in PACK.locales}
    assert claims == {"claim", "neem", "prendre", "übernehmen"}


@pytest.mark.parametrize("text", ["!assign @Nina", "!toewijzen Nina", " !attribuer Nina"])
def test_whom_to_assign_is_asked_in_every_language(text: str) -> None:
    assert chooses(text, PACK)
    assert not chooses("assign", PACK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 December", "12-15"), ("15 décembre", "12-15"), ("5 Dezember 2026", "12-07"),
        ("17/12/2026", "12-17"), ("17.12.2026", "12-17"), ("2026-12-17", "12-17"),
        ("December 15", "12-15"),
        ("morgen", "11-30"), ("demain", "11-30"), ("tomorrow", "11-30"),
        ("2 dagen", "12-01"), ("2 jours", "12-01"), ("2 Tage", "12-01"), ("2d", "12-01"),
        ("1 semaine", "12-04"), ("1 week", "12-04"), ("2 Wochen", "12-11"),
        ("vrijdag", "12-04"), ("lundi", "11-30"), ("Mittwoch", "12-02"), ("thu", "12-03"),
        ("15 Dezembre 2026 vielleicht", None), ("2 dozen", None), ("15 d 3 h", None),
        ("vandaag", None), ("1 mai", "05-03"), ("frobnicate", None), ("31/11/2026", None),
        ("in 2 days or so", None),
    ],
)  # fmt: skip
def test_moments_in_every_language(text: str, expected: str | None) -> None:
    """Of a text that is not understood as a whole nothing is taken."""
    at = moment(text, FRIDAY, CLOCK, PACK)
    assert (f"{at:%m-%d %H:%M}" if at else None) == (
        None if expected is None else f"{expected} {'07' if expected == '05-03' else '08'}:00"
    )


def test_hours_go_on_when_somebody_works() -> None:
    for text in ("3 heures", "3 uur", "3 Stunden", "3h"):
        assert moment(text, FRIDAY, CLOCK, PACK) == FRIDAY.replace(hour=12)
    assert moment("9 h", FRIDAY, CLOCK, PACK) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
