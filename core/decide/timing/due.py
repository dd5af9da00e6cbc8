"""When an answer is due, counted in working days, and the sentence that explains it.

What is kept is the counting, not the sentence: everybody reads the same promise in an own language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.decide.timing.working_time import WorkingTime
from core.decide.voice import Voice
from core.values.case import Case, Promise


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is in UTC: the queue's closing time on the last day."""

    at: datetime
    promise: Promise


def due(now: datetime, working_days: int, clock: WorkingTime) -> Due:
    """The end of the n-th working day after the day on which the question counts as received.

    What comes after closing time or on a day off counts as received on the next working day.
    """
    received, before = clock.working_day_from(clock.first_day(now))
    last, after = clock.nth_working_day(received, working_days)
    promise = Promise(days=working_days, received=received, last=last, skipped=before + after)
    return Due(clock.closing(last), promise)


def recounted(promise: Promise, clock: WorkingTime, today: date) -> Due | None:
    """The promise counted again where a day of the time that is left is off and was not known to
    be; None where there is none, or where nothing would be later."""
    day, new = max(today, promise.received + timedelta(days=1)), False
    while day <= promise.last:
        new = new or (clock.is_off(day) and day not in promise.skipped)
        day += timedelta(days=1)
    last, on_the_way = clock.nth_working_day(promise.received, promise.days + promise.stopped)
    if not new or last <= promise.last:
        return None
    skipped = tuple(sorted({*promise.skipped, *on_the_way}))
    longer = promise.model_copy(update={"last": last, "skipped": skipped})
    return Due(clock.closing(last), longer)


def stopped(case: Case, since: datetime, now: datetime, clock: WorkingTime) -> Due:
    """The due time of a case whose clock stood still since then: as many working days later as
    ended meanwhile. Without a promise on record the days are counted from the old due time."""
    count = clock.closings_between(since, now)
    day = clock.day(case.due_at)
    kept = case.promise or Promise(days=0, received=clock.day(case.opened_at), last=day)
    last, skipped = clock.nth_working_day(kept.last, count)
    longer = kept.model_copy(
        update={
            "last": last,
            "skipped": kept.skipped + skipped,
            "stopped": kept.stopped + count,
        }
    )
    return Due(clock.closing(last) if clock.works(last) else case.due_at, longer)


def due_text(voice: Voice, case: Case) -> str:
    """The promise in the reader's language; the same words for both sides."""
    if case.promise is None:
        return case.due_why
    line = _explained(voice, case.promise)
    if case.waiting_since is None:
        return line
    return voice.say("due.waiting", since=voice.moment(case.waiting_since), before=line)


def _explained(voice: Voice, promise: Promise) -> str:
    line = voice.say(
        "due.counted_one" if promise.days == 1 else "due.counted",
        last=voice.day(promise.last),
        days=promise.days,
        received=voice.day(promise.received),
    )
    off = off_days(voice, promise.skipped)
    if promise.stopped:
        line += voice.say("due.stopped", days=promise.stopped)
    return line + (voice.say("due.skipped", days=off) if off else "")


def off_days(voice: Voice, days: Iterable[date]) -> str:
    """Each with the name of the holiday or closure."""
    return ", ".join(_skipped(voice, day) for day in days)


def _skipped(voice: Voice, day: date) -> str:
    name = voice.holiday(day)
    return f"{voice.short_day(day)} ({name})" if name else voice.short_day(day)
