"""What staff see of a case: its card redrawn, notes in its thread, mails to its mailbox."""

from core.decide.cards import mail, staff_card, thread_note
from core.decide.crossing import files_again, going_to
from core.decide.scene import Scene
from core.decide.versions import answer_made_of, in_force
from core.values.case import Case, Entry, EntryKind
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Message
from core.values.place import ConversationReference

_SAID = (
    *(EntryKind.SAID, EntryKind.NOTED, EntryKind.ADVISED),
    *(EntryKind.SENT, EntryKind.REPLIED),
)


def redrawn(scene: Scene, case: Case, *effects: Effect) -> Decision:
    return Decision(case=case, effects=(*effects, *redraw(scene, case)))


def redraw(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """Every card of the case shows its present state, so that no button is stale."""
    return updated(scene, case, staff_card(scene, case))


def updated(scene: Scene, case: Case, card: Message) -> tuple[Effect, ...]:
    queue = scene.queue(case)
    if queue.staff is None:
        return ()
    return (
        Delivery(
            key=scene.new_id(),
            to=queue.staff,
            message=card,
            kind=DeliveryKind.UPDATE,
            case=case.id,
            slot="card",
            internal=True,
            reports=len(case.entries),
            due_at=scene.now,
        ),
    )


def card_again(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """A new card in the staff conversation, with what was said so far in its thread."""
    queue = scene.queue(case)
    if queue.staff is None:
        return ()
    card = scene.post(queue.staff, staff_card(scene, case), case, slot="card", reports=1)
    return (card, *history(scene, case), *files_again(scene, case))


def history(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """What was said so far, into the thread of the new card, so that nobody starts blind."""
    return tuple(
        effect
        for entry in case.entries
        if entry.kind in _SAID and not _was_sent(case, entry)
        if (now := in_force(case, entry))
        for effect in into_thread(scene, case, f"thread.{entry.sort}", _as_now(scene, case, now))
    )


def _as_now(scene: Scene, case: Case, entry: Entry) -> Entry:
    """What the requester attached goes into the new thread too."""
    is_theirs = entry.kind is EntryKind.REPLIED
    return going_to(scene, case, entry, scene.queue(case).staff) if is_theirs else entry


def _was_sent(case: Case, entry: Entry) -> bool:
    """A draft whose text stands there as a sent answer, or as what the requester said."""
    passed_on = answer_made_of(case, entry) or case.about(entry.number, EntryKind.REPLIED)
    return entry.kind is EntryKind.SAID and bool(passed_on)


def into_thread(scene: Scene, case: Case, key: str, entry: Entry) -> tuple[Effect, ...]:
    queue = scene.queue(case)
    if queue.staff is None:
        return ()
    note = thread_note(scene.staff_voice, case, key, entry)
    return (scene.post(queue.staff, note, case, under="card", reports=entry.number),)


def posted_in_thread(scene: Scene, case: Case, message: Message) -> tuple[Effect, ...]:
    """Under the card, for all staff of the case."""
    queue = scene.queue(case)
    if queue.staff is None:
        return ()
    return (scene.post(queue.staff, message, case, under="card", reports=len(case.entries)),)


def mailed(scene: Scene, case: Case, key: str, entry: Entry) -> Delivery:
    mailbox = ConversationReference.mailbox(scene.queue(case).mailbox)
    return scene.post(mailbox, mail(scene, case, key, entry), case, under="mail")


def into_staff(scene: Scene, case: Case, key: str, entry: Entry) -> tuple[Effect, ...]:
    """Something from outside arrives at staff: in the thread, by mail, and on the card."""
    return (
        *into_thread(scene, case, f"thread.{key}", entry),
        mailed(scene, case, key, entry),
        *redraw(scene, case),
    )
