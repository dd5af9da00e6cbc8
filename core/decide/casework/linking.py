"""Several cases with one question: what is sent for the first is sent for all, each to its own
origin. A linked case knows the first one, and the first knows all that are linked to it."""

from core.decide.cards import status
from core.decide.casework.filling import form, line
from core.decide.casework.parting import parted
from core.decide.casework.showing import redraw, redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.command import Link, OpenLink, Unlink
from core.values.decision import Decision

MOST = 50  # cases that are answered at once


def open_link(scene: Scene, case: Case, command: OpenLink) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    field = line(scene.voice.say("link_form.field"), "to", hint=scene.voice.say("link_form.hint"))
    return form(scene, case, "link_form", "link", field)


def link(scene: Scene, case: Case, command: Link) -> Decision:
    """Only staff of both cases may link them; any other case is not found."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    first = scene.found.other
    if first is None or not scene.is_staff(first):
        return told(scene, "refused.not_found")
    refusal = _refusal(scene, case, first)
    if refusal:
        return refusal
    new = scene.changed(case, EntryKind.LINKED, text=first.id, duplicate_of=first.id)
    other = scene.changed(
        first, EntryKind.LINKED, text=case.id, duplicates=(*first.duplicates, case.id)
    )
    word = told(scene, "linked.done", case=case.id, first=first.id).reply
    return Decision(
        case=new,
        others=(other,),
        reply=word,
        effects=(*redraw(scene, new), *redraw(scene, other)),
    )


def _refusal(scene: Scene, case: Case, first: Case) -> Decision | None:
    if first.id == case.id:
        return told(scene, "refused.link_itself")
    if first.is_over:
        return told(scene, "refused.link_over", case=first.id, status=status(scene.voice, first))
    if case.duplicate_of:
        return told(scene, "refused.linked_already", first=case.duplicate_of)
    if first.duplicate_of:
        return told(scene, "refused.link_to_first", first=first.duplicate_of)
    if case.duplicates:
        return told(scene, "refused.link_has_own", case=case.id)
    if len(first.duplicates) >= MOST:
        return told(scene, "refused.link_full", count=MOST)
    return None


def unlink(scene: Scene, case: Case, command: Unlink) -> Decision:
    first = scene.found.other
    if not case.duplicate_of:
        return told(scene, "refused.not_linked")
    if first is None:
        new = scene.changed(case, EntryKind.UNLINKED, text=case.duplicate_of, duplicate_of="")
        return redrawn(scene, new)
    done = parted(scene, scene.touched(case))
    assert done.case is not None
    return done.model_copy(update={"effects": (*done.effects, *redraw(scene, done.case))})
