"""Replies by e-mail. What staff write is a draft until somebody sends it, in the staff thread or by
a second mail; what the requester writes is passed on.

Who may answer is decided by where the desk's own mail went, never by what the reply says of itself.
"""

import re
from dataclasses import replace

from core.decide.cards import addressees, answer_message, draft_offer
from core.decide.casework import guarding, noting
from core.decide.casework.sending import finding_fact, is_on_its_way, send_draft
from core.decide.casework.showing import posted_in_thread
from core.decide.casework.telling import told
from core.decide.requester import reply
from core.decide.scene import Scene
from core.decide.versions import came_before, draft, written_as
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind
from core.values.command import Mailed, Note, Say, SendDraft, Then
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Fact, Message
from core.values.place import ConversationReference, Person, Platform

_WORD = re.compile(r"!\s?(?P<word>[a-z]{2,20})\b[:,]?[ \t]*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"\s*(?P<entry>\d{1,6})\b")


def mailed(scene: Scene, command: Mailed) -> Decision:
    """A mail that answers one of the desk's. It counts only when our own server stands for its
    sender, and the sender is who the desk's mail went to, or one whom the admins named for the
    mailbox that it went to."""
    case = scene.found.case
    if case is None or scene.turn.where.platform is not Platform.EMAIL:
        return Decision()
    to, sender, queue = scene.found.addressed, scene.person.user, scene.queue(case)
    if not command.genuine:
        return _not_taken(scene, case, "unproven")
    if _same(to, queue.mailbox) and (_same(sender, to) or queue.is_writer(sender)):
        return _by_staff(scene, case, command)
    if not _same(sender, to):
        return _not_taken(scene, case, "not_genuine")
    if scene.writes_as_requester(case):
        return _by_requester(scene, case, command)
    if queue.is_writer(sender):
        return _by_staff(scene, case, command)
    return _not_taken(scene, case, "moved")


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


def _not_taken(scene: Scene, case: Case, why: str) -> Decision:
    """Staff learn that there is a mail; not a word of it is shown. Its sender gets no answer: that
    address may be anybody's."""
    voice = scene.staff_voice
    note = Message(
        title=voice.say("by_mail.not_taken_title", case=case.id),
        text=voice.tell(f"by_mail.{why}"),
        facts=(Fact(label=voice.say("by_mail.from"), value=scene.person.user or "?"),),
    )
    shown = posted_in_thread(scene, case, note) or (_to_mailbox(scene, case, note),)
    return Decision(effects=shown, refused=f"refused.mail_{why}")


def _to_mailbox(scene: Scene, case: Case, message: Message) -> Delivery:
    """To the queue of the case, in the thread of its mails."""
    mailbox = ConversationReference.mailbox(scene.queue(case).mailbox)
    return scene.post(mailbox, _as_mail(scene.staff_voice, case, message), case, under="mail")


def _to_writer(scene: Scene, case: Case, message: Message) -> Delivery:
    """To the member of staff who wrote: the queue's mailbox, or an address of their own."""
    if _same(scene.person.user, scene.queue(case).mailbox):
        return _to_mailbox(scene, case, message)
    own = ConversationReference.mailbox(scene.person.user)
    return scene.post(own, _as_mail(scene.staff_voice, case, message), case)


def _as_mail(voice: Voice, case: Case, message: Message) -> Message:
    """A mail has no buttons; its subject holds no text of people."""
    subject = voice.say("mail.subject", case=case.id, what="")
    text = "\n\n".join(filter(None, (f"**{message.title}**", message.text)))
    return message.model_copy(update={"title": subject, "text": text, "buttons": ()})


def _by_staff(scene: Scene, case: Case, command: Mailed) -> Decision:
    command = _told_apart(case, command, scene.person)
    if came_before(case, command.message, scene.person):
        return Decision()
    if not command.text:
        return _told(scene, case, f"by_mail.unread_{command.unread or 'empty'}")
    found = _WORD.match(command.text)
    if found is None:
        return _drafted(scene, case, command, command.text)
    rest = found["rest"].strip()
    match found["word"].lower():
        case "send" | "ask" as word if number := _NUMBER.match(rest):
            then = Then.ANSWERED if word == "send" else Then.WAITING
            return _sent(scene, case, int(number["entry"]), then)
        case "answer" if rest:
            return _drafted(scene, case, command, rest)
        case "note" if rest:
            noted = noting.note(scene, case, Note(case=case.id, text=rest))
            return _by_letter(scene, case, noted)
        case _:
            return _told(scene, case, "by_mail.words")


def _told_apart(case: Case, command: Mailed, by: Person) -> Mailed:
    """Two mails may bear one Message-ID: the one that says something else is another mail."""
    before = written_as(case, command.message, by)
    is_other = before is not None and before.text != command.text
    return command.model_copy(update={"message": ""}) if is_other else command


def _drafted(scene: Scene, case: Case, command: Mailed, text: str) -> Decision:
    """Kept, shown to all staff, and offered in both places. Nothing has been sent."""
    new = scene.said(case, EntryKind.SAID, Say(text=text, message=command.message))
    written = new.entries[-1]
    if case.is_over:
        note = _note(scene, case, "by_mail.kept_over", written, command)
        return Decision(
            case=new, effects=(*posted_in_thread(scene, new, note), _to_writer(scene, new, note))
        )
    offer = draft_offer(scene, new, written)
    in_thread = offer.model_copy(
        update={
            "title": scene.staff_voice.say("by_mail.offer_title", name=scene.person.user),
            "facts": (*offer.facts, *_files(scene, command)),
        }
    )
    return Decision(
        case=new,
        effects=(
            *posted_in_thread(scene, new, in_thread),
            _to_writer(scene, new, _preview(scene, new, written, command)),
        ),
    )


def _preview(scene: Scene, case: Case, written: Entry, command: Mailed) -> Message:
    """What the requester would get, what the guard saw in it, and the two words that send it."""
    voice = scene.staff_voice
    as_sent = written.model_copy(update={"kind": EntryKind.SENT, "at": scene.now})
    shown = answer_message(scene.voice_for(case), case, as_sent)
    odd = guarding.findings(scene, case, written.text)
    to = Fact(label=voice.say("draft.to"), value=addressees(scene, case))
    return Message(
        title=voice.say("by_mail.preview_title"),
        text=voice.tell("by_mail.preview", entry=written.number),
        quote=shown.quote,
        facts=(to, *(finding_fact(scene, each) for each in odd[:10]), *_files(scene, command)),
    )


def _files(scene: Scene, command: Mailed) -> tuple[Fact, ...]:
    if not command.attached:
        return ()
    label = scene.staff_voice.say("by_mail.files")
    return (Fact(label=label, value=", ".join(command.attached)),)


def _note(scene: Scene, case: Case, key: str, written: Entry, command: Mailed) -> Message:
    voice = scene.staff_voice
    return Message(
        title=voice.say(f"{key}_title", case=case.id),
        text=voice.tell(key, case=case.id),
        quote=draft_offer(scene, case, written).quote,
        facts=_files(scene, command),
    )


def _sent(scene: Scene, case: Case, entry: int, then: Then) -> Decision:
    """The act of sending. What the guard saw stood in the mail that offered it, so it does not ask
    once more. Only what this mailbox wrote, and was shown, can be sent from it."""
    first = draft(case, entry)
    if first is None or first.by is None or first.by.key != scene.person.key:
        return _told(scene, case, "by_mail.no_draft", entry=entry)
    if is_on_its_way(case, first):
        return _told(scene, case, "by_mail.sent_already", entry=entry)
    command = SendDraft(case=case.id, entry=entry, then=then, sure=True)
    return _by_letter(scene, case, send_draft(scene, case, command))


def _by_letter(scene: Scene, case: Case, done: Decision) -> Decision:
    """What would be said where somebody clicked goes by mail; nobody clicks here."""
    effects = tuple(_no_whisper(scene, case, effect) for effect in done.effects)
    letter = (_to_writer(scene, case, done.reply),) if done.reply else ()
    return done.model_copy(update={"reply": None, "effects": (*effects, *letter)})


def _no_whisper(scene: Scene, case: Case, effect: Effect) -> Effect:
    if isinstance(effect, Delivery) and effect.kind is DeliveryKind.WHISPER:
        return _to_writer(scene, case, effect.message)
    return effect


def _told(scene: Scene, case: Case, key: str, **values: object) -> Decision:
    spoken = scene.turn.model_copy(update={"language": scene.staff_voice.locale})
    staff = replace(scene, turn=spoken)
    word = told(staff, key, case=case.id, **values).reply
    assert word is not None
    return Decision(effects=(_to_writer(scene, case, word),))


def _by_requester(scene: Scene, case: Case, command: Mailed) -> Decision:
    """The same as in the requester's own conversation; what is said to them goes by mail."""
    voice, address = scene.voice_for(case), ConversationReference.mailbox(scene.found.addressed)
    asked = {"person": case.requester, "language": case.locale}
    own = replace(scene, turn=scene.turn.model_copy(update=asked))
    command = _told_apart(case, command, case.requester)
    if command.text:
        said = Say(text=command.text, message=command.message)
        done = reply(own, case, said)
    else:
        done = told(own, f"by_mail.unread_{command.unread or 'empty'}", case=case.id)
    if done.reply is None:
        return done
    left = Fact(label=voice.say("by_mail.files"), value=", ".join(command.attached))
    word = done.reply.model_copy(update={"facts": (left,) if command.attached else ()})
    letter = scene.post(address, _as_mail(voice, case, word), case)
    return done.model_copy(update={"reply": None, "effects": (*done.effects, letter)})


def with_invitations(scene: Scene, decision: Decision) -> Decision:
    """Every mail says whether a reply to it is read, and by whom."""
    effects = tuple(_invited(scene, decision.case, effect) for effect in decision.effects)
    if effects == decision.effects:
        return decision
    return decision.model_copy(update={"effects": effects})


def _invited(scene: Scene, case: Case | None, effect: Effect) -> Effect:
    if not isinstance(effect, Delivery) or effect.to.platform is not Platform.EMAIL:
        return effect
    case = case or scene.found.case
    voice, whose = scene.staff_voice, ""
    if case and effect.case == case.id:
        queue, to = scene.queue(case), effect.to.conversation
        if _same(to, queue.mailbox):
            whose = "staff"
        elif to in scene.mailboxes_of_requester(case):
            voice, whose = scene.voice_for(case), "requester"
        elif queue.is_writer(to):
            whose = "staff"
    read = whose and scene.found.reads_mail
    line = f"##- {voice.tell('by_mail.above')} -##" if read else ""
    letter, key = effect.message, f"by_mail.replies_{whose if read else 'unread'}"
    said = {
        "text": "\n\n".join(filter(None, (line, letter.text))),
        "footer": " ".join(filter(None, (letter.footer, voice.say(key)))),
    }
    return effect.model_copy(update={"message": letter.model_copy(update=said)})
