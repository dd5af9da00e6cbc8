"""What is said in the staff thread: internal until somebody sends it."""

from core.decide.cards import draft_offer
from core.decide.casework.telling import told, whispered
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.command import KeepInternal, Say
from core.values.decision import Decision


def said_by_staff(scene: Scene, case: Case, command: Say) -> Decision:
    """A text in the staff thread is internal; its author is offered to send it."""
    if not command.text.strip():
        return Decision()
    new = scene.changed(case, EntryKind.SAID, text=command.text)
    if case.is_over:
        return Decision(case=new)
    offer = draft_offer(scene, new, new.entries[-1])
    return Decision(case=new, effects=(whispered(scene, case, offer),))


def said_in_old_thread(scene: Scene, case: Case) -> Decision:
    """The case moved, or the author is not of its staff: they are told that it was not added."""
    here = scene.queue(case).staff == scene.turn.where.root
    key = "refused.staff_only" if here else "refused.moved"
    word = told(scene, key, case=case.id, queue=case.queue).reply
    return Decision(effects=(whispered(scene, case, word),) if word else (), refused=key)


def keep_internal(scene: Scene, case: Case, command: KeepInternal) -> Decision:
    if case.about(command.entry, EntryKind.SENT):
        return told(scene, "refused.sent_already")
    return told(scene, "draft.kept")
