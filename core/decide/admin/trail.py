"""The audit trail in chat: the last lines, or those of one case. Looking at it is a line of it."""

from core.decide.admin.forms import button, form, line
from core.decide.scene import Scene
from core.values import admin as a
from core.values.audit import Act, Audit
from core.values.decision import Decision
from core.values.ids import read_case_id
from core.values.message import Fact, Message


def open_search(scene: Scene) -> Decision:
    title = scene.voice.say("admin.audit_form")
    case = line(scene, "case", optional=True, most=20)
    return form(scene, title, (case,), {"do": "audit"}, submit="admin.show")


def shown(scene: Scene, command: a.ShowAudit) -> Decision:
    """Ids and kinds of acts; the trail holds no text of people."""
    lines = scene.administration.lines
    case = read_case_id(command.case)
    message = Message(
        title=scene.voice.say("admin.audit_title"),
        text=scene.voice.tell("admin.audit", count=len(lines), case=case or "-"),
        facts=tuple(_fact(scene, each) for each in lines),
        buttons=(button(scene, "audit", a.OpenAudit()), button(scene, "back", a.Admin())),
    )
    looked = Audit(at=scene.now, by=scene.person.key, act=Act.SAW, what="audit", detail=case or "")
    return Decision(reply=message, effects=(looked,))


def _fact(scene: Scene, line: Audit) -> Fact:
    name = scene.administration.names.get(line.by, "")
    told = (name, line.by, line.act, line.what, line.case, line.detail)
    return Fact(label=scene.voice.moment(line.at), value=" · ".join(t for t in told if t))
