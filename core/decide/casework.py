"""What staff do with a case. Nothing they write reaches the requester but by `_send`."""

from core.decide.cards import (
    VISIBLE,
    addressee,
    answer_message,
    draft_offer,
    mail,
    moved_card,
    notice,
    staff_card,
    status,
    thread_note,
)
from core.decide.intake import LONGEST_FIELD, tell_staff
from core.decide.scene import Scene
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import (
    Answer,
    Close,
    KeepInternal,
    OpenAnswer,
    OpenClose,
    Outcome,
    Reroute,
    Say,
    SendDraft,
)
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Field, FieldKind, Form, Message, Option
from core.values.place import ConversationReference


def told(scene: Scene, key: str, **values: object) -> Decision:
    """A sentence to the person who acted; nothing else happens."""
    return Decision(
        reply=Message(
            title=scene.voice.say(f"{key}_title", **values), text=scene.voice.tell(key, **values)
        )
    )


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
    return _redrawn(scene, new)


def release(scene: Scene, case: Case) -> Decision:
    if case.assignee is None or case.is_over:
        return told(scene, "refused.not_claimed", status=status(scene.voice, case))
    back = Status.OPEN if case.status is Status.CLAIMED else case.status
    return _redrawn(scene, scene.changed(case, EntryKind.RELEASED, assignee=None, status=back))


def said_by_staff(scene: Scene, case: Case, command: Say) -> Decision:
    """A text in the staff thread is internal; its author is offered to send it."""
    if not command.text.strip():
        return Decision()
    new = scene.changed(case, EntryKind.SAID, text=command.text)
    if case.is_over:
        return Decision(case=new)
    offer = draft_offer(scene, new, new.entries[-1])
    return Decision(case=new, effects=(_whispered(scene, case, offer),))


def said_in_old_thread(scene: Scene, case: Case) -> Decision:
    """The case moved, or the author is not of its staff: they are told that it was not added."""
    here = scene.queue(case).staff == scene.turn.where.root
    key = "refused.staff_only" if here else "refused.moved"
    word = told(scene, key, case=case.id, queue=case.queue).reply
    return Decision(effects=(_whispered(scene, case, word),) if word else ())


def _whispered(scene: Scene, case: Case, message: Message) -> Delivery:
    """Seen by the person who acted, where they acted, and by nobody else."""
    return Delivery(
        key=scene.new_id(),
        to=scene.turn.where,
        message=message,
        kind=DeliveryKind.WHISPER,
        whisper_to=scene.person.user,
        case=case.id,
        internal=True,
        due_at=scene.now,
    )


def send_draft(scene: Scene, case: Case, command: SendDraft) -> Decision:
    draft = case.entry(command.entry)
    if draft is None or draft.kind is not EntryKind.SAID:
        return told(scene, "refused.no_draft")
    if case.about(draft.number, EntryKind.SENT):
        return told(scene, "refused.sent_already")
    return _send(scene, case, draft.text, of=draft.number)


def keep_internal(scene: Scene, case: Case, command: KeepInternal) -> Decision:
    if case.about(command.entry, EntryKind.SENT):
        return told(scene, "refused.sent_already")
    return told(scene, "draft.kept")


def open_answer(scene: Scene, case: Case, command: OpenAnswer) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    field = Field(
        id="text",
        label=scene.voice.say("answer_form.field"),
        kind=FieldKind.TEXT,
        max_length=LONGEST_FIELD,
    )
    return Decision(
        reply=Message(
            title=scene.voice.say("answer_form.title", case=case.id),
            text=scene.voice.tell("answer_form.text", to=addressee(case)),
            form=Form(
                fields=(field,),
                submit=scene.voice.say("draft.send"),
                cancel=scene.voice.say("form.cancel"),
                command={"do": "answer", "case": case.id},
            ),
        )
    )


def answer(scene: Scene, case: Case, command: Answer) -> Decision:
    return _send(scene, case, command.text)


