"""Days that people type: each writing once, doubts said, and days that do not exist."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.answering.submission import reader
from core.decide.timing.dates import DayReader, NoDay, Read, folded
from tests.core.given import PACK, STEADY

TODAY = date(2026, 11, 27)
FOURTH = date(2026, 5, 4)
MONTHS = {
    **dict.fromkeys(("may", "mei", "mai"), 5),
    **dict.fromkeys(("december", "décembre", "déc", "Dezember", "dez"), 12),
    **dict.fromkeys(("maart", "mars", "März", "march"), 3),
    **dict.fromkeys(("août", "augustus"), 8),
}
READER = DayReader(MONTHS, {"today": 0, "aujourd'hui": 0, "demain": 1})


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        ("2026-05-04", FOURTH, ""),
        ("2026/5/4", FOURTH, ""),
        ("2026.05.04", FOURTH, ""),
        ("20260504", FOURTH, ""),
        ("2026-05-04 phase 1", FOURTH, "phase 1"),
        ("phase 2/3 2026-05-04", FOURTH, "phase 2/3"),
        ("4 May 2026", FOURTH, ""),
        ("on 4 May 2026, atmp", FOURTH, "on , atmp"),
        ("4th of May 2026", FOURTH, ""),
        ("May 4, 2026", FOURTH, ""),
        ("may 4 2026", FOURTH, ""),
        ("4. Mai 2026", FOURTH, ""),
        ("4 mei 2026", FOURTH, ""),
        ("le 4 mai 2026", FOURTH, "le"),
        ("4MAY2026", None, None),
        ("1er décembre 2026", date(2026, 12, 1), ""),
        ("1ER DECEMBRE 2026", date(2026, 12, 1), ""),
        ("24 déc. 2026", date(2026, 12, 24), ""),
        ("3. März 2027", date(2027, 3, 3), ""),
        ("15 aout 2027", date(2027, 8, 15), ""),
        ("25/12/2026", date(2026, 12, 25), ""),
        ("25.12.2026", date(2026, 12, 25), ""),
        ("25-12-26", date(2026, 12, 25), ""),
        ("12/25/2026", date(2026, 12, 25), ""),
        ("5/5/2026", date(2026, 5, 5), ""),
        ("29/2/2028", date(2028, 2, 29), ""),
        ("today", TODAY, ""),
        ("from today on", TODAY, "from on"),
        ("aujourd’hui", TODAY, ""),
        ("demain phase 1", date(2026, 11, 28), "phase 1"),
        ("٢٠٢٦-٠٥-٠٤", FOURTH, ""),
    ],
)
def test_writings(words: str, day: date | None, rest: str | None) -> None:
    read = READER.read(words, TODAY)
    if day is None:
        assert isinstance(read, NoDay)
    else:
        assert read == Read(day, rest or "")


@pytest.mark.parametrize(
    ("words", "day", "other"),
    [
        ("4/5/2026", FOURTH, date(2026, 4, 5)),
        ("04-05-2026", FOURTH, date(2026, 4, 5)),
        ("4.5.26", FOURTH, date(2026, 4, 5)),
        ("1/12/2026", date(2026, 12, 1), date(2026, 1, 12)),
    ],
)
def test_two_readings_are_both_given_the_day_first(words: str, day: date, other: date) -> None:
    assert READER.read(words, TODAY) == Read(day, "", other)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("4 May", date(2027, 5, 4)),
        ("27 december", date(2026, 12, 27)),
        ("24 déc", date(2026, 12, 24)),
        ("May 4", date(2027, 5, 4)),
    ],
)
def test_without_a_year_it_is_the_next_such_day(words: str, day: date) -> None:
    assert READER.read(words, TODAY) == Read(day, "", None, guessed_year=True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("31/2/2026", "31/2/2026"),
        ("2026-02-30", "2026-02-30"),
        ("29/2/2027", "29/2/2027"),
        ("32 May 2026", "32 may 2026"),
        ("0/0/2026", "0/0/2026"),
        ("20261301", "20261301"),
        ("99 mei", "99 mei"),
        ("0000-01-01", "0000-01-01"),
    ],
)
def test_a_day_that_does_not_exist_is_named(words: str, found: str) -> None:
    assert READER.read(words, TODAY) == NoDay(found)


@pytest.mark.parametrize(
    "words", ["", "soon", "phase 2/3", "4", "2026", "maybe 4", "1.2.3.4", "12345-67-89"]
)
def test_what_holds_no_day_is_no_day(words: str) -> None:
    assert READER.read(words, TODAY) == NoDay()


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
@STEADY
def test_every_day_is_read_in_each_writing(day: date) -> None:
    names = ["january", "february", "march", "april", "may", "june", "july"]
    names += ["august", "september", "october", "november", "december"]
    month = names[day.month - 1]
    read = reader(PACK).read
    for words in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month.title()} {day.day}, {day.year}",
        f"{day.day}/{day.month}/{day.year}",
    ):
        found = read(words, TODAY)
        assert isinstance(found, Read)
        assert found.day == day


@given(st.text(max_size=80))
@STEADY
def test_any_text_is_read_or_refused(words: str) -> None:
    assert isinstance(reader(PACK).read(words, TODAY), Read | NoDay)


def test_folding_drops_case_accents_and_spaces() -> None:
    assert folded("  FÉVRIER\u00a0 Straße ’") == "fevrier strasse '"
