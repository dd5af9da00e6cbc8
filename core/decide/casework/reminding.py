"""Reminders of the desk: before an answer is due, and when it is overdue."""

from core.decide.cards import status
from core.decide.casework.showing import posted_in_thread
from core.decide.clockwork import AWAITING
from core.decide.scene import Scene
from core.decide.timing.due import due_text
from core.values.case import Case, EntryKind
from core.values.command import GoOff
from core.values.decision import Decision, Effect
from core.values.message import Fact, Message
from core.values.place import ConversationReference, Platform


def remind(scene: Scene, case: Case, command: GoOff) -> Decision:
    """Three quarters of the time are over: who works on it is told, or everybody. Where the desk
    was down for so long that all of it is over, that is told next, and not this."""
    if case.status not in AWAITING or case.due_at != command.at:
        return Decision()
    new = scene.changed(case, EntryKind.REMINDED, text="early")
    if case.due_at < scene.now:
        return Decision(case=new)
    note = _message(scene, new, "remind.early")
    if case.assignee is None:
        return Decision(case=new, effects=_to_everybody(scene, new, note))
    direct = scene.post(case.assignee.direct, note, new)
    return Decision(case=new, effects=(*posted_in_thread(scene, new, note), direct))


def overdue(scene: Scene, case: Case, command: GoOff) -> Decision:
    """The time is over: told in the thread, and where the queue escalates to."""
    if case.status not in AWAITING or case.due_at != command.at:
        return Decision()
    new = scene.changed(case, EntryKind.REMINDED, text="overdue")
    note = _message(scene, new, "remind.overdue")
    effects: list[Effect] = list(posted_in_thread(scene, new, note))
    second = scene.queue(case).second
    internal = second.platform is not Platform.EMAIL
    further = scene.post(second, note, new).model_copy(update={"internal": internal})
    return Decision(case=new, effects=(*effects, further))


def _to_everybody(scene: Scene, case: Case, note: Message) -> tuple[Effect, ...]:
    """In the staff conversation itself: in the thread nobody would see it."""
    staff = scene.queue(case).staff
    if staff is None:
        mailbox = ConversationReference.mailbox(scene.queue(case).mailbox)
        return (scene.post(mailbox, note, case, under="mail"),)
    return (scene.post(staff, note, case).model_copy(update={"internal": True}),)


def _message(scene: Scene, case: Case, key: str) -> Message:
    """Without the question: it also goes to places beside the case's thread."""
    voice = scene.staff_voice
    who = case.assignee.name if case.assignee else voice.say("remind.nobody")
    return Message(
        title=voice.say(f"{key}_title", case=case.id),
        text=voice.tell(key),
        facts=(
            Fact(label=voice.say("card.due"), value=due_text(voice, case)),
            Fact(label=voice.say("card.queue"), value=case.queue),
            Fact(label=voice.say("case.status"), value=status(voice, case)),
            Fact(label=voice.say("remind.who"), value=who),
        ),
    )
