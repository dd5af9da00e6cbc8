"""Working time of a queue: its hours, without weekends, holidays and closures of the office."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from core.values.pack import Calendar, Hours
from core.values.routing import Queue
from core.values.week import Period, Week

_NOTHING = timedelta(0)
_LINGERING = timedelta(minutes=15)
_LONGEST = 4000  # days that are looked at; a queue works on some day of each week


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Moments are in UTC; days are those of the queue's own time zone."""

    week: Week
    closed: dict[date, str]

    @classmethod
    def of(cls, queue: Queue, calendar: Calendar) -> "WorkingTime":
        """The queue's own hours, or those of the office."""
        return cls(queue.hours or _office(calendar.hours), calendar.closed)

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.week.timezone)).date()

    def day_ends(self, now: datetime) -> datetime:
        """When the present day of the queue is over."""
        zone = ZoneInfo(self.week.timezone)
        tomorrow = self.day(now) + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, zone).astimezone(UTC)

    def works(self, day: date) -> bool:
        return bool(self.week.of(day.weekday())) and day not in self.closed

    def is_off(self, day: date) -> bool:
        """Whether people would work on that day of the week, but for a holiday or closure."""
        return bool(self.week.of(day.weekday())) and day in self.closed

    def closing(self, day: date) -> datetime:
        """When a working day ends."""
        return self._periods(day)[-1][1]

    def first_day(self, now: datetime) -> date:
        """The day on which something that comes now counts as received, if it is a working day."""
        day = self.day(now)
        late = self.works(day) and now >= self.closing(day)
        return day + timedelta(days=1 if late else 0)

    def working_day_from(self, day: date) -> tuple[date, tuple[date, ...]]:
        """The first working day from `day` on, and the days off on the way that need a reason."""
        skipped = []
        for _ in range(_LONGEST):
            if self.works(day):
                break
            if self.week.of(day.weekday()):
                skipped.append(day)
            day += timedelta(days=1)
        return day, tuple(skipped)

    def nth_working_day(self, day: date, count: int) -> tuple[date, tuple[date, ...]]:
        """The n-th working day after `day`, and the days off that need a reason."""
        skipped: tuple[date, ...] = ()
        for _ in range(count):
            day, more = self.working_day_from(day + timedelta(days=1))
            skipped += more
        return day, skipped

    def closings_between(self, start: datetime, end: datetime) -> int:
        """How many working days ended after `start` and not after `end`."""
        day, last, count = self.day(start), self.day(end), 0
        while day <= last:
            count += self.works(day) and start < self.closing(day) <= end
            day += timedelta(days=1)
        return count

    def opening_from(self, at: datetime) -> datetime:
        """That moment if somebody works then, else the next moment at which somebody does."""
        day = self.day(at)
        for _ in range(_LONGEST):
            for start, end in self._periods(day):
                if at < end:
                    return max(at, start)
            day += timedelta(days=1)
        return at

    def is_at_work(self, at: datetime) -> bool:
        """Whether somebody works then, or did a moment before: what is due at closing time is."""
        return any(start <= at <= end + _LINGERING for start, end in self._periods(self.day(at)))

    def opening(self, day: date) -> datetime:
        """When the first working day from `day` on begins."""
        return self._periods(self.working_day_from(day)[0])[0][0]

    def part(self, start: datetime, end: datetime, share: float) -> datetime:
        """The moment at which that share of the working time between the two is over."""
        left = self.between(start, end) * share
        day = self.day(start)
        while day <= self.day(end):
            for opens, closes in self._periods(day):
                begins, ends = max(opens, start), min(closes, end)
                if ends - begins >= left:
                    return begins + left
                left -= max(_NOTHING, ends - begins)
            day += timedelta(days=1)
        return end

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments."""
        total, day = _NOTHING, self.day(start)
        while day <= self.day(end):
            for opens, closes in self._periods(day):
                total += max(_NOTHING, min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return total

    def _periods(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.closed:
            return []
        zone = ZoneInfo(self.week.timezone)

        def moment(part: str, period: Period) -> datetime:
            local = datetime.combine(day, getattr(period, part), zone)
            return local.astimezone(UTC)

        return [(moment("opens", p), moment("closes", p)) for p in self.week.of(day.weekday())]


@cache
def _office(hours: Hours) -> Week:
    periods = (Period(opens=hours.opens, closes=hours.closes),)
    return Week(
        timezone=hours.timezone, mon=periods, tue=periods, wed=periods, thu=periods, fri=periods
    )
