"""How far a long export has come, told to who fetches it, in one message that is redrawn.

A timer stands behind it: when nothing is heard of the fetch any more, since the desk was restarted
in the middle of it, the message says that it broke off.
"""

from datetime import timedelta

from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.command import ReportExport
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Message
from core.values.place import Person, Platform

SILENT = timedelta(minutes=2)  # after which a fetch is taken to be over


def report_export(scene: Scene, command: ReportExport) -> Decision:
    platform, tenant, user = command.person.split(":", 2)
    who = Person(platform=Platform(platform), tenant=tenant, user=user, name="")
    about = f"export {command.id}"
    told = Delivery(
        key=scene.new_id(),
        to=who.direct,
        message=_message(scene, command),
        kind=DeliveryKind.POST if command.state == "begins" else DeliveryKind.UPDATE,
        slot=about,
        person=who.key,
        due_at=scene.now,
    )
    if command.state in ("done", "cut"):
        return Decision(effects=(told, scene.cancelled(about, "silent")))
    cut = command.model_copy(update={"state": "cut"})
    return Decision(effects=(told, scene.timer(about, "silent", cut, scene.now + SILENT)))


def _message(scene: Scene, command: ReportExport) -> Message:
    voice = Voice(scene.pack, scene.pack.locale(command.locale))
    state = "goes_on" if command.state == "begins" else command.state
    counts = {
        "done": command.done,
        "total": command.total,
        "percent": 100 * command.done // max(1, command.total),
        "kind": command.kind.upper(),
    }
    title = voice.say(f"report.fetch_{state}_title")
    return Message(title=title, text=voice.tell(f"report.fetch_{state}", **counts), summary=title)
