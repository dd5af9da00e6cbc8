"""When an answer is due, counted in working days, and the sentence that explains it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.decide.voice import Voice
from core.values.pack import Calendar


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is in UTC: the office's closing time on the last day."""

    at: datetime
    why: str


def due(now: datetime, working_days: int, voice: Voice) -> Due:
    """The end of the n-th working day after the day on which the question counts as received.

    A question that comes after closing time or on a day off counts as received on the next
    working day. The explanation names that day and every holiday that was skipped.
    """
    calendar = voice.pack.calendar
    received, skipped = _working_day_from(_first_day(now, calendar), calendar)
    last = received
    for _ in range(working_days):
        last, more = _working_day_from(last + timedelta(days=1), calendar)
        skipped += more
    at = datetime.combine(
        last, calendar.hours.closes, ZoneInfo(calendar.hours.timezone)
    ).astimezone(UTC)
    return Due(at, _explained(voice, last, working_days, received, skipped))


def _first_day(now: datetime, calendar: Calendar) -> date:
    local = now.astimezone(ZoneInfo(calendar.hours.timezone))
    late = local.time() >= calendar.hours.closes
    return local.date() + timedelta(days=1 if late else 0)


def _working_day_from(day: date, calendar: Calendar) -> tuple[date, list[date]]:
    """The first working day from `day` on, and the holidays on the way that were no weekend."""
    skipped = []
    while day.weekday() >= 5 or day in calendar.closed:
        if day.weekday() < 5:
            skipped.append(day)
        day += timedelta(days=1)
    return day, skipped


def _explained(voice: Voice, last: date, days: int, received: date, skipped: list[date]) -> str:
    line = voice.say(
        "due.counted" if days > 1 else "due.counted_one",
        last=voice.day(last),
        days=days,
        received=voice.day(received),
    )
    names = voice.pack.calendar.closed
    off = ", ".join(f"{voice.short_day(day)} ({names[day]})" for day in skipped)
    return line + (voice.say("due.skipped", days=off) if off else "")
