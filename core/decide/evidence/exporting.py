"""Hands out the record of a case: links that open it for a short while, to who may see the case."""

from datetime import timedelta

from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values.case import Case
from core.values.command import ExportRecord
from core.values.decision import Decision
from core.values.message import Button, Message

RECORD = "/record"
FORMATS = ("pdf", "html", "json")
VALID = timedelta(minutes=15)


def export(scene: Scene, case: Case) -> Decision:
    """Nothing is made yet: a record is made, and written down as exported, when it is fetched."""
    if scene.was_typed:
        return _offered(scene, case)
    if not scene.found.ticket:
        return told(scene, "export.no_address", case=case.id)
    say = scene.voice.say
    return Decision(
        reply=Message(
            title=say("export.title", case=case.id),
            text=scene.voice.tell("export.text", minutes=int(VALID.total_seconds()) // 60),
            buttons=tuple(
                Button(label=say(f"export.{ending}"), url=address(scene.found.ticket, ending))
                for ending in FORMATS
            ),
        )
    )


def _offered(scene: Scene, case: Case) -> Decision:
    """Where words were typed into a thread the links come with a click, to who clicks."""
    say = scene.voice.say
    button = Button(label=say("button.record"), command=ExportRecord(case=case.id), style="primary")
    title = say("export.title", case=case.id)
    return Decision(
        reply=Message(title=title, text=scene.voice.tell("export.offer"), buttons=(button,))
    )


def address(ticket: str, ending: str) -> str:
    return f"{RECORD}/{ticket}.{ending}"
