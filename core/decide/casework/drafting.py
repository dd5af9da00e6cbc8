"""What is said in the staff thread: internal until somebody sends it, or a word for the desk."""

from collections.abc import Callable

from core.decide.cards import draft_offer
from core.decide.casework import guarding
from core.decide.casework.sending import doubts, preview_message, send_new
from core.decide.casework.telling import told, whispered
from core.decide.casework.words import Drafted, Mistyped, read_typed
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.command import OfCase, Say, StaffHelp, Then
from core.values.decision import Decision
from core.values.message import Button, Message

INTERNAL = "//"
ByStaff = Callable[[Scene, Case, OfCase], Decision]


def said_by_staff(scene: Scene, case: Case, command: Say, by_staff: ByStaff) -> Decision:
    """A text in the staff thread is internal; its author is offered to send it. `by_staff` is what
    a typed command leads to; its answer is for the person who typed alone."""
    text = command.text
    if not text.strip():
        return Decision()
    match read_typed(text, case):
        case None:
            return _drafted(scene, case, text)
        case Mistyped() as wrong:
            return _mistyped(scene, case, wrong)
        case Drafted() as draft:
            return _offered(scene, case, draft.text, draft.then)
        case _ as typed:
            return _done(scene, case, typed, by_staff(scene, case, typed))


def _drafted(scene: Scene, case: Case, text: str) -> Decision:
    kept = text.lstrip().startswith(INTERNAL)
    if case.is_over or kept:
        return Decision(case=scene.changed(case, EntryKind.SAID, text=text))
    if scene.queue(case).reply == "direct":
        return _direct(scene, case, text)
    return _offered(scene, case, text, Then.ANSWERED)


def _offered(scene: Scene, case: Case, text: str, then: Then) -> Decision:
    new = scene.changed(case, EntryKind.SAID, text=text)
    if case.is_over:
        return Decision(case=new)
    draft = new.entries[-1]
    if then is Then.WAITING:
        offer = preview_message(scene, new, draft, then)
    else:
        offer = draft_offer(scene, new, draft)
    return Decision(case=new, effects=(whispered(scene, case, offer),))


def _direct(scene: Scene, case: Case, text: str) -> Decision:
    """A queue in which a reply in the thread is the act of sending; the guard still asks."""
    new = scene.changed(case, EntryKind.SAID, text=text)
    draft = new.entries[-1]
    odd = guarding.findings(scene, case, text)
    if odd:
        doubt = doubts(scene, new, draft, Then.ANSWERED, odd)
        return Decision(case=new, effects=(whispered(scene, case, doubt),))
    return _aside(scene, case, send_new(scene, new, draft, Then.ANSWERED))


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
    return _aside(scene, case, decision.model_copy(update={"reply": reply}))


def _aside(scene: Scene, case: Case, decision: Decision) -> Decision:
    if decision.reply is None:
        return decision
    whisper = whispered(scene, case, decision.reply)
    return decision.model_copy(update={"reply": None, "effects": (whisper, *decision.effects)})


def said_in_old_thread(scene: Scene, case: Case) -> Decision:
    """The case moved, or the author is not of its staff: they are told that it was not added."""
    here = scene.queue(case).staff == scene.turn.where.root
    key = "refused.staff_only" if here else "refused.moved"
    word = told(scene, key, case=case.id, queue=case.queue).reply
    return Decision(effects=(whispered(scene, case, word),) if word else (), refused=key)
