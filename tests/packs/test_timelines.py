"""The timelines that we ship, against dates that were computed by hand."""

from collections.abc import Callable
from datetime import date

import pytest

from core.decide.timing.clock import course
from core.values.timeline import TimelineTable
from tests.packs.test_famhp import PACK

TABLE = PACK.timelines["en"]
Spoil = Callable[[str, str, str], None]
Check = Callable[[], list[str]]

BY_HAND = [
    # From Monday 4 May 2026. May has 31 days: day 27 is 31 May; June 30: day 57 is 30 June;
    # July 31: day 88 is 31 July; August 31: day 119 is 31 August; September 30: day 149.
    ("belgium_early", False, date(2026, 5, 24), date(2026, 7, 2)),  # 20; 59 - 57 = 2
    ("belgium_late", False, date(2026, 6, 8), date(2026, 7, 22)),  # 35 - 27 = 8; 79 - 57 = 22
    ("eu", False, date(2026, 7, 3), date(2026, 8, 18)),  # 60 - 57 = 3; 106 - 88 = 18
    ("fast_eu", False, date(2026, 7, 13), date(2026, 7, 13)),  # 70 - 57 = 13
    ("modification", False, date(2026, 6, 22), date(2026, 8, 7)),  # 49 - 27 = 22; 95 - 88 = 7
    ("add_state", False, date(2026, 6, 25), date(2026, 7, 26)),  # 52 - 27 = 25; 83 - 57 = 26
    # Advanced therapies: 10 more in Belgium, 50 more on part I; none known for the others.
    ("belgium_early", True, date(2026, 6, 3), date(2026, 7, 12)),  # 30 - 27 = 3; 69 - 57 = 12
    ("belgium_late", True, date(2026, 6, 18), date(2026, 8, 1)),  # 45 - 27 = 18; 89 - 88 = 1
    ("eu", True, date(2026, 8, 22), date(2026, 10, 7)),  # 110 - 88 = 22; 156 - 149 = 7
    ("modification", True, date(2026, 6, 22), date(2026, 8, 7)),
    ("add_state", True, date(2026, 6, 25), date(2026, 7, 26)),
]


@pytest.mark.parametrize(("scheme", "advanced", "least", "most"), BY_HAND)
def test_dates_by_hand(scheme: str, advanced: bool, least: date, most: date) -> None:
    found = TABLE.scheme(scheme)
    assert found
    made = course(found, date(2026, 5, 4), TABLE.stops, advanced=advanced)
    assert (made.least.day, made.most.day) == (least, most)


@pytest.mark.parametrize(
    ("scheme", "steps"),
    [
        # validation 5 (20); 5 + 15 (20 + 39)
        ("belgium_early", [("9 May", "24 May"), ("24 May", "2 July")]),
        # validation 7 (22); 7 + 28 (22 + 57)
        ("belgium_late", [("11 May", "26 May"), ("8 June", "22 July")]),
        # 10 (25); 55 (101); 60 (106): 55 - 27 = 28 June; 101 - 88 = 13 August
        ("eu", [("14 May", "29 May"), ("28 June", "13 August"), ("3 July", "18 August")]),
        # 6 (21); 44 (90); 49 (95): 44 - 27 = 17 June; 90 - 88 = 2 August
        ("modification", [("10 May", "25 May"), ("17 June", "2 August"), ("22 June", "7 August")]),
    ],
)
def test_steps_by_hand(scheme: str, steps: list[tuple[str, str]]) -> None:
    found = TABLE.scheme(scheme)
    assert found
    legs = course(found, date(2026, 5, 4), TABLE.stops).legs
    assert [(f"{a.day.day} {a.day:%B}", f"{b.day.day} {b.day:%B}") for a, b in
            ((leg.least, leg.most) for leg in legs)] == steps  # fmt: skip


