"""A text becomes an answer: here alone something of staff goes to requesters, each time to the
origin of the case that it belongs to.
"""

from typing import Any

from core.decide.cards import answer_message, answer_slot
from core.decide.casework.showing import into_thread, mailed, posted_in_thread, redraw
from core.decide.casework.telling import told
from core.decide.relying import held
from core.decide.scene import Scene
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import Then
from core.values.decision import Decision, Effect


def as_written(text: Entry) -> dict[str, Any]:
    """What a text holds beside its words. `message` tells which answers came of one message."""
    return {"rich": text.rich, "message": text.message, "files": text.files}


def held_back(case: Case) -> list[Entry]:
    """What was sent by an act of staff and can still be recalled."""
    return [
        entry
        for entry in case.entries
        if entry.kind is EntryKind.HELD
        and not case.about(entry.number, EntryKind.SENT, EntryKind.RECALLED)
    ]


def released(scene: Scene, case: Case, waiting: list[Entry]) -> Decision:
    """Passed on in their order; `case` is changed already. A withdrawn case gets nothing more."""
    if case.status is Status.WITHDRAWN:
        for held in waiting:
            case = scene.also(case, EntryKind.RECALLED, of=held.number, by=held.by)
        note = told(scene, "held.withdrawn").reply
        return Decision(case=case, effects=posted_in_thread(scene, case, note) if note else ())
    effects: tuple[Effect, ...] = ()
    others = {each.id: each for each in scene.found.linked}
    for held in waiting:
        done = passed_on(scene, case, held, held.then or Then.ANSWERED, tuple(others.values()))
        assert done.case is not None
        case, effects = done.case, (*effects, *done.effects)
        others |= {each.id: each for each in done.others}
    changed = tuple(others[e.id] for e in scene.found.linked if others[e.id] != e)
    effects = (*effects, *_left_out(scene, case, waiting))
    return Decision(case=case, effects=effects, others=changed)


def _left_out(scene: Scene, case: Case, waiting: list[Entry]) -> tuple[Effect, ...]:
    """Who sent the text saw names of people who do not get it: their cases ended meanwhile."""
    linked = (each for each in scene.found.linked if each.is_over)
    left = [each.id for each in linked if any(_ended_after(each, text) for text in waiting)]
    note = told(scene, "held.left_out", cases=", ".join(left)).reply if left else None
    return posted_in_thread(scene, case, note) if note else ()


def _ended_after(case: Case, text: Entry) -> bool:
    ends = (e.at for e in case.entries if e.kind in (EntryKind.CLOSED, EntryKind.WITHDRAWN))
    return text.kind is EntryKind.HELD and any(at >= text.at for at in ends)


def passed_on(
    scene: Scene,
    case: Case,
    text: Entry,
    then: Then,
    linked: tuple[Case, ...] | None = None,
) -> Decision:
    """The text becomes an answer of its case and of every case that is linked to it; each goes to
    its own origin. `case` is changed already, the linked ones are not."""
    new, effects = _answered(scene, case, text, then)
    others: list[Case] = []
    for each in scene.found.linked if linked is None else linked:
        if each.is_over:
            continue
        first = scene.touched(each) if each in scene.found.linked else each
        other, more = _answered(scene, first, text.model_copy(update={"of": None}), then, own=False)
        others.append(other)
        effects = (*effects, *more)
    return Decision(case=new, effects=effects, others=tuple(others))


def _answered(
    scene: Scene, case: Case, text: Entry, then: Then, *, own: bool = True
) -> tuple[Case, tuple[Effect, ...]]:
    by = text.by if text.kind is EntryKind.HELD and text.by else scene.person
    of = text.number if own else None
    asks = then is Then.WAITING
    relies = held(scene.pack, case, text.text, scene.today)
    new = scene.also(
        case, EntryKind.SENT, text=text.text, of=of, by=by, relies=relies, **as_written(text)
    )
    sent = new.entries[-1]
    if asks:
        new = scene.also(new, EntryKind.WAITING, of=sent.number, by=by)
    if not case.is_over:
        new = new.model_copy(update=_state(scene, case, asks=asks))
    message = answer_message(scene.voice_for(case), new, sent, asks=asks)
    to = scene.post(
        case.origin, message, new, slot=answer_slot(sent), reports=sent.number, confirms=True
    )
    note = into_thread(scene, new, "thread.sent", sent)
    return new, (to, *note, mailed(scene, new, "answered", sent), *redraw(scene, new))


def _state(scene: Scene, case: Case, *, asks: bool) -> dict[str, object]:
    if asks:
        since = case.waiting_since or scene.now
        return {"status": Status.WAITING, "waiting_since": since, "snoozed_until": None}
    return {"status": Status.ANSWERED, "waiting_since": None, "snoozed_until": None}
