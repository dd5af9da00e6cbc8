"""The end of a case, and a new beginning."""

from core.decide.cards import notice, status
from core.decide.casework.filling import choice, form, line
from core.decide.casework.passing import held_back, released
from core.decide.casework.showing import into_thread, redraw, redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values.case import Case, EntryKind, Status
from core.values.command import Close, GoOff, OpenClose, OpenReopen, Outcome, Reopen
from core.values.decision import Decision, Effect


def open_close(scene: Scene, case: Case, command: OpenClose) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    say = scene.voice.say
    outcomes = [(outcome.value, say(f"outcome.{outcome}")) for outcome in Outcome]
    field = choice(say("close_form.field"), "outcome", outcomes)
    return form(scene, case, "close_form", "close", field)


def close(scene: Scene, case: Case, command: Close) -> Decision:
    """An answer that could still be recalled goes out first: sending it was an act of staff."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    first = released(scene, scene.touched(case), held_back(case))
    assert first.case is not None
    new, effects = _closed(scene, first.case, command.outcome)
    return Decision(case=new, effects=(*first.effects, *effects), others=first.others)


def _closed(scene: Scene, case: Case, outcome: Outcome) -> tuple[Case, tuple[Effect, ...]]:
    new = scene.also(case, EntryKind.CLOSED).model_copy(
        update={
            "status": Status.CLOSED,
            "outcome": outcome,
            "assignee": None,
            "waiting_since": None,
            "snoozed_until": None,
        }
    )
    voice = scene.voice_for(case)
    word = notice(voice, new, "case.closed", outcome=voice.say(f"outcome.{outcome}"))
    done = scene.post(case.origin, word, new, reports=new.entries[-1].number)
    return new, (done, *redraw(scene, new))


def open_reopen(scene: Scene, case: Case, command: OpenReopen) -> Decision:
    if case.status is not Status.CLOSED:
        return told(scene, "refused.not_closed", status=status(scene.voice, case))
    field = line(scene.voice.say("reopen_form.field"), "because", optional=True)
    return form(scene, case, "reopen_form", "reopen", field)


def reopen_by_staff(scene: Scene, case: Case, command: Reopen) -> Decision:
    """The reason is for staff; the requester is told that the case is open again."""
    if case.status is not Status.CLOSED:
        return told(scene, "refused.not_closed", status=status(scene.voice, case))
    new = scene.reopened(case, command.because)
    word = notice(scene.voice_for(case), new, "case.reopened")
    note = into_thread(scene, new, "thread.reopened_because", new.entries[-1])
    shown = note if command.because else ()
    return redrawn(scene, new, scene.post(case.origin, word, new), *shown)


def nudge(scene: Scene, case: Case, command: GoOff) -> Decision:
    """The requester was asked for more and is silent: told when the case will be closed."""
    if case.status is not Status.WAITING or case.waiting_since != command.at:
        return Decision()
    new = scene.changed(case, EntryKind.REMINDED, text="waiting")
    voice = scene.voice_for(case)
    ends = scene.waiting_ends(new)
    word = notice(voice, new, "case.still_waiting", until=voice.day(voice.local(ends).date()))
    return redrawn(scene, new, scene.post(case.origin, word, new, reports=len(new.entries)))


def expire(scene: Scene, case: Case, command: GoOff) -> Decision:
    """Nobody replied in time; the requester can take the case up again."""
    if case.status is not Status.WAITING or case.waiting_since != command.at:
        return Decision()
    new, effects = _closed(scene, scene.touched(case), Outcome.NO_REPLY)
    return Decision(case=new, effects=effects)