def test_the_stop_of_2024_moves_what_passes_it_by_16_days() -> None:
    found = TABLE.scheme("eu")
    assert found
    made = course(found, date(2024, 12, 2), TABLE.stops)
    # 2 December + 29 is 31 December; 60 - 29 = 31 January; + 16 days of the stop = 16 February
    assert made.least.day == date(2025, 2, 16)
    # 106 - 29 = 77; January 31: 46; February 28: 18 March; + 16 = 3 April
    assert made.most.day == date(2025, 4, 3)


def test_what_the_sources_do_not_tell_is_not_in_the_table() -> None:
    winters = {stop.first.year for stop in TABLE.stops}
    assert winters == {2023, 2024}
    for id in ("modification", "add_state", "fast_eu"):
        scheme = TABLE.scheme(id)
        assert scheme
        assert sum(stage.advanced for stage in scheme.stages) == 0


@pytest.mark.parametrize("locale", PACK.locales)
def test_every_language_has_the_same_table(locale: str) -> None:
    own = PACK.timelines[locale]

    def bones(table: TimelineTable) -> object:
        return [
            (s.id, s.since, s.sources, [(g.id, g.days, g.longest, g.advanced) for g in s.stages])
            for s in table.schemes
        ]

    assert bones(own) == bones(TABLE)
    assert len(own.clock) == len(TABLE.clock)
    assert locale == "en" or own.version != TABLE.version
    assert all(len(scheme.label) <= 75 for scheme in own.schemes)


@pytest.mark.parametrize("locale", PACK.locales)
def test_months_are_twelve_in_every_language(locale: str) -> None:
    assert len(PACK.phrases[locale]["timeline.months"].split()) == 12


FILE = """\
article: fees
as_of: 2026-11-01
review_by: 2027-05-31
sources: [page]
schemes:
  quick:
    since: since
    confidence: medium
    sources: [page]
    total: [five, five]
    stages:
      check: {days: five, longest: five}
clock_stops:
  - {first: 2024-12-23, last: 2025-01-07, source: page}
"""
WORDS = """\
schemes:
  quick: {label: Quick, note: Fast., stages: {check: {label: Check, rule: A rule}}}
advanced: [atmp]
clock: [Questions.]
"""


@pytest.fixture
def timed(spoil: Spoil) -> None:
    fact = "source: page, as_of: 2026-11-01, confidence: high}\n"
    new = f"five: {{value: '5', {fact}since: {{value: 1 January 2026, {fact}mail:"
    spoil("facts.yaml", "mail:", new)
    spoil("timelines.yaml", "", FILE)
    spoil("en/timelines.yaml", "", WORDS)


@pytest.mark.usefixtures("timed")
def test_a_small_table_has_no_problem(check: Check) -> None:
    assert check() == []


@pytest.mark.usefixtures("timed")
@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("timelines.yaml", "[five, five]", "[staff, five]", ":10: error: the steps make 5 days"),
        ("timelines.yaml", "article: fees", "article: x", ":1: error: no article is called 'x'"),
        ("timelines.yaml", "days: five", "days: six", ":12: error: no fact is called 'six'"),
        ("timelines.yaml", "days: five", "days: cut", "'cut' is not a number of days"),
        ("timelines.yaml", "since: since", "since: mail", "'mail' is not a day"),
        ("timelines.yaml", "last: 2025", "last: 2023", "the last day is before the first"),
        ("timelines.yaml", "source: page}", "source: x}", "no source is called 'x'"),
        ("timelines.yaml", "  quick:", "  slow:", "'slow' has no text"),
        ("timelines.yaml", "review_by: 2027", "review_by: 2026", "is past its review_by"),
        ("en/timelines.yaml", "check: {", "other: {", "'check' has no text"),
        ("en/timelines.yaml", "clock: [Questions.]", "clock: []", "no words for 'clock'"),
        ("en/timelines.yaml", "Fast.", "In 5 days.", "a period ('5 days') belongs into facts"),
        ("en/timelines.yaml", "Questions.", "'# Questions'", "a heading is outside"),
    ],
)
def test_what_is_wrong_is_found(
    spoil: Spoil, check: Check, file: str, old: str, new: str, problem: str
) -> None:
    spoil(file, old, new)
    assert any(problem in found for found in check()), check()
