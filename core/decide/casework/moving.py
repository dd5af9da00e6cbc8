"""A case goes to another queue."""

from core.decide.cards import moved_card, status
from core.decide.casework.showing import history, mailed, updated
from core.decide.casework.telling import told
from core.decide.intake import tell_staff
from core.decide.scene import Scene
from core.values.case import Case, EntryKind, Status
from core.values.command import Reroute
from core.values.decision import Decision


def reroute(scene: Scene, case: Case, command: Reroute) -> Decision:
    """The card and the mailbox move; what stays behind is a pointer without text."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if command.queue == case.queue:
        return told(scene, "refused.same_queue", queue=case.queue)
    if command.queue not in scene.routing.queues:
        return told(scene, "refused.no_queue")
    new = scene.changed(
        case,
        EntryKind.REROUTED,
        text=f"{case.queue} → {command.queue}",
        queue=command.queue,
        assignee=None,
        status=Status.OPEN if case.status is Status.CLAIMED else case.status,
    )
    left = mailed(scene, case, "moved", new.entries[-1])
    return Decision(
        case=new,
        effects=(
            *updated(scene, case, moved_card(scene, new)),
            left,
            *tell_staff(scene, new, "rerouted"),
            *history(scene, new),
        ),
    )
