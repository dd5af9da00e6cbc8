"""What became of a delivery, told to those who wait for it."""

from core.decide import newcomers
from core.decide.cards import mail, thread_note
from core.decide.casework.showing import card_again
from core.decide.reach import is_for_requester, reported
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.command import (
    ReportBacklog,
    ReportDelivery,
    ReportGone,
    ReportRouting,
    ReportWorkspace,
)
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.place import ConversationReference, Platform

_LOST = "card posted again: "


def report_delivery(scene: Scene, case: Case, command: ReportDelivery) -> Decision:
    """Of what was meant for the requester, or for staff."""
    if is_for_requester(case, command.to):
        return reported(scene, case, command)
    return _staff_side(scene, case, command)


def _staff_side(scene: Scene, case: Case, command: ReportDelivery) -> Decision:
    if command.state == "sent":
        return Decision()
    staff = scene.queue(case).staff
    if command.lost and staff and staff.lane == command.to:
        return _posted_again(scene, case, command)
    return Decision() if command.lost else _staff_not_reached(scene, case, command)


def _posted_again(scene: Scene, case: Case, command: ReportDelivery) -> Decision:
    """Somebody deleted the card: a new one is posted, with what was said so far, once."""
    entry = EntryKind.FAILED
    if any(
        e.kind is entry and e.text.startswith(_LOST) and e.of == command.entry for e in case.entries
    ):
        return Decision()
    new = scene.changed(case, entry, text=f"{_LOST}{command.error}", of=command.entry)
    return Decision(case=new, effects=card_again(scene, new))


def _staff_not_reached(scene: Scene, case: Case, command: ReportDelivery) -> Decision:
    """The card or the mail did not arrive: the other road, and the other queues, are told."""
    new = scene.changed(case, EntryKind.FAILED, text=f"{command.to}: {command.error}")
    last = new.entries[-1]
    queue = scene.queue(case)
    alarm = thread_note(scene.staff_voice, case, "thread.staff_not_reached", last)
    others = {
        q.staff for q in scene.routing.queues.values() if q.staff and q.staff.lane != command.to
    }
    effects: list[Effect] = [
        scene.post(place, alarm, case).model_copy(update={"internal": True})
        for place in sorted(others, key=str)
    ]
    if queue.mailbox not in command.to:
        letter = mail(scene.staff_voice, new, "staff_not_reached", last)
        effects.append(scene.post(ConversationReference.mailbox(queue.mailbox), letter, case))
    return Decision(case=new, effects=tuple(effects))


def report_backlog(scene: Scene, command: ReportBacklog) -> Decision:
    """Every queue is told, in its staff conversation and by mail: one of the two may work."""
    voice = scene.staff_voice
    alarm = Message(
        title=voice.say("backlog.title"),
        text=voice.tell(
            "backlog.text", count=command.count, minutes=command.minutes, lane=command.lane
        ),
    )
    return _alarmed(scene, alarm, command.lane)


def report_gone(scene: Scene, command: ReportGone) -> Decision:
    """The desk was removed from a staff conversation, or that was deleted."""
    voice = scene.staff_voice
    alarm = Message(
        title=voice.say("gone.title", queue=command.queue),
        text=voice.tell("gone.text", queue=command.queue, why=command.why),
    )
    return _alarmed(scene, alarm, scene.turn.where.lane)


def report_routing(scene: Scene, command: ReportRouting) -> Decision:
    """The last good routing stays in force; admins are the only ones who can mend the newest."""
    voice = scene.staff_voice
    alarm = Message(
        title=voice.say("unreadable.title", version=command.version),
        text=voice.tell("unreadable.text", version=command.version),
    )
    return _alarmed(scene, alarm, "")


def report_workspace(scene: Scene, command: ReportWorkspace) -> Decision:
    """A workspace asks to be let in, or removed the app: every queue is told."""
    voice = scene.staff_voice
    if command.change == "asks":
        asked = newcomers.asks(voice, command.place, command.name)
        return _alarmed(scene, asked, "", newcomers.slot(command.place))
    alarm = Message(
        title=voice.say("workspace.left_title", name=command.name),
        text=voice.tell("workspace.left", name=command.name, place=command.place),
    )
    return _alarmed(scene, alarm, "")


def _alarmed(scene: Scene, alarm: Message, lane: str, slot: str = "") -> Decision:
    """Every staff conversation but that one, and every mailbox: some road will work."""
    queues = scene.routing.queues.values()
    places = {queue.staff for queue in queues if queue.staff and queue.staff.lane != lane}
    places |= {ConversationReference.mailbox(queue.mailbox) for queue in queues}
    in_order = sorted(places, key=str)
    return Decision(effects=tuple(_alarm(scene, place, alarm, slot) for place in in_order))


def _alarm(scene: Scene, place: ConversationReference, alarm: Message, slot: str) -> Delivery:
    return Delivery(
        key=scene.new_id(),
        to=place,
        message=alarm,
        slot=slot,
        internal=place.platform is not Platform.EMAIL,
        due_at=scene.now,
    )
