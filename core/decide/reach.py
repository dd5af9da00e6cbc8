"""What was meant for the requester and what became of it: the other road is taken where there is
one, and staff are told.

The other road is the requester's own mailbox, frozen when the case was opened, with consent.
"""

from core.decide.cards import answer_message, answer_slot, mail, notice, receipt, thread_note
from core.decide.casework.showing import redraw
from core.decide.scene import Scene
from core.decide.shown import BY_MAIL
from core.decide.voice import Voice
from core.decide.ways import hint, receipt_footer
from core.values.case import Case, Entry, EntryKind
from core.values.command import ReportDelivery
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.place import ConversationReference, Platform

_CHANGES = (EntryKind.EDITED, EntryKind.DELETED)
_PLATFORMS = {Platform.SLACK: "Slack", Platform.TEAMS: "Teams", Platform.EMAIL: "e-mail"}


def is_for_requester(case: Case, lane: str) -> bool:
    return lane == case.origin.lane or lane == _mailbox_lane(case)


def is_for_staff(effect: Effect, case: Case) -> bool:
    """Whether it is a message that tells staff of the case."""
    if not isinstance(effect, Delivery) or effect.to.platform is Platform.DESK:
        return False
    return effect.to != case.origin and effect.reports is not None


def reported(scene: Scene, case: Case, command: ReportDelivery) -> Decision:
    """The card shows the state. What failed takes the other road, and staff are told."""
    by_mail = command.to == _mailbox_lane(case)
    if command.state == "sent":
        text = BY_MAIL if by_mail else ""
        new = scene.changed(case, EntryKind.DELIVERED, text=text, of=command.entry)
        return Decision(case=new, effects=redraw(scene, new))
    new = scene.changed(case, EntryKind.FAILED, text=command.error, of=command.entry)
    about = case.entry(command.entry)
    if about and _is_lost_change(case, about):
        return Decision(case=new, effects=(*_posted_anew(scene, new, about), *redraw(scene, new)))
    letter = () if by_mail or about is None else _by_mail(scene, new, about)
    told = _staff_told(scene, new, mailed=bool(letter))
    return Decision(case=new, effects=(*redraw(scene, new), *letter, *told))


def _mailbox_lane(case: Case) -> str:
    return ConversationReference.mailbox(case.mailbox).lane if case.mailbox else ""


def _is_lost_change(case: Case, about: Entry) -> bool:
    """A message that can no longer be changed: what it should say is posted once more."""
    return about.kind in _CHANGES and not case.about(about.number, EntryKind.FAILED)


def _posted_anew(scene: Scene, case: Case, change: Entry) -> tuple[Effect, ...]:
    sent = _answer_of(case, change)
    if sent is None:
        return ()
    return (
        scene.post(
            case.origin,
            answer_message(scene.voice_for(case), case, sent),
            case,
            slot=answer_slot(sent),
            reports=change.number,
            confirms=True,
        ),
    )


def _answer_of(case: Case, entry: Entry) -> Entry | None:
    if entry.kind is EntryKind.SENT:
        return entry
    sent = case.entry(entry.of) if entry.of else None
    return sent if sent and sent.kind is EntryKind.SENT else None


def _by_mail(scene: Scene, case: Case, about: Entry) -> tuple[Effect, ...]:
    """To the address that the case holds, and to no other; never to a mailbox of the office."""
    offices = {queue.mailbox.lower() for queue in scene.routing.queues.values()}
    message = _meant(scene, case, about)
    if not case.mailbox or message is None or case.mailbox.lower() in offices:
        return ()
    voice = scene.voice_for(case)
    why = voice.tell("fallback.text", platform=_PLATFORMS[case.origin.platform])
    footer = voice.say("fallback.footer", platform=_PLATFORMS[case.origin.platform])
    letter = message.model_copy(
        update={
            "text": f"{why}\n\n{message.text}".strip(),
            "buttons": (),
            "footer": f"{_without_hint(voice, case, message.footer)} {footer}".strip(),
        }
    )
    to = ConversationReference.mailbox(case.mailbox)
    slot = "requester-mail"
    return (
        scene.post(to, letter, case, slot=slot, under=slot, reports=about.number, confirms=True),
    )


def _without_hint(voice: Voice, case: Case, footer: str) -> str:
    """A mail has no thread and no buttons."""
    return footer.removesuffix(hint(voice, case)).removesuffix(receipt_footer(voice, case)).strip()


def _meant(scene: Scene, case: Case, about: Entry) -> Message | None:
    """What the requester should have got; None for what is of no use later."""
    voice = scene.voice_for(case)
    sent = _answer_of(case, about)
    if sent:
        return answer_message(voice, case, sent)
    match about.kind:
        case EntryKind.ASKED:
            return receipt(voice, case)
        case EntryKind.CLOSED if case.outcome:
            outcome = voice.say(f"outcome.{case.outcome}")
            return notice(voice, case, "case.closed", outcome=outcome)
        case _:
            return None


def _staff_told(scene: Scene, case: Case, *, mailed: bool) -> tuple[Effect, ...]:
    last, queue = case.entries[-1], scene.queue(case)
    key = "not_delivered_mailed" if mailed else "not_delivered"
    letter = mail(scene.staff_voice, case, key, last)
    posted = scene.post(ConversationReference.mailbox(queue.mailbox), letter, case, under="mail")
    if queue.staff is None:
        return (posted,)
    note = thread_note(scene.staff_voice, case, f"thread.{key}", last)
    return (scene.post(queue.staff, note, case, under="card"), posted)
