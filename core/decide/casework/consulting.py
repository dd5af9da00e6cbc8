"""One expert for one case: a thread of their own with the desk, and nothing else.

Staff hand out a code, whoever writes it is shown to staff, and staff let them in. The expert never
sees the staff thread or who asked; what the expert writes is internal like any draft.
"""

from datetime import timedelta

from core.decide.cards import status
from core.decide.casework.filling import form, prose
from core.decide.casework.showing import into_thread, posted_in_thread, redraw, redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.decide.versions import question
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind
from core.values.command import (
    Admit,
    Advise,
    Dismiss,
    Invite,
    Join,
    OfCase,
    OpenAdvise,
    OpenTell,
    Tell,
)
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Button, Fact, Message, Quote
from core.values.place import Person

VALID = timedelta(days=7)
MOST = 5  # experts of one case
_CODE = 12  # hexadecimal digits of a code: 48 random bits


def invite(scene: Scene, case: Case, command: Invite) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if len(case.experts) >= MOST:
        return told(scene, "refused.experts_full", count=MOST)
    code = scene.new_id()[:_CODE]
    new = scene.changed(case, EntryKind.INVITED, text=code, until=scene.now + VALID)
    word = told(scene, "invited.done", line=f"join {case.id} {code}")
    return Decision(case=new, reply=word.reply)


def join(scene: Scene, case: Case | None, command: Join) -> Decision:
    """The same words for a wrong code and for a case that is not there."""
    invitation = _open_invitation(scene, case, command.code) if case else None
    if case is None or invitation is None or scene.is_requester(case):
        return told(scene, "refused.no_invitation")
    if any(expert.key == scene.person.key for expert in case.experts):
        return told(scene, "refused.expert_already")
    new = scene.changed(case, EntryKind.KNOCKED, of=invitation.number, to=scene.person)
    knock = new.entries[-1]
    word = told(scene, "knocked.done").reply
    note = _knock_message(scene, new, knock)
    return Decision(case=new, reply=word, effects=posted_in_thread(scene, new, note))


def _open_invitation(scene: Scene, case: Case, code: str) -> Entry | None:
    """A code works once, for a week, while the case is being worked on."""
    if case.is_over:
        return None
    return next(
        (
            entry
            for entry in case.entries
            if entry.kind is EntryKind.INVITED
            and entry.text == code.strip().lower()
            and entry.until is not None
            and scene.now <= entry.until
            and not case.about(entry.number, EntryKind.KNOCKED)
        ),
        None,
    )


def _knock_message(scene: Scene, case: Case, knock: Entry) -> Message:
    voice, person = scene.staff_voice, scene.person
    return Message(
        title=voice.say("knock.title", case=case.id),
        text=voice.tell("knock.text"),
        facts=(
            Fact(label=voice.say("knock.who"), value=person.name),
            Fact(label=voice.say("card.workspace"), value=f"{person.platform}:{person.tenant}"),
        ),
        buttons=(
            Button(
                label=voice.say("knock.admit"),
                command=Admit(case=case.id, entry=knock.number),
                style="primary",
            ),
            Button(
                label=voice.say("knock.turn_away"),
                command=Dismiss(case=case.id, entry=knock.number),
            ),
        ),
    )


def admit(scene: Scene, case: Case, command: Admit) -> Decision:
    knock = case.entry(command.entry)
    if knock is None or knock.kind is not EntryKind.KNOCKED or knock.to is None:
        return told(scene, "refused.no_knock")
    if case.about(knock.number, EntryKind.ADMITTED, EntryKind.DISMISSED):
        return told(scene, "refused.knock_done")
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    new = scene.changed(
        case,
        EntryKind.ADMITTED,
        of=knock.number,
        to=knock.to,
        experts=(*case.experts, knock.to),
    )
    brief = scene.post(
        knock.to.direct,
        _brief(scene, new, knock.to),
        new,
        slot=_slot(knock.to),
        reports=new.entries[-1].number,
    )
    return redrawn(scene, new, brief)


def _brief(scene: Scene, case: Case, expert: Person) -> Message:
    """The question without the person who asked."""
    voice = scene.voice_of(expert)
    facts = {
        "card.topic": voice.say(f"topic.{case.topic}"),
        "card.product": voice.say(f"product.{case.product}") if case.product else "",
        "card.stage": voice.say(f"stage.{case.stage}") if case.stage else "",
    }
    return Message(
        title=voice.say("expert.title", case=case.id),
        text=voice.tell("expert.text"),
        quote=Quote(text=question(case)),
        facts=tuple(
            Fact(label=voice.say(key), value=value) for key, value in facts.items() if value
        ),
        buttons=_advise(voice, case),
        footer=voice.say("expert.footer"),
        summary=voice.say("expert.title", case=case.id),
    )