def _send(scene: Scene, case: Case, text: str, of: int | None = None) -> Decision:
    """The act of sending: the one way from staff to the requester, to the case's origin only."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    new = scene.changed(case, EntryKind.SENT, text=text, of=of, status=Status.ANSWERED)
    sent = new.entries[-1]
    message = answer_message(scene.voice_for(case), new, sent)
    effects: tuple[Effect, ...] = (
        scene.post(case.origin, message, new, reports=sent.number, confirms=True),
        *_into_thread(scene, new, "thread.sent", sent),
        _mailed(scene, new, "answered", sent),
        *redraw(scene, new),
    )
    return told(scene, "draft.sent", to=addressee(case)).model_copy(
        update={"case": new, "effects": effects}
    )


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
    left = _mailed(scene, case, "moved", new.entries[-1])
    return Decision(
        case=new,
        effects=(
            *_updated(scene, case, moved_card(scene, new)),
            left,
            *tell_staff(scene, new, "rerouted"),
            *_history(scene, new),
        ),
    )


def card_again(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """A new card in the staff conversation, with what was said so far in its thread."""
    queue = scene.queue(case)
    if queue.staff is None:
        return ()
    card = scene.post(queue.staff, staff_card(scene, case), case, slot="card", reports=1)
    return (card, *_history(scene, case))


def _history(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """What was said so far, into the thread of the new card, so that nobody starts blind."""
    keys = {EntryKind.SAID: "thread.said", EntryKind.SENT: "thread.sent"}
    return tuple(
        effect
        for entry in case.entries
        if entry.kind in (*VISIBLE, EntryKind.SAID)
        for effect in _into_thread(scene, case, keys.get(entry.kind, "thread.replied"), entry)
    )


def open_close(scene: Scene, case: Case, command: OpenClose) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    say = scene.voice.say
    field = Field(
        id="outcome",
        label=say("close_form.field"),
        kind=FieldKind.CHOICE,
        options=tuple(Option(value=o, label=say(f"outcome.{o}")) for o in Outcome),
    )
    return Decision(
        reply=Message(
            title=say("close_form.title", case=case.id),
            text=scene.voice.tell("close_form.text"),
            form=Form(
                fields=(field,),
                submit=say("close_form.submit"),
                cancel=say("form.cancel"),
                command={"do": "close", "case": case.id},
            ),
        )
    )


def close(scene: Scene, case: Case, command: Close) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    new = scene.changed(
        case, EntryKind.CLOSED, status=Status.CLOSED, outcome=command.outcome, assignee=None
    )
    voice = scene.voice_for(case)
    word = notice(voice, new, "case.closed", outcome=voice.say(f"outcome.{command.outcome}"))
    done = scene.post(case.origin, word, new, reports=new.entries[-1].number)
    return _redrawn(scene, new, done)


def reopen_by_staff(scene: Scene, case: Case) -> Decision:
    if case.status is not Status.CLOSED:
        return told(scene, "refused.not_closed", status=status(scene.voice, case))
    new = scene.changed(case, EntryKind.REOPENED, status=Status.REOPENED, outcome=None)
    word = notice(scene.voice_for(case), new, "case.reopened")
    return _redrawn(scene, new, scene.post(case.origin, word, new))


def _redrawn(scene: Scene, case: Case, *effects: Effect) -> Decision:
    return Decision(case=case, effects=(*effects, *redraw(scene, case)))


def redraw(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """Every card of the case shows its present state, so that no button is stale."""
    return _updated(scene, case, staff_card(scene, case))


def _updated(scene: Scene, case: Case, card: Message) -> tuple[Effect, ...]:
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


def _into_thread(scene: Scene, case: Case, key: str, entry: Entry) -> tuple[Effect, ...]:
    queue = scene.queue(case)
    if queue.staff is None:
        return ()
    note = thread_note(scene.staff_voice, case, key, entry)
    return (scene.post(queue.staff, note, case, under="card", reports=entry.number),)


def _mailed(scene: Scene, case: Case, key: str, entry: Entry) -> Delivery:
    mailbox = ConversationReference.mailbox(scene.queue(case).mailbox)
    return scene.post(mailbox, mail(scene.staff_voice, case, key, entry), case, under="mail")


def into_staff(scene: Scene, case: Case, key: str, entry: Entry) -> tuple[Effect, ...]:
    """Something from outside arrives at staff: in the thread, by mail, and on the card."""
    return (
        *_into_thread(scene, case, f"thread.{key}", entry),
        _mailed(scene, case, key, entry),
        *redraw(scene, case),
    )
