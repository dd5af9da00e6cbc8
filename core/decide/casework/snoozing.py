"""A case sleeps until a moment, and wakes by itself. The promise to the requester stands."""

import re
from datetime import date, datetime, timedelta

from core.decide.answering.submission import reader
from core.decide.cards import status
from core.decide.casework.filling import form, line
from core.decide.casework.showing import into_thread, redraw, redrawn
from core.decide.casework.telling import told
from core.decide.casework.vocabulary import spans, weekdays
from core.decide.scene import Scene
from core.decide.timing.dates import Read, folded
from core.decide.timing.working_time import WorkingTime
from core.values.case import Case, EntryKind, Status
from core.values.command import GoOff, OpenSnooze, Snooze
from core.values.decision import Decision
from core.values.pack import Pack

SLEEPY = (Status.OPEN, Status.CLAIMED, Status.REOPENED, Status.SNOOZED)
LONGEST = timedelta(days=180)
_SPAN = re.compile(r"(?P<count>\d{1,3}) ?(?P<unit>[^\W\d_]+)\.?")


def open_snooze(scene: Scene, case: Case, command: OpenSnooze) -> Decision:
    if case.status not in SLEEPY:
        return _refused(scene, case)
    say = scene.voice.say
    field = line(say("snooze_form.field"), "until", hint=say("snooze_form.hint"))
    return form(scene, case, "snooze_form", "snooze", field)


def snooze(scene: Scene, case: Case, command: Snooze) -> Decision:
    if case.status not in SLEEPY:
        return _refused(scene, case)
    until = moment(command.until, scene.now, scene.clock(case), scene.pack)
    if until is None:
        return told(scene, "refused.no_moment", until=command.until)
    new = scene.changed(
        case, EntryKind.SNOOZED, until=until, status=Status.SNOOZED, snoozed_until=until
    )
    key = "snoozed.past_due" if until > case.due_at else "snoozed.done"
    voice = scene.voice
    word = told(scene, key, until=voice.moment(until), due=voice.moment(case.due_at))
    return redrawn(scene, new).model_copy(update={"reply": word.reply})


def _refused(scene: Scene, case: Case) -> Decision:
    key = "refused.over" if case.is_over else "refused.not_sleepy"
    return told(scene, key, status=status(scene.voice, case))


def wake(scene: Scene, case: Case) -> Decision:
    if case.status is not Status.SNOOZED:
        return told(scene, "refused.not_snoozed", status=status(scene.voice, case))
    return redrawn(scene, _awake(scene, case))


def wake_up(scene: Scene, case: Case, command: GoOff) -> Decision:
    """The timer; it does not apply any more when somebody woke the case or set another time."""
    if case.status is not Status.SNOOZED or case.snoozed_until != command.at:
        return Decision()
    new = _awake(scene, case)
    note = into_thread(scene, new, "thread.woken", new.entries[-1])
    return Decision(case=new, effects=(*note, *redraw(scene, new)))


def _awake(scene: Scene, case: Case) -> Case:
    status = Status.CLAIMED if case.assignee else Status.OPEN
    return scene.changed(case, EntryKind.WOKEN, status=status, snoozed_until=None)


def moment(text: str, now: datetime, clock: WorkingTime, pack: Pack) -> datetime | None:
    """`2d`, `3h`, `1w`, `tomorrow`, `fri`, `2026-05-08`, `8 May`: a moment at which somebody works,
    in UTC; in every language of the pack. None for what is not understood, is past, or is more than
    half a year away."""
    words = folded(text)
    count, unit = _span(words, pack)
    if unit == "h":
        at = clock.opening_from(now + timedelta(hours=count))
    else:
        today = clock.day(now)
        day = _spanned(today, count, unit, clock) if unit else _named(words, today, pack)
        if day is None:
            return None
        at = clock.opening(day)
    return at if now < at <= now + LONGEST else None


def _span(words: str, pack: Pack) -> tuple[int, str]:
    """How many hours (`h`), days (`d`) or weeks (`w`); no unit where the words are no span."""
    found = _SPAN.fullmatch(words)
    unit = spans(pack).get(found["unit"], "") if found else ""
    return (int(found["count"]), unit) if found and unit else (0, "")


def _spanned(today: date, count: int, unit: str, clock: WorkingTime) -> date:
    if unit == "d":
        return clock.nth_working_day(today, count)[0]
    return today + timedelta(weeks=count)


def _named(words: str, today: date, pack: Pack) -> date | None:
    """A weekday, or a day in any of the writings that people here use."""
    if (weekday := weekdays(pack).get(words.rstrip("."))) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    read = reader(pack).read(words, today)
    return read.day if isinstance(read, Read) and not read.rest else None
