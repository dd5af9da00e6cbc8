"""Due times count working days and explain themselves."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.timing.due import due as counted
from core.decide.timing.due import due_text
from core.decide.timing.working_time import WorkingTime
from core.decide.voice import Voice
from core.values.routing import Queue
from tests.core.given import CALENDAR, PACK, STEADY, case

BRUSSELS = ZoneInfo("Europe/Brussels")
VOICE = Voice(PACK, "en")
OFFICE = WorkingTime.of(Queue(mailbox="a@b.example"), CALENDAR)


@dataclass(frozen=True)
class Told:
    at: datetime
    why: str


def due(now: datetime, days: int) -> Told:
    """When, and what both sides read."""
    found = counted(now, days, OFFICE)
    return Told(found.at, due_text(VOICE, case(due_at=found.at, promise=found.promise)))


TABLE = [
    # asked (Brussels), working days, due (Brussels), counted from, skipped
    ("2026-05-04 10:00", 3, "2026-05-07 17:00", "Mon 4 May 2026", ""),
    ("2026-05-04 08:59", 1, "2026-05-05 17:00", "Mon 4 May 2026", ""),
    ("2026-05-04 16:59", 1, "2026-05-05 17:00", "Mon 4 May 2026", ""),
    ("2026-05-04 17:00", 1, "2026-05-06 17:00", "Tue 5 May 2026", ""),
    ("2026-05-08 17:00", 1, "2026-05-12 17:00", "Mon 11 May 2026", ""),
    ("2026-05-09 12:00", 2, "2026-05-13 17:00", "Mon 11 May 2026", ""),
    ("2026-05-13 10:00", 1, "2026-05-15 17:00", "Wed 13 May 2026", "14 May (Ascension Day)"),
    ("2026-05-13 18:00", 1, "2026-05-18 17:00", "Fri 15 May 2026", "14 May (Ascension Day)"),
    ("2026-05-14 10:00", 1, "2026-05-18 17:00", "Fri 15 May 2026", "14 May (Ascension Day)"),
    ("2026-05-22 10:00", 1, "2026-05-26 17:00", "Fri 22 May 2026", "25 May (Whit Monday)"),
    (
        "2026-12-24 10:00", 5, "2027-01-04 17:00", "Thu 24 Dec 2026",
        "25 Dec (Christmas Day), 1 Jan (New Year's Day)",
    ),
    ("2026-03-27 10:00", 1, "2026-03-30 17:00", "Fri 27 Mar 2026", ""),  # summer time begins
    ("2026-10-23 10:00", 1, "2026-10-26 17:00", "Fri 23 Oct 2026", ""),  # and ends
    ("2026-05-05 00:30", 1, "2026-05-06 17:00", "Tue 5 May 2026", ""),  # still Monday in UTC
    ("2030-12-24 10:00", 1, "2030-12-25 17:00", "Tue 24 Dec 2030", ""),  # outside of the calendar
]  # fmt: skip


def _brussels(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(("asked", "days", "expected", "counted", "skipped"), TABLE)
def test_due_times(asked: str, days: int, expected: str, counted: str, skipped: str) -> None:
    found = due(_brussels(asked).astimezone(UTC), days)
    assert found.at.astimezone(BRUSSELS) == _brussels(expected)
    assert found.at.tzinfo is UTC
    assert f"received={counted}" in found.why
    assert f"last={VOICE.day(_brussels(expected).date())}" in found.why
    assert found.why.partition("due.skipped days=")[2] == skipped


def test_the_explanation_speaks_of_one_day_or_of_several() -> None:
    now = _brussels("2026-05-04 10:00")
    assert due(now, 1).why.startswith("due.counted_one ")
    assert due(now, 2).why.startswith("due.counted ")
    assert "days=2" in due(now, 2).why


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in CALENDAR.closed


FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 6, 30)  # noqa: DTZ001  (hypothesis adds it)
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(MOMENTS, st.integers(1, 30))
@STEADY
def test_an_answer_is_due_at_closing_time_of_the_nth_working_day(now: datetime, days: int) -> None:
    at = due(now, days).at.astimezone(BRUSSELS)
    assert at > now
    assert (at.hour, at.minute) == (17, 0)
    assert _works(at.date())
    local = now.astimezone(BRUSSELS)
    later = [local.date() + timedelta(days=n) for n in range((at.date() - local.date()).days + 1)]
    counted = sum(_works(day) for day in later)
    in_time = _works(local.date()) and local.hour < 17
    late_on_a_working_day = _works(local.date()) and not in_time
    assert counted == days + 1 + late_on_a_working_day


@given(MOMENTS, MOMENTS, st.integers(1, 30))
@STEADY
def test_who_asks_later_is_never_answered_sooner(one: datetime, two: datetime, days: int) -> None:
    first, second = sorted((one, two))
    assert due(first, days).at <= due(second, days).at
