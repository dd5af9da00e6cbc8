"""What is said in the staff thread: internal until somebody sends it, or a word for the desk."""

from collections.abc import Callable

from core.decide.cards import draft_offer
from core.decide.casework import guarding
from core.decide.casework.sending import doubts, preview_message, send_new
from core.decide.casework.telling import told, whispered
from core.decide.casework.unseen import begun
from core.decide.casework.words import Drafted, Mistyped, read_typed
from core.decide.scene import Scene
from core.decide.versions import came_before
from core.values.case import Case, Entry, EntryKind
from core.values.command import Edited, OfCase, Say, StaffHelp, Then
from core.values.decision import Decision
from core.values.message import Button, Message

INTERNAL = "//"
ByStaff = Callable[[Scene, Case, OfCase], Decision]


def said_by_staff(scene: Scene, case: Case, command: Say, by_staff: ByStaff) -> Decision:
    """A text in the staff thread is internal; its author is offered to send it. `by_staff` is what
    a typed command leads to; its answer is for the person who typed alone."""
    if not (command.text.strip() or scene.turn.files):
        return Decision()
    if came_before(case, command.message, scene.person):
        return Decision()
    match read_typed(command.text, case, scene.pack):
        case None:
            return _drafted(scene, case, command)
        case Mistyped() as wrong:
            return _mistyped(scene, case, wrong)
        case Drafted() as draft:
            return _offered(scene, case, without_word(command, draft.text), draft.then)
        case _ as typed:
            return _done(scene, case, typed, by_staff(scene, case, typed))


def without_word(said: Say | Edited, text: str) -> Say:
    """The text that was given to a word such as `!answer`; its looks begin after the word."""
    gone = len(said.text) - len(text) if said.text.endswith(text) else 0
    rich = said.rich.without_start(gone) if said.rich and gone else None
    kept = rich if rich and rich.plain == text else None
    return Say(text=text, rich=kept.looks if kept else None, message=said.message)


def looks_typed(text: str) -> bool:
    """What begins like a word for the desk is never sent without a look at it."""
    return begun(text).startswith(("!", "\uff01"))


def is_internal(text: str) -> bool:
    return begun(text).startswith((INTERNAL, "\uff0f\uff0f"))


def _drafted(scene: Scene, case: Case, said: Say) -> Decision:
    if case.is_over or is_internal(said.text):
        return Decision(case=scene.said(case, EntryKind.SAID, said))
    if _sends_by_writing(scene, case, said):
        return _direct(scene, case, said)
    return _offered(scene, case, said, Then.ANSWERED)


def _sends_by_writing(scene: Scene, case: Case, said: Say) -> bool:
    """A change of what was a word for the desk is no act of sending, wherever it is made."""
    is_new = isinstance(scene.turn.command, Say)
    return is_new and scene.queue(case).reply == "direct" and not looks_typed(said.text)


def _offered(scene: Scene, case: Case, said: Say, then: Then) -> Decision:
    new = scene.said(case, EntryKind.SAID, said)
    if case.is_over:
        return Decision(case=new)
    offer = offered(scene, new, new.entries[-1], then)
    return Decision(case=new, effects=(whispered(scene, case, offer),))


def offered(scene: Scene, case: Case, draft: Entry, then: Then) -> Message:
    """The choice to send a draft: shown as the requester would see it where it asks for more."""
    if then is Then.WAITING:
        return preview_message(scene, case, draft, then)
    return draft_offer(scene, case, draft)


def _direct(scene: Scene, case: Case, said: Say) -> Decision:
    """A queue in which a reply in the thread is the act of sending; the guard still asks."""
    new = scene.said(case, EntryKind.SAID, said)
    draft = new.entries[-1]
    odd = guarding.findings(scene, case, said.text)
    if odd:
        doubt = doubts(scene, new, draft, Then.ANSWERED, odd)
        return Decision(case=new, effects=(whispered(scene, case, doubt),))
    return aside(scene, case, send_new(scene, new, draft, Then.ANSWERED))


def _mistyped(scene: Scene, case: Case, wrong: Mistyped) -> Decision:
    """Never sent and never taken for a draft: it looks like a command."""
    key = "typed.did_you_mean" if wrong.meant else "typed.unknown"
    word = told(scene, key, word=wrong.word, meant=wrong.meant).reply
    assert word is not None
    shown = Button(label=scene.voice.say("typed.all"), command=StaffHelp(case=case.id))
    offer = word.model_copy(update={"buttons": (shown,)})
    return Decision(effects=(whispered(scene, case, offer),))


def _done(scene: Scene, case: Case, typed: OfCase, decision: Decision) -> Decision:
    """A form cannot open by itself where words were typed: a button opens it."""
    reply = decision.reply
    if reply and reply.form:
        opener = Button(label=scene.voice.say("form.open"), command=typed, style="primary")
        reply = Message(title=reply.title, text=reply.text, buttons=(opener,))
    return aside(scene, case, decision.model_copy(update={"reply": reply}))


def aside(scene: Scene, case: Case, decision: Decision) -> Decision:
    if decision.reply is None:
        return decision
    shown = {"mentions": decision.mentions}
    whisper = whispered(scene, case, decision.reply).model_copy(update=shown)
    return decision.model_copy(update={"reply": None, "effects": (whisper, *decision.effects)})


def said_in_old_thread(scene: Scene, case: Case) -> Decision:
    """The case moved, or the author is not of its staff: they are told that it was not added."""
    here = scene.queue(case).staff == scene.turn.where.root
    return refused_aside(scene, case, "refused.staff_only" if here else "refused.moved")


def refused_aside(scene: Scene, case: Case, key: str) -> Decision:
    """Said to the person alone, where others read along."""
    word = told(scene, key, case=case.id, queue=case.queue).reply
    return Decision(effects=(whispered(scene, case, word),) if word else (), refused=key)
