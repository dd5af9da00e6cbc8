"""A workspace that asks to be let in, as staff see it: with the two buttons, or with what became
of it."""

from core.decide.voice import Voice
from core.values import admin as a
from core.values.installation import Installation, Standing
from core.values.message import Button, Message


def slot(id: str) -> str:
    """What names the message about this workspace in each staff conversation."""
    return f"workspace {id}"[:40]


def asks(voice: Voice, id: str, name: str) -> Message:
    """Only admins may press the buttons; whoever else does is told so."""
    return Message(
        title=voice.say("workspace.asks_title", name=name),
        text=voice.tell("workspace.asks", name=name, place=id),
        buttons=verdicts(voice, id, Standing.PENDING),
    )


def judged(voice: Voice, it: Installation, standing: Standing, by: str) -> Message:
    """The same message once somebody decided: nothing is left to press."""
    key = f"workspace.judged_{standing}"
    return Message(
        title=voice.say(f"{key}_title", name=it.name), text=voice.tell(key, name=it.name, by=by)
    )


def verdicts(voice: Voice, id: str, seen: Standing) -> tuple[Button, ...]:
    """What can still be decided of a workspace that stands as it was seen."""
    accept, refuse = (
        a.JudgeWorkspace.model_validate({"id": id, "verdict": verdict, "seen": seen})
        for verdict in (Standing.ACCEPTED, Standing.REFUSED)
    )
    say = voice.say
    both = (
        Button(label=say("admin_button.accept"), command=accept, style="primary"),
        Button(label=say("admin_button.refuse"), command=refuse, style="danger"),
    )
    match seen:
        case Standing.PENDING:
            return both
        case Standing.ACCEPTED:
            return both[1:]
        case Standing.REFUSED:
            return both[:1]