def question_changed(scene: Scene, case: Case) -> tuple[Effect, ...]:
    """What an expert was shown follows the words of who asked."""
    return tuple(
        Delivery(
            key=scene.new_id(),
            to=expert.direct,
            message=_brief(scene, case, expert),
            kind=DeliveryKind.UPDATE,
            case=case.id,
            slot=_slot(expert),
            due_at=scene.now,
        )
        for expert in case.experts
    )


def by_expert(scene: Scene, case: Case, command: OfCase) -> Decision | None:
    """The form, where there is no thread to write in; None for whoever was never let in."""
    if not isinstance(command, OpenAdvise | Advise):
        return None
    if not scene.is_expert(case):
        return told(scene, "refused.advice_over") if _was_expert(scene, case) else None
    if isinstance(command, Advise):
        return advised(scene, case, command.text)
    if case.is_over:
        return told(scene, "refused.advice_over")
    return form(scene, case, "advise_form", "advise", prose(scene.voice.say("advise_form.field")))


def _was_expert(scene: Scene, case: Case) -> bool:
    return any(e.kind is EntryKind.ADMITTED and e.to == scene.person for e in case.entries)


def said(scene: Scene, case: Case, text: str) -> Decision:
    """In a direct conversation, by somebody who neither asked nor is staff."""
    if scene.is_expert(case):
        return advised(scene, case, text)
    return told(scene, "refused.advice_over") if _was_expert(scene, case) else Decision()


def advised(scene: Scene, case: Case, text: str) -> Decision:
    """What the expert writes goes into the staff thread, and nowhere else."""
    if not text.strip():
        return Decision()
    if case.is_over:
        return told(scene, "refused.advice_over")
    new = scene.changed(case, EntryKind.ADVISED, text=text)
    note = into_thread(scene, new, "thread.advised", new.entries[-1])
    return Decision(case=new, reply=told(scene, "advised.done").reply, effects=note)


def open_tell(scene: Scene, case: Case, command: OpenTell) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if not case.experts:
        return told(scene, "refused.no_expert")
    names = ", ".join(expert.name for expert in case.experts)
    return form(
        scene, case, "tell_form", "tell", prose(scene.voice.say("tell_form.field")), to=names
    )


def tell(scene: Scene, case: Case, command: Tell) -> Decision:
    """A word of staff to the experts of the case, in the thread of each."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if not case.experts:
        return told(scene, "refused.no_expert")
    new = scene.changed(case, EntryKind.CONSULTED, text=command.text)
    said = new.entries[-1]
    shown = into_thread(scene, new, "thread.consulted", said)
    to = tuple(
        _told_expert(scene, new, expert, "expert.told", command.text) for expert in case.experts
    )
    return Decision(case=new, reply=told(scene, "told.done").reply, effects=(*to, *shown))


def _told_expert(scene: Scene, case: Case, expert: Person, key: str, text: str = "") -> Effect:
    voice = scene.voice_of(expert)
    message = Message(
        title=voice.say(f"{key}_title", case=case.id),
        text=voice.tell(key),
        quote=Quote(text=text) if text else None,
        buttons=_advise(voice, case) if text else (),
    )
    return scene.post(expert.direct, message, case, under=_slot(expert), reports=len(case.entries))


def _advise(voice: Voice, case: Case) -> tuple[Button, ...]:
    label = voice.say("button.advise")
    return (Button(label=label, command=OpenAdvise(case=case.id), style="primary"),)


def _slot(expert: Person) -> str:
    return f"expert:{expert.user}"[:40]


def dismiss(scene: Scene, case: Case, command: Dismiss) -> Decision:
    """One who knocked is turned away, or the experts of the case are thanked; nothing that they
    write from now on is added."""
    if command.entry:
        return _turned_away(scene, case, command)
    if not case.experts:
        return told(scene, "refused.no_expert")
    new = scene.changed(case, EntryKind.DISMISSED, experts=())
    thanks = tuple(_told_expert(scene, new, expert, "expert.thanks") for expert in case.experts)
    return redrawn(scene, new, *thanks)


def _turned_away(scene: Scene, case: Case, command: Dismiss) -> Decision:
    knock = case.entry(command.entry)
    if knock is None or knock.kind is not EntryKind.KNOCKED:
        return told(scene, "refused.no_knock")
    if case.about(knock.number, EntryKind.ADMITTED, EntryKind.DISMISSED):
        return told(scene, "refused.knock_done")
    new = scene.changed(case, EntryKind.DISMISSED, of=knock.number, to=knock.to)
    return Decision(
        case=new, reply=told(scene, "knock.turned_away").reply, effects=redraw(scene, new)
    )
