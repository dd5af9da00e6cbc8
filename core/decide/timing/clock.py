"""Counts calendar days along a scheme's steps, with the days on which the clock stands still."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.values.pack import Calendar
from core.values.timeline import ClockStop, Scheme, Stage

Stops = tuple[ClockStop, ...]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """The last day of something: day `number` after submission, stopped days not counted."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Leg:
    """A step under way: its last day without questions (`least`) and with all of them (`most`).

    `starts` is the last day of the step before. `parts` are the parts' last days without questions;
    there are none where extra days make them unknown.
    """

    stage: Stage
    starts: Mark
    starts_latest: Mark
    least: Mark
    most: Mark
    parts: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All steps of a scheme from a day of submission on."""

    scheme: Scheme
    submitted: date
    advanced: bool
    legs: tuple[Leg, ...]

    @property
    def least(self) -> Mark:
        return self.legs[-1].least

    @property
    def most(self) -> Mark:
        return self.legs[-1].most


def counted(start: date, days: int, stops: Stops) -> date:
    """The day that is `days` counted days after `start`; day 1 is the next day that counts."""
    day, left = start, days
    while left > 0:
        day += _DAY
        left -= not stands_still(day, stops)
    return day


def stands_still(day: date, stops: Stops) -> bool:
    return any(stop.first <= day <= stop.last for stop in stops)


def course(scheme: Scheme, submitted: date, stops: Stops, *, advanced: bool = False) -> Course:
    """Each step's last days; extra days for advanced products are counted in full."""
    legs: list[Leg] = []
    least = most = 0
    for stage in scheme.stages:
        extra = stage.advanced if advanced else 0
        parts = () if extra else _parts(stage, submitted, least, stops)
        starts, latest = _mark(submitted, least, stops), _mark(submitted, most, stops)
        least, most = least + stage.days + extra, most + stage.longest + extra
        ends, ends_latest = _mark(submitted, least, stops), _mark(submitted, most, stops)
        legs.append(Leg(stage, starts, latest, ends, ends_latest, parts))
    return Course(scheme, submitted, advanced, tuple(legs))


def _parts(stage: Stage, submitted: date, before: int, stops: Stops) -> tuple[Mark, ...]:
    marks = []
    for part in stage.parts:
        before += part.days
        marks.append(_mark(submitted, before, stops))
    return tuple(marks)


def _mark(submitted: date, number: int, stops: Stops) -> Mark:
    return Mark(counted(submitted, number, stops), number)


def next_working_day(day: date, calendar: Calendar, stops: Stops = ()) -> date:
    """That day, or the first working day after it on which the clock runs. Outside the calendar's
    years only weekends are known."""
    while not calendar.is_working_day(day) or stands_still(day, stops):
        day += _DAY
    return day


def stops_within(first: date, last: date, stops: Stops) -> Stops:
    """The stops that move something between the two days, both included."""
    return tuple(stop for stop in stops if stop.first <= last and first <= stop.last)


def unknown_winters(first: date, last: date, stops: Stops) -> tuple[ClockStop, ...]:
    """Winters within those days for which no stop is known, on the days of the last known one.

    None where no winter is known at all.
    """
    if not stops:
        return ()
    pattern = stops[-1]
    likely = (_moved(pattern, year) for year in range(first.year - 1, last.year + 1))
    return tuple(
        winter
        for winter in stops_within(first, last, tuple(likely))
        if not stops_within(winter.first, winter.last, stops)
    )


def _moved(stop: ClockStop, year: int) -> ClockStop:
    """The same days in the winter that begins in that year."""
    span = stop.last.year - stop.first.year
    return stop.model_copy(
        update={
            "first": stop.first.replace(year=year),
            "last": stop.last.replace(year=year + span),
        }
    )
