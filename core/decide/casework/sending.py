"""The act of sending: the one way from staff to the requester."""

from core.decide.cards import addressee, answer_message, status
from core.decide.casework.showing import into_thread, mailed, redraw
from core.decide.casework.telling import told
from core.decide.intake import LONGEST_FIELD
from core.decide.scene import Scene
from core.values.case import Case, EntryKind, Status
from core.values.command import Answer, OpenAnswer, SendDraft
from core.values.decision import Decision, Effect
from core.values.message import Field, FieldKind, Form, Message


def send_draft(scene: Scene, case: Case, command: SendDraft) -> Decision:
    draft = case.entry(command.entry)
    if draft is None or draft.kind is not EntryKind.SAID:
        return told(scene, "refused.no_draft")
    if case.about(draft.number, EntryKind.SENT):
        return told(scene, "refused.sent_already")
    return _send(scene, case, draft.text, of=draft.number)


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
        *into_thread(scene, new, "thread.sent", sent),
        mailed(scene, new, "answered", sent),
        *redraw(scene, new),
    )
    return told(scene, "draft.sent", to=addressee(case)).model_copy(
        update={"case": new, "effects": effects}
    )
