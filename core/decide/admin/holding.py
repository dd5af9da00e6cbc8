"""Legal holds: what must be kept is neither purged nor erased, until somebody says why not."""

from core.decide.admin.forms import choice, form, line
from core.decide.casework.showing import into_thread, redraw
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values import admin as a
from core.values.case import Case, EntryKind, Hold
from core.values.decision import Decision


def opened(scene: Scene, command: a.OpenHold) -> Decision:
    """Admins need not see the case for it: the form shows only its number."""
    case = scene.found.case
    if command.held and case is None:
        return told(scene, "refused.not_found")
    is_held = case is not None and case.hold is not None
    acts = (("set", scene.voice.say("hold.set")), ("lift", scene.voice.say("hold.lift")))
    fields = (
        line(scene, "held", case.id if case else "", most=20),
        choice(scene, "act", acts, "lift" if is_held else "set"),
        line(scene, "because"),
    )
    return form(scene, scene.voice.say("hold.form"), fields, {"do": "put_hold"})


def put(scene: Scene, command: a.PutHold) -> Decision:
    case = scene.found.case
    if case is None:
        return told(scene, "refused.not_found")
    if (case.hold is not None) is (command.act == "set"):
        return told(scene, f"hold.already_{command.act}", case=case.id)
    new = _held(scene, case, command) if command.act == "set" else _freed(scene, case, command)
    note = into_thread(scene, new, f"thread.{new.entries[-1].kind}", new.entries[-1])
    word = told(scene, f"hold.done_{command.act}", case=case.id)
    return Decision(reply=word.reply, case=new, effects=(*note, *redraw(scene, new)))


def _held(scene: Scene, case: Case, command: a.PutHold) -> Case:
    hold = Hold(since=scene.now, because=command.because)
    return scene.changed(case, EntryKind.KEPT, text=command.because, hold=hold)


def _freed(scene: Scene, case: Case, command: a.PutHold) -> Case:
    return scene.changed(case, EntryKind.FREED, text=command.because, hold=None)
