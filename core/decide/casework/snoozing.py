"""A case sleeps until a moment, and wakes by itself. The promise to the requester stands."""

import re
from datetime import date, datetime, timedelta

from core.decide.cards import status
from core.decide.casework.filling import form, line
from core.decide.casework.showing import into_thread, redraw, redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.decide.timing.working_time import WorkingTime
from core.values.case import Case, EntryKind, Status
from core.values.command import GoOff, OpenSnooze, Snooze
from core.values.decision import Decision
from core.values.week import DAYS

SLEEPY = (Status.OPEN, Status.CLAIMED, Status.REOPENED, Status.SNOOZED)
LONGEST = timedelta(days=180)
_SPAN = re.compile(r"(\d{1,3})\s*(h|d|w)[a-z]*", re.IGNORECASE)


def open_snooze(scene: Scene, case: Case, command: OpenSnooze) -> Decision:
    if case.status not in SLEEPY:
        return _refused(scene, case)
    say = scene.voice.say
    field = line(say("snooze_form.field"), "until", hint=say("snooze_form.hint"))
    return form(scene, case, "snooze_form", "snooze", field)


def snooze(scene: Scene, case: Case, command: Snooze) -> Decision:
    if case.status not in SLEEPY:
        return _refused(scene, case)
    until = moment(command.until, scene.now, scene.clock(case))
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


def moment(text: str, now: datetime, clock: WorkingTime) -> datetime | None:
    """`2d`, `3h`, `1w`, `tomorrow`, `fri`, `2026-05-08`: a moment at which somebody works, in UTC.
    None for what is not understood, is past, or is more than half a year away."""
    words = text.strip().lower()
    span = _SPAN.fullmatch(words)
    if span and span[2].lower() == "h":
        at = clock.opening_from(now + timedelta(hours=int(span[1])))
    else:
        day = _day(words, clock.day(now), span, clock)
        if day is None:
            return None
        at = clock.opening(day)
    return at if now < at <= now + LONGEST else None


def _day(words: str, today: date, span: re.Match[str] | None, clock: WorkingTime) -> date | None:
    if span and span[2].lower() == "d":
        return clock.nth_working_day(today, int(span[1]))[0]
    if span:
        return today + timedelta(weeks=int(span[1]))
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words[:3] in DAYS and words.isalpha():
        ahead = (DAYS.index(words[:3]) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
