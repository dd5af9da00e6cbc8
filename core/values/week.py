"""When a queue works: periods of each weekday, in a time zone."""

import re
from datetime import time
from itertools import groupby, pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, PlainSerializer, field_validator, model_validator

from core.values.value import Misplaced, Value

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIOD = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_HOUR = re.compile(r"(\d{1,2}):(\d{2})")
_RANGE = re.compile(r"([a-z]{3})\s*-\s*([a-z]{3})")


class Period(Value):
    """From `opens` until `closes`, on one day."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.opens >= self.closes:
            wrong = "the period {given} ends before it begins"
            raise Misplaced(wrong, key="period_backwards", given=_written(self))
        return self


def _read(text: object) -> object:
    """`09:00-12:30` as YAML holds it. Raises ValueError with a sentence."""
    if not isinstance(text, str):
        return text
    found = _PERIOD.fullmatch(text.strip())
    wrong = Misplaced(
        "'{given}' is not a period of a day; write for example 09:00-12:30",
        key="period",
        given=text,
    )
    if found is None:
        raise wrong
    opens, minute, closes, last = (int(number) for number in found.groups())
    try:
        opened, closed = time(opens, minute), time(closes, last)
    except ValueError as error:
        raise wrong from error
    return Period(opens=opened, closes=closed)


def _written(period: Period) -> str:
    return f"{period.opens:%H:%M}-{period.closes:%H:%M}"


Written = Annotated[Period, BeforeValidator(_read), PlainSerializer(_written, when_used="json")]


def _hour(text: object) -> object:
    """`09:00` as YAML holds it; without quotes YAML reads `10:00` as 600 and `off` as False."""
    if text is None or isinstance(text, time):
        return text
    if text is False or text in ("", "off"):
        return None
    if type(text) is int and 0 <= text < 24 * 60:
        return time(*divmod(text, 60))
    found = _HOUR.fullmatch(text.strip()) if isinstance(text, str) else None
    hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
    if hour > 23 or minute > 59:
        wrong = "'{given}' is not an hour of the day; write for example 09:00, or off"
        raise Misplaced(wrong, key="hour", given=text)
    return time(hour, minute)


Hour = Annotated[
    time | None,
    BeforeValidator(_hour),
    PlainSerializer(lambda at: f"{at:%H:%M}" if at else None, when_used="json"),
]
"""An hour of the day, or none."""


class Week(Value):
    """`mon-fri: [09:00-12:30, 13:30-17:00]` names several days; a day without periods is off."""

    timezone: str = "Europe/Brussels"
    mon: tuple[Written, ...] = ()
    tue: tuple[Written, ...] = ()
    wed: tuple[Written, ...] = ()
    thu: tuple[Written, ...] = ()
    fri: tuple[Written, ...] = ()
    sat: tuple[Written, ...] = ()
    sun: tuple[Written, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _ranges_of_days(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        spread: dict[object, object] = {}
        for key, periods in given.items():
            for day in _days(key):
                spread[day] = [periods] if isinstance(periods, str) and day in DAYS else periods
        return spread

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            wrong = "'{given}' is not a time zone; write for example Europe/Brussels"
            raise Misplaced(wrong, key="zone", given=name) from error
        return name

    @field_validator(*DAYS)
    @classmethod
    def _in_order(cls, periods: tuple[Period, ...]) -> tuple[Period, ...]:
        ordered = tuple(sorted(periods, key=lambda period: period.opens))
        for one, next_one in pairwise(ordered):
            if next_one.opens < one.closes:
                both = {"one": _written(one), "other": _written(next_one)}
                raise Misplaced("{one} and {other} overlap", key="overlap", **both)
        return ordered

    @model_validator(mode="after")
    def _works_at_all(self) -> Self:
        if not any(self.of(day) for day in range(7)):
            wrong = "no day has working hours; write for example mon-fri: 09:00-17:00"
            raise Misplaced(wrong, key="no_hours")
        return self

    def of(self, weekday: int) -> tuple[Period, ...]:
        """The periods of a weekday (0 is Monday), in order."""
        periods: tuple[Period, ...] = getattr(self, DAYS[weekday])
        return periods

    def line(self) -> str:
        """As it is typed: `mon-thu 09:00-12:30 13:30-17:00; fri 09:00-12:00`."""
        alike = groupby(DAYS, key=lambda day: tuple(map(_written, getattr(self, day))))
        runs = [(tuple(days), periods) for periods, days in alike]
        return "; ".join(f"{_run(days)} {' '.join(periods)}" for days, periods in runs if periods)


def _run(days: tuple[str, ...]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"


def _days(key: object) -> tuple[object, ...]:
    found = _RANGE.fullmatch(key.strip().lower()) if isinstance(key, str) else None
    if found is None or not {found[1], found[2]} <= set(DAYS):
        return (key,)
    first, last = DAYS.index(found[1]), DAYS.index(found[2])
    if first > last:
        wrong = "'{given}' runs backwards; write for example mon-fri"
        raise Misplaced(wrong, key="days_backwards", given=key)
    return DAYS[first : last + 1]
