"""Who works on a case."""

from core.decide.cards import staff_card, status
from core.decide.casework.filling import choice, form
from core.decide.casework.showing import redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.decide.timing.due import due_text
from core.values.case import Case, EntryKind, Status
from core.values.command import Assign, OpenAssign, ShowCase
from core.values.decision import Decision, Effect
from core.values.message import Button, Fact, Message
from core.values.place import Person

FRESH = (Status.OPEN, Status.REOPENED, Status.CLAIMED)
"""States in which having an assignee shows as being worked on."""


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
    return redrawn(scene, _given(scene, case, EntryKind.CLAIMED, scene.person))


def release(scene: Scene, case: Case) -> Decision:
    if case.assignee is None or case.is_over:
        return told(scene, "refused.not_claimed", status=status(scene.voice, case))
    back = Status.OPEN if case.status is Status.CLAIMED else case.status
    return redrawn(scene, scene.changed(case, EntryKind.RELEASED, assignee=None, status=back))


def open_assign(scene: Scene, case: Case, command: OpenAssign) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if not scene.found.people:
        return told(scene, "refused.nobody_known")
    people = [(person.key, person.name or person.user) for person in scene.found.people]
    field = choice(scene.voice.say("assign_form.field"), "to", people)
    return form(scene, case, "assign_form", "assign", field)


def assign(scene: Scene, case: Case, command: Assign) -> Decision:
    """To somebody who may act for the queue; also over somebody else, who sees it on the card."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    meant = meant_by(command.to, scene.found.people)
    if len(meant) != 1:
        names = ", ".join(person.name for person in meant or scene.found.people[:20])
        key = "refused.several_people" if meant else "refused.no_such_person"
        return told(scene, key, name=command.to, names=names or "–")
    if case.assignee and case.assignee.key == meant[0].key:
        return told(scene, "refused.claimed_by", name=meant[0].name)
    new = _given(scene, case, EntryKind.ASSIGNED, meant[0])
    word = told(scene, "assigned.done", name=meant[0].name).reply
    return redrawn(scene, new, *_told_to(scene, new, meant[0])).model_copy(update={"reply": word})


def _told_to(scene: Scene, case: Case, person: Person) -> tuple[Effect, ...]:
    """Platforms redraw a card without a sound: who got the case is told, without the question."""
    if person.key == scene.person.key:
        return ()
    voice = scene.voice_of(person)
    note = Message(
        title=voice.say("assigned.you_title", case=case.id),
        text=voice.tell("assigned.you", name=scene.person.name),
        facts=(
            Fact(label=voice.say("card.due"), value=due_text(voice, case)),
            Fact(label=voice.say("card.queue"), value=case.queue),
        ),
        buttons=(Button(label=voice.say("button.show"), command=ShowCase(case=case.id)),),
    )
    return (scene.post(person.direct, note, case),)


def meant_by(name: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """By key, by the platform's way of writing a mention, by whole name, by a part of it."""
    wanted = name.strip().strip("<>").lstrip("@").partition("|")[0].strip()
    exact = tuple(p for p in people if wanted in (p.key, p.user))
    if exact or not wanted:
        return exact
    folded = wanted.casefold()
    whole = tuple(p for p in people if p.name.casefold() == folded)
    return whole or tuple(p for p in people if folded in p.name.casefold().split())


def _given(scene: Scene, case: Case, kind: EntryKind, to: Person) -> Case:
    after = Status.CLAIMED if case.status in FRESH else case.status
    whom = to if kind is EntryKind.ASSIGNED else None
    return scene.changed(case, kind, to=whom, assignee=to, status=after)
