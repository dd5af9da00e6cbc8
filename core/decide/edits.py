"""People change and delete what they said: what was sent follows, and both sides are told.

A change may arrive before the message itself, or twice; what is on record is never overwritten.
"""

from core.decide import detached
from core.decide.casework import consulting
from core.decide.casework.correcting import withdrawn
from core.decide.casework.drafting import (
    aside,
    is_internal,
    offered,
    said_by_staff,
    without_word,
)
from core.decide.casework.sending import correct
from core.decide.casework.showing import into_staff, redraw
from core.decide.casework.telling import told, whispered
from core.decide.casework.words import Drafted, Typed, read_typed
from core.decide.crossing import taken_back
from core.decide.requester import reply
from core.decide.scene import Scene
from core.decide.staff import by_staff
from core.decide.versions import (
    answer_made_of,
    came_before,
    held_of,
    is_deleted,
    latest,
    question,
    written_as,
)
from core.decide.words import read_command
from core.values.case import Case, Entry, EntryKind
from core.values.command import Ask, Deleted, Edited, OpenEscalation, Say, Then
from core.values.decision import Decision, Effect


def edited(scene: Scene, command: Edited) -> Decision:
    case = scene.found.case
    if case is None:
        return Decision()
    if not command.text.strip() and not scene.turn.files:
        return deleted(scene, Deleted(message=command.message))
    if scene.is_staff(case):
        return _edited_by_staff(scene, case, command)
    if scene.is_requester(case) and _is_question(scene, case):
        return _question_edited(scene, case, command)
    if scene.is_requester(case) and scene.turn.direct:
        return _reply_edited(scene, case, command)
    if scene.turn.direct and scene.is_expert(case):
        return consulting.said(scene, case, command.text)
    return _not_followed(scene, case, command.message)


def deleted(scene: Scene, command: Deleted) -> Decision:
    case = scene.found.case
    if case is None:
        return Decision()
    if scene.is_staff(case):
        return _deleted_by_staff(scene, case, command)
    if scene.is_requester(case) and _is_question(scene, case):
        return _question_deleted(scene, case)
    if scene.is_requester(case) and scene.turn.direct:
        return _reply_deleted(scene, case, command)
    return _not_followed(scene, case, command.message)


def _is_question(scene: Scene, case: Case) -> bool:
    return bool(case.asked_in) and case.asked_in == scene.turn.place_of_message


def _not_followed(scene: Scene, case: Case, message: str) -> Decision:
    """The case moved away, or the author is no longer of its staff: what was sent stays."""
    if not scene.is_among_staff or written_as(case, message, scene.person) is None:
        return Decision()
    word = told(scene, "refused.not_followed", case=case.id, queue=case.queue).reply
    return Decision(
        effects=(whispered(scene, case, word),) if word else (), refused="refused.not_followed"
    )


def _changed(scene: Scene, case: Case, first: Entry, said: Say) -> Case | None:
    """None when it says what it said before."""
    now = latest(case, first)
    if not is_deleted(case, first) and (now.text, now.rich) == (said.text, said.rich):
        return None
    written = {"rich": said.rich, "before": now.text}
    return scene.changed(case, EntryKind.EDITED, text=said.text, of=first.number, written=written)


def _edited_by_staff(scene: Scene, case: Case, command: Edited) -> Decision:
    """An answer that was sent follows; a draft that was not sent is offered in its newest text."""
    first = written_as(case, command.message, scene.person)
    if first is None:
        return _late(scene, case, command)
    typed = read_typed(command.text, case, scene.pack)
    if _is_for_the_desk(typed):
        return _changed_into_a_word(scene, case, first)
    said, then = _as_said(command), Then.ANSWERED
    if isinstance(typed, Drafted):
        said, then = without_word(command, typed.text), typed.then
    new = _changed(scene, case, first, said)
    sent = answer_made_of(case, first)
    if sent:
        done = _follows(scene, new, latest(new, first), sent) if new else Decision()
        return detached.of_staff(scene, done, case, sent)
    if new is None:
        return Decision()
    newest = latest(new, first)
    new, taken_back = _taken_back(scene, new, first)
    if case.is_over or is_internal(said.text):
        return Decision(case=new, effects=taken_back)
    offer = whispered(scene, new, offered(scene, new, newest, then))
    return Decision(case=new, effects=(*taken_back, offer))


def _is_for_the_desk(typed: Typed | None) -> bool:
    """A word, known or mistyped, that is no text to send: what follows it is meant for staff."""
    return typed is not None and not isinstance(typed, Drafted)


def _changed_into_a_word(scene: Scene, case: Case, first: Entry) -> Decision:
    """What was sent stays; what was not sent is no draft any more, so no older offer sends it."""
    word = _not_taken(scene, case)
    if answer_made_of(case, first) or is_deleted(case, first):
        return word
    new, taken_back = _taken_back(
        scene, scene.changed(case, EntryKind.DELETED, of=first.number), first
    )
    return Decision(case=new, effects=(*taken_back, *word.effects))


