"""Counting days: hand-computed dates, and what holds for every day of every year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.timing.clock import (
    counted,
    course,
    next_working_day,
    stands_still,
    stops_within,
    unknown_winters,
)
from core.values.timeline import ClockStop, Scheme
from tests.core.given import CALENDAR, PAGE, STEADY, TIMELINES

WINTER = TIMELINES.stops
QUICK, WHOLE = TIMELINES.schemes
DAYS = st.dates(date(2022, 1, 31), date(2099, 12, 31))
SPANS = st.lists(st.tuples(st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.integers(0, 40)))


def _stops(spans: list[tuple[date, int]]) -> tuple[ClockStop, ...]:
    made = (ClockStop(first=day, last=day + timedelta(days=n), source=PAGE) for day, n in spans)
    return tuple(sorted(made, key=lambda stop: stop.first))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # 4 May + 27 is 31 May; 59 - 27 = 32; June has 30: 2 July
        (date(2026, 5, 4), 59, date(2026, 7, 2)),
        # 20 February + 9 is 29 February 2028, a leap year; 20 - 9 = 11
        (date(2028, 2, 20), 20, date(2028, 3, 11)),
        # the same in 2027: 8 days to 28 February; 20 - 8 = 12
        (date(2027, 2, 20), 20, date(2027, 3, 12)),
        # 2 December 2024: day 20 is 22 December; the stop ends on 7 January; day 21 is the 8th
        (date(2024, 12, 2), 20, date(2024, 12, 22)),
        (date(2024, 12, 2), 21, date(2025, 1, 8)),
        # day 21 is 8 January, so day 44 is the 31st and day 60 is 16 February
        (date(2024, 12, 2), 60, date(2025, 2, 16)),
        # submitted within the stop: day 1 is 8 January, day 10 the 17th
        (date(2024, 12, 27), 10, date(2025, 1, 17)),
        (date(2024, 12, 22), 1, date(2025, 1, 8)),
        (date(2025, 1, 7), 1, date(2025, 1, 8)),
        (date(2025, 1, 8), 1, date(2025, 1, 9)),
        (date(2024, 12, 27), 0, date(2024, 12, 27)),
    ],
)
def test_days_by_hand(start: date, days: int, end: date) -> None:
    assert counted(start, days, WINTER) == end


@given(DAYS, st.integers(0, 200))
@STEADY
def test_without_stops_it_is_the_calendar(start: date, days: int) -> None:
    assert counted(start, days, ()) == start + timedelta(days=days)


@given(DAYS, st.integers(0, 90), st.integers(0, 90), SPANS)
@STEADY
def test_counting_on_is_counting_at_once(
    start: date, one: int, two: int, spans: list[tuple[date, int]]
) -> None:
    stops = _stops(spans)
    assert counted(counted(start, one, stops), two, stops) == counted(start, one + two, stops)


@given(DAYS, st.integers(1, 90), SPANS)
@STEADY
def test_no_last_day_lies_within_a_stop_and_a_stop_only_delays(
    start: date, days: int, spans: list[tuple[date, int]]
) -> None:
    stops = _stops(spans)
    end = counted(start, days, stops)
    assert not stands_still(end, stops)
    still = sum(
        stands_still(start + timedelta(days=n + 1), stops) for n in range((end - start).days)
    )
    assert end == start + timedelta(days=days + still)


@given(DAYS, st.sampled_from(TIMELINES.schemes), st.booleans(), SPANS)
@STEADY
def test_steps_follow_each_other(
    start: date, scheme: Scheme, advanced: bool, spans: list[tuple[date, int]]
) -> None:
    made = course(scheme, start, _stops(spans), advanced=advanced)
    before = (start, start)
    for leg in made.legs:
        assert (leg.starts.day, leg.starts_latest.day) == before
        assert leg.starts.day < leg.least.day <= leg.most.day
        before = (leg.least.day, leg.most.day)
    assert made.least.number == sum(s.days + advanced * s.advanced for s in scheme.stages)
    assert made.most.number == sum(s.longest + advanced * s.advanced for s in scheme.stages)


@given(DAYS, st.sampled_from(TIMELINES.schemes), SPANS)
@STEADY
def test_who_submits_later_is_never_earlier(
    start: date, scheme: Scheme, spans: list[tuple[date, int]]
) -> None:
    stops = _stops(spans)
    today, tomorrow = (course(scheme, start + timedelta(days=n), stops) for n in (0, 1))
    assert today.least.day <= tomorrow.least.day
    assert today.most.day <= tomorrow.most.day


def test_parts_make_their_step_and_extra_days_make_them_unknown() -> None:
    leg = course(WHOLE, date(2026, 5, 4), ()).legs[0]
    # 35 - 27 = 8 June; 70 - 27 - 30 = 13 July
    assert [mark.day for mark in leg.parts] == [date(2026, 6, 8), date(2026, 7, 13)]
    stage = WHOLE.stages[0].model_copy(update={"advanced": 50})
    longer = WHOLE.model_copy(update={"stages": (stage,)})
    assert course(longer, date(2026, 5, 4), (), advanced=True).legs[0].parts == ()


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 5, 4), date(2026, 5, 4)),  # a Monday
        (date(2026, 5, 9), date(2026, 5, 11)),  # a Saturday
        (date(2026, 5, 14), date(2026, 5, 15)),  # Ascension
        (date(2026, 5, 24), date(2026, 5, 26)),  # the Sunday before Whit Monday
        (date(2024, 12, 22), date(2025, 1, 8)),  # the Sunday before the stop
        (date(2024, 12, 24), date(2025, 1, 8)),
    ],
)
def test_a_last_day_moves_to_the_next_working_day(day: date, then: date) -> None:
    assert next_working_day(day, CALENDAR, WINTER) == then


@pytest.mark.parametrize(
    ("first", "last", "known", "unknown"),
    [
        (date(2026, 5, 4), date(2026, 8, 18), 0, []),
        (date(2024, 12, 2), date(2025, 2, 16), 1, []),
        (date(2024, 12, 2), date(2026, 2, 16), 1, [2025]),
        (date(2026, 12, 10), date(2027, 1, 3), 0, [2026]),
        (date(2027, 1, 5), date(2027, 2, 5), 0, [2026]),
        (date(2027, 1, 8), date(2027, 12, 22), 0, []),
        (date(2025, 11, 1), date(2028, 1, 1), 0, [2025, 2026, 2027]),
    ],
)
def test_winters_without_an_announcement_are_unknown(
    first: date, last: date, known: int, unknown: list[int]
) -> None:
    assert len(stops_within(first, last, WINTER)) == known
    assert [winter.first.year for winter in unknown_winters(first, last, WINTER)] == unknown


def test_without_any_known_winter_none_is_supposed() -> None:
    assert unknown_winters(date(2026, 1, 1), date(2027, 1, 1), ()) == ()
