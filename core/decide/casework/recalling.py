"""What was sent a moment ago can be taken back; after that it goes."""

from core.decide.casework.passing import held_back, released
from core.decide.casework.sending import choices
from core.decide.casework.showing import redrawn
from core.decide.casework.telling import told, whispered
from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.command import OpenAnswer, Recall, SendHeld, Then
from core.values.decision import Decision
from core.values.message import Button


def recall(scene: Scene, case: Case, command: Recall) -> Decision:
    """Before the time is over nothing has left; afterwards a correction is what helps."""
    held = case.entry(command.entry)
    if held is None or held.kind is not EntryKind.HELD:
        return told(scene, "refused.no_draft")
    if case.about(held.number, EntryKind.RECALLED):
        return told(scene, "refused.recalled_already")
    if case.about(held.number, EntryKind.SENT):
        return _too_late(scene, case)
    new = scene.changed(case, EntryKind.RECALLED, of=held.number)
    word = told(scene, "held.recalled").reply
    assert word is not None
    gone = scene.cancelled(case.id, f"send:{held.number}")
    draft = case.entry(held.of or 0)
    if draft is None:
        return redrawn(scene, new, gone).model_copy(update={"reply": word})
    buttons = choices(scene, new, draft, held.then or Then.ANSWERED)
    offer = word.model_copy(update={"buttons": buttons})
    if scene.turn.on_the_card:  # the card is redrawn: an offer in its place would be lost
        beside = whispered(scene, new, offer)
        return redrawn(scene, new, gone, beside).model_copy(update={"reply": word})
    return redrawn(scene, new, gone).model_copy(update={"reply": offer})


def _too_late(scene: Scene, case: Case) -> Decision:
    word = told(scene, "held.gone").reply
    assert word is not None
    correct = Button(
        label=scene.voice.say("button.correct"), command=OpenAnswer(case=case.id), style="primary"
    )
    buttons = () if case.is_over else (correct,)
    return Decision(reply=word.model_copy(update={"buttons": buttons}))


def send_held(scene: Scene, case: Case, command: SendHeld) -> Decision:
    """The time for recalling is over. What was held before goes first, so that order is kept."""
    waiting = [held for held in held_back(case) if held.number <= command.entry]
    if not any(held.number == command.entry for held in waiting):
        return Decision()
    return released(scene, scene.touched(case), waiting)
