"""Notes of staff: on record with the case, seen by staff only, never offered for sending."""

from core.decide.casework.filling import form, prose
from core.decide.casework.showing import into_thread
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.command import Note, OpenNote
from core.values.decision import Decision


def open_note(scene: Scene, case: Case, command: OpenNote) -> Decision:
    field = prose(scene.voice.say("note_form.field"))
    return form(scene, case, "note_form", "note", field)


def note(scene: Scene, case: Case, command: Note) -> Decision:
    """Shown in the thread where it was not typed there already."""
    new = scene.changed(case, EntryKind.NOTED, text=command.text)
    typed = scene.turn.where.thread is not None and scene.was_typed
    shown = () if typed else into_thread(scene, new, "thread.noted", new.entries[-1])
    word = told(scene, "noted.done").reply
    return Decision(case=new, reply=word, effects=shown)
