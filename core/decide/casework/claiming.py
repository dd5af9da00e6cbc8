"""Who works on a case."""

from core.decide.cards import staff_card, status
from core.decide.casework.showing import redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values.case import Case, EntryKind, Status
from core.values.decision import Decision


def show_card(scene: Scene, case: Case) -> Decision:
    return Decision(reply=staff_card(scene, case))


def claim(scene: Scene, case: Case) -> Decision:
    """Compare-and-swap: whoever comes second is told who was first."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if case.assignee and case.assignee.key == scene.person.key:
        return told(scene, "refused.claimed_already")
    if case.assignee:
        return told(scene, "refused.claimed_by", name=case.assignee.name)
    answered = case.status is Status.ANSWERED
    new = scene.changed(
        case,
        EntryKind.CLAIMED,
        assignee=scene.person,
        status=Status.ANSWERED if answered else Status.CLAIMED,
    )
    return redrawn(scene, new)


def release(scene: Scene, case: Case) -> Decision:
    if case.assignee is None or case.is_over:
        return told(scene, "refused.not_claimed", status=status(scene.voice, case))
    back = Status.OPEN if case.status is Status.CLAIMED else case.status
    return redrawn(scene, scene.changed(case, EntryKind.RELEASED, assignee=None, status=back))
