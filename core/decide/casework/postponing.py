"""The office put in a closure after it had promised an answer: the promise is counted again, and
both sides read the same new one."""

from core.decide.cards import notice
from core.decide.casework.showing import mailed, posted_in_thread, redrawn
from core.decide.scene import Scene
from core.decide.timing.due import due_text, off_days, recounted
from core.decide.voice import Voice
from core.values.case import Case, EntryKind, Status
from core.values.command import GoOff
from core.values.decision import Decision
from core.values.message import Message

_DONE = (Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN)


def recount(scene: Scene, case: Case, command: GoOff) -> Decision:
    """It only ever moves to later, and what is overdue stays so."""
    if case.status in _DONE or case.due_at != command.at or case.due_at < scene.now:
        return Decision()
    clock = scene.clock(case)
    again = recounted(case.promise, clock, clock.day(scene.now)) if case.promise else None
    if again is None or case.promise is None:
        return Decision()
    closed = tuple(day for day in again.promise.skipped if day not in case.promise.skipped)
    new = scene.changed(
        case, EntryKind.REMINDED, text="postponed", due_at=again.at, promise=again.promise
    )
    entry, theirs, ours = new.entries[-1], scene.voice_for(case), scene.staff_voice

    def told(voice: Voice) -> dict[str, str]:
        return {"days": off_days(voice, closed), "due": due_text(voice, new)}

    word = notice(theirs, new, "case.postponed", **told(theirs))
    note = Message(
        title=ours.say("thread.postponed_title", case=new.id),
        text=ours.tell("thread.postponed", **told(ours)),
    )
    staff = posted_in_thread(scene, new, note) or (mailed(scene, new, "postponed", entry),)
    return redrawn(scene, new, scene.post(case.origin, word, new, reports=entry.number), *staff)
