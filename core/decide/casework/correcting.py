"""An answer that was sent is changed or taken back, wherever it went: the message follows in place,
and both sides are told.
"""

from core.decide.cards import answer_message, answer_slot, notice
from core.decide.casework.showing import into_staff
from core.decide.crossing import taken_back
from core.decide.relying import held
from core.decide.scene import Scene
from core.decide.versions import standing
from core.values.case import Case, Entry, EntryKind, Status
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind
from core.values.place import Platform
from core.values.rich_text import RichText


def says_it_already(case: Case, sent: Entry, words: Entry) -> bool:
    now = standing(case, sent)
    return now is not None and (now.text, now.rich) == (words.text, words.rich)


def corrected(scene: Scene, case: Case, sent: Entry, words: Entry) -> Decision:
    """`case` is changed already; what follows belongs to the same change."""
    return _everywhere(scene, case, sent, EntryKind.EDITED, words.text, words.rich)


def withdrawn(scene: Scene, case: Case, sent: Entry) -> Decision:
    """`case` is changed already; what follows belongs to the same change."""
    return _everywhere(scene, case, sent, EntryKind.DELETED, "", None)


def _everywhere(
    scene: Scene, case: Case, sent: Entry, kind: EntryKind, text: str, rich: RichText | None
) -> Decision:
    """In this case and in those that got the same answer with it."""
    new, effects = _changed(scene, case, sent, kind, text, rich)
    others: list[Case] = []
    for each in scene.found.linked:
        copy = copy_of(each, sent)
        if copy is None:
            continue
        other, more = _changed(scene, scene.touched(each), copy, kind, text, rich)
        others.append(other)
        effects = (*effects, *more)
    return Decision(case=new, effects=effects, others=tuple(others))


def copy_of(case: Case, sent: Entry) -> Entry | None:
    found = (e for e in case.entries if e.kind is EntryKind.SENT and e.message == sent.message)
    return next(found, None) if sent.message else None


def _changed(
    scene: Scene,
    case: Case,
    sent: Entry,
    kind: EntryKind,
    text: str,
    rich: RichText | None,
) -> tuple[Case, tuple[Effect, ...]]:
    now = standing(case, sent)
    before = now.text if now else ""
    relies = held(scene.pack, case, text, scene.today) if kind is EntryKind.EDITED else ()
    new = scene.also(case, kind, text=text, of=sent.number, rich=rich, before=before, relies=relies)
    new = new.model_copy(update={"status": _status_of(new)})
    key = "answer_edited" if kind is EntryKind.EDITED else "answer_deleted"
    return new, (
        in_place(scene, new, sent),
        *(taken_back(scene, new, sent, new.origin) if kind is EntryKind.DELETED else ()),
        *_said_so(scene, new, sent, key),
        *into_staff(scene, new, key, new.entries[-1]),
    )


def _status_of(case: Case) -> Status:
    """A case whose last answer was taken back needs work again."""
    answers = [e for e in case.entries if e.kind is EntryKind.SENT]
    if case.status is not Status.ANSWERED or any(standing(case, e) for e in answers):
        return case.status
    return Status.CLAIMED if case.assignee else Status.OPEN


def in_place(scene: Scene, case: Case, sent: Entry) -> Delivery:
    return Delivery(
        key=scene.new_id(),
        to=case.origin,
        message=answer_message(scene.voice_for(case), case, sent),
        kind=DeliveryKind.UPDATE,
        case=case.id,
        slot=answer_slot(sent),
        reports=case.entries[-1].number,
        confirms=True,
        due_at=scene.now,
    )


def _said_so(scene: Scene, case: Case, sent: Entry, key: str) -> tuple[Effect, ...]:
    """Platforms change a message without a sound; a mail comes as a new one anyway."""
    was_read = case.about(sent.number, EntryKind.DELIVERED)
    if not was_read or case.origin.platform is Platform.EMAIL:
        return ()
    word = notice(scene.voice_for(case), case, f"case.{key}")
    return (scene.post(case.origin, word, case, under=answer_slot(sent)),)
