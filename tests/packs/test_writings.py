"""Days, figures and holidays as each language writes them."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.packs.writings import is_known, writing
from core.decide.voice import Voice
from tests.packs.test_famhp import PACK

DAY = date(2026, 5, 8)


@pytest.mark.parametrize(
    ("locale", "day", "short", "money"),
    [
        ("en", "Fri 8 May 2026", "8 May", "EUR 8,299.41"),
        ("nl", "vr 8 mei 2026", "8 mei", "8.299,41"),
        ("fr", "ven. 8 mai 2026", "8 mai", "8\u202f299,41"),
        ("de", "Fr., 8. Mai 2026", "8. Mai", "8.299,41"),
    ],
)
def test_days_and_amounts(locale: str, day: str, short: str, money: str) -> None:
    voice = Voice(PACK, locale)
    assert (voice.day(DAY), voice.short_day(DAY)) == (day, short)
    assert money in voice.money(Decimal("8299.41"))


@pytest.mark.parametrize(
    ("locale", "christmas", "king"),
    [
        ("en", "Christmas Day", "King's Feast"),
        ("nl", "Kerstmis", "Feest van de Dynastie"),
        ("fr", "Noël", "Fête du Roi"),
        ("de", "Weihnachten", "Fest des Königs"),
    ],
)
def test_holidays_are_named_in_the_readers_language(locale: str, christmas: str, king: str) -> None:
    voice = Voice(PACK, locale)
    assert voice.holiday(date(2026, 12, 25)) == christmas
    assert voice.holiday(date(2027, 11, 15)) == king
    assert voice.holiday(DAY) is None


def test_every_working_day_has_no_name_and_every_closed_day_has_one_in_all_languages() -> None:
    for day in PACK.calendar.closed:
        assert all(PACK.calendar.name(day, locale) for locale in PACK.locales)


@pytest.mark.parametrize(("locale", "region"), [("xx", "BE"), ("en", "QQ")])
def test_an_unknown_region_is_known_to_be_unknown(locale: str, region: str) -> None:
    assert not is_known(locale, region)


def test_a_pattern_of_the_pack_replaces_that_of_cldr() -> None:
    assert writing("en", "GB").day == "{weekday}, {day} {month} {year}"
    assert writing("en", "GB", "d MMM 'of' y").day == "{day} {month} of {year}"
