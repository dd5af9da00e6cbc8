"""The end of a case, and a new beginning."""

from core.decide.cards import notice, status
from core.decide.casework.showing import redrawn
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values.case import Case, EntryKind, Status
from core.values.command import Close, OpenClose, Outcome
from core.values.decision import Decision
from core.values.message import Field, FieldKind, Form, Message, Option


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
    return redrawn(scene, new, done)


def reopen_by_staff(scene: Scene, case: Case) -> Decision:
    if case.status is not Status.CLOSED:
        return told(scene, "refused.not_closed", status=status(scene.voice, case))
    new = scene.changed(case, EntryKind.REOPENED, status=Status.REOPENED, outcome=None)
    word = notice(scene.voice_for(case), new, "case.reopened")
    return redrawn(scene, new, scene.post(case.origin, word, new))
