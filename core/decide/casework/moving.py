"""A case goes to another queue."""

from core.decide.cards import moved_card, status
from core.decide.casework.filling import choice, form, line
from core.decide.casework.parting import parted
from core.decide.casework.showing import history, mailed, updated
from core.decide.casework.telling import told
from core.decide.crossing import files_again
from core.decide.intake import tell_staff
from core.decide.scene import Scene
from core.values.case import Case, EntryKind, Status
from core.values.command import OpenReroute, Reroute
from core.values.decision import Decision

_TO = " → "


def open_reroute(scene: Scene, case: Case, command: OpenReroute) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    others = [name for name in scene.routing.queues if name != case.queue]
    if not others:
        return told(scene, "refused.only_queue")
    say = scene.voice.say
    return form(
        scene,
        case,
        "reroute_form",
        "reroute",
        choice(say("reroute_form.field"), "queue", [(name, name) for name in others]),
        line(say("reroute_form.because"), "because", optional=True),
    )


def reroute(scene: Scene, case: Case, command: Reroute) -> Decision:
    """The card and the mailbox move; what stays behind is a pointer without text. Cases of another
    queue's staff are not answered together with it any more."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    to = _named(scene, command.queue)
    if to == case.queue:
        return told(scene, "refused.same_queue", queue=case.queue)
    if to is None:
        return told(scene, "refused.no_queue", queues=", ".join(scene.routing.queues))
    because = f": {command.because}" if command.because else ""
    new = scene.changed(
        case,
        EntryKind.REROUTED,
        text=f"{case.queue}{_TO}{to}{because}",
        queue=to,
        assignee=None,
        why=(*case.why, *_why(scene, command)),
        status=Status.OPEN if case.status is Status.CLAIMED else case.status,
    )
    left = mailed(scene, case, "moved", new.entries[-1])
    apart = parted(scene, new) if new.duplicate_of or new.duplicates else Decision(case=new)
    assert apart.case is not None
    new = apart.case
    return Decision(
        case=new,
        others=apart.others,
        effects=(
            *apart.effects,
            *updated(scene, case, moved_card(scene, new)),
            left,
            *tell_staff(scene, new, "rerouted"),
            *history(scene, new),
            *files_again(scene, new),
        ),
    )


def _named(scene: Scene, typed: str) -> str | None:
    """The queue of that name, in capitals or not."""
    names = {name.casefold(): name for name in scene.routing.queues}
    return typed if typed in scene.routing.queues else names.get(typed.casefold())


def was_here(scene: Scene, case: Case) -> bool:
    """Whether the person acts as staff of a queue that the case was in: they know of it."""
    left = {e.text.partition(_TO)[0] for e in case.entries if e.kind is EntryKind.REROUTED}
    return bool(left & scene.acts_for)


def _why(scene: Scene, command: Reroute) -> tuple[str, ...]:
    """The reason, for the new card: why it is here."""
    if not command.because:
        return ()
    name = scene.person.name
    return (scene.staff_voice.say("card.moved_because", name=name, because=command.because),)
