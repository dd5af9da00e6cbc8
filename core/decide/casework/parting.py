"""Cases that were answered together go separate ways: each is answered by itself from then on."""

from core.decide.casework.passing import held_back, released
from core.decide.casework.showing import redraw
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.decision import Decision


def parted(scene: Scene, case: Case) -> Decision:
    """`case` is changed already. It leaves the first case (`found.other`) that it was linked to,
    and those that were linked to it leave it. What was sent to all of them and can still be
    recalled goes out before."""
    sent = released(scene, case, held_back(case)) if scene.found.linked else Decision(case=case)
    assert sent.case is not None
    new, others, effects = sent.case, {each.id: each for each in sent.others}, sent.effects
    for other in _others(scene, new, others):
        new = scene.also(new, EntryKind.UNLINKED, text=other.id)
        others[other.id] = other
        effects += redraw(scene, other)
    alone = new.model_copy(update={"duplicate_of": "", "duplicates": ()})
    return Decision(case=alone, others=tuple(others.values()), effects=effects)


def _others(scene: Scene, case: Case, changed: dict[str, Case]) -> tuple[Case, ...]:
    first = scene.found.other if case.duplicate_of else None
    left = tuple(id for id in first.duplicates if id != case.id) if first else ()
    firsts = (
        (scene.changed(first, EntryKind.UNLINKED, text=case.id, duplicates=left),) if first else ()
    )
    return firsts + tuple(_alone(scene, case, each, changed) for each in scene.found.linked)


def _alone(scene: Scene, case: Case, each: Case, changed: dict[str, Case]) -> Case:
    """Its own next version; or the same one, if it was changed by this turn already."""
    next_one = changed.get(each.id) or scene.touched(each)
    new = scene.also(next_one, EntryKind.UNLINKED, text=case.id)
    return new.model_copy(update={"duplicate_of": ""})