def _not_taken(scene: Scene, case: Case) -> Decision:
    """Words for the desk are taken once, as they were typed first; the author is told."""
    word = told(scene, "typed.in_change").reply
    return Decision(effects=(whispered(scene, case, word),) if word else ())


def _follows(scene: Scene, case: Case, newest: Entry, sent: Entry) -> Decision:
    """Nothing is whispered where all went as it should: the thread says so."""
    done = correct(scene, case, newest, sent, sure=False)
    changed = done.case is not None and len(done.case.entries) > len(case.entries)
    return done.model_copy(update={"reply": None}) if changed else aside(scene, case, done)


def _taken_back(scene: Scene, case: Case, first: Entry) -> tuple[Case, tuple[Effect, ...]]:
    """What was still to be recalled is, since it would say what its author changed."""
    held = held_of(case, first)
    if held is None:
        return case, ()
    new = scene.also(case, EntryKind.RECALLED, of=held.number)
    word = told(scene, "held.edited").reply
    told_so = (whispered(scene, case, word),) if word else ()
    gone = scene.cancelled(case.id, f"send:{held.number}")
    return new, (gone, *redraw(scene, new), *told_so)


def _late(scene: Scene, case: Case, command: Edited) -> Decision:
    """The message itself has not arrived, was a word for the desk, or never will arrive: its
    newest text is what counts. A word for the desk was taken when it was typed, and is not taken
    twice."""
    if _is_for_the_desk(read_typed(command.text, case, scene.pack)):
        return _not_taken(scene, case)
    return said_by_staff(scene, case, _as_said(command), by_staff)


def _as_said(command: Edited) -> Say:
    return Say(text=command.text, rich=command.rich, message=command.message)


def _deleted_by_staff(scene: Scene, case: Case, command: Deleted) -> Decision:
    first = written_as(case, command.message, scene.person)
    if first is None:
        return _deleted_first(scene, case, command)
    if is_deleted(case, first):
        return Decision()
    new = scene.changed(case, EntryKind.DELETED, of=first.number)
    sent = answer_made_of(new, first)
    if sent:
        return withdrawn(scene, new, sent)
    new, taken_back = _taken_back(scene, new, first)
    return Decision(case=new, effects=taken_back)


def _deleted_first(scene: Scene, case: Case, command: Deleted) -> Decision:
    """Written down, so that the message is not taken when it arrives after all."""
    if came_before(case, command.message, scene.person):
        return Decision()
    gone = {"message": command.message}
    return Decision(case=scene.changed(case, EntryKind.DELETED, written=gone))


def _question_edited(scene: Scene, case: Case, command: Edited) -> Decision:
    match read_command(command.text):
        case Ask(question=words) | OpenEscalation(text=words) if words.strip():
            asked = words.strip()
        case _:
            asked = command.text.strip()
    before = question(case)
    if asked == before:
        return Decision()
    new = scene.changed(case, EntryKind.EDITED, text=asked, of=1, written={"before": before})
    shown = into_staff(scene, new, "question_edited", new.entries[-1])
    return Decision(case=new, effects=(*shown, *consulting.question_changed(scene, new)))


def _question_deleted(scene: Scene, case: Case) -> Decision:
    """The case goes on: withdrawing it is an act of its own."""
    if case.about(1, EntryKind.DELETED):
        return Decision()
    new = scene.changed(case, EntryKind.DELETED, of=1)
    gone = taken_back(scene, new, case.entries[0], scene.queue(new).staff)
    told_staff = into_staff(scene, new, "question_deleted", new.entries[-1])
    return Decision(case=new, effects=(*gone, *told_staff))


def _reply_edited(scene: Scene, case: Case, command: Edited) -> Decision:
    first = written_as(case, command.message, scene.person)
    if first is None:
        return reply(scene, case, _as_said(command))
    new = _changed(scene, case, first, _as_said(command))
    told_staff = into_staff(scene, new, "reply_edited", new.entries[-1]) if new else ()
    done = Decision(case=new, effects=told_staff)
    return detached.of_requester(scene, done, case, first)


def _reply_deleted(scene: Scene, case: Case, command: Deleted) -> Decision:
    first = written_as(case, command.message, scene.person)
    if first is None:
        return _deleted_first(scene, case, command)
    if is_deleted(case, first):
        return Decision()
    new = scene.changed(case, EntryKind.DELETED, of=first.number)
    gone = taken_back(scene, new, first, scene.queue(new).staff)
    told_staff = into_staff(scene, new, "reply_deleted", new.entries[-1])
    return Decision(case=new, effects=(*gone, *told_staff))
