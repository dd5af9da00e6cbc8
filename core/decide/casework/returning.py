"""The way back to the card of a case from what was shown about it: Teams shows what answers a click
in the card's place, to who clicked, until the card changes."""

from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision
from core.values.message import Button
from core.values.place import Platform

_PANES = (c.Why, c.Alike, c.ListReady, c.StaffHelp, c.ExportRecord, c.Verify)
"""What stays where the card was. The menu and forms have a way back of their own."""


def with_way_back(scene: Scene, case: Case, command: c.OfCase, decision: Decision) -> Decision:
    """With a button to the case, where what is shown was not typed for."""
    reply = decision.reply
    if reply is None or reply.form or not _stays(scene, command):
        return decision
    if scene.was_typed or not (reply.facts or reply.buttons):
        return decision
    label = scene.voice.say("button.back", case=case.id)
    back = Button(label=label, command=c.ShowCase(case=case.id))
    shown = reply.model_copy(update={"buttons": (*reply.buttons, back)})
    return decision.model_copy(update={"reply": shown})


def _stays(scene: Scene, command: c.OfCase) -> bool:
    """A look at an answer before it is sent is a dialog in Slack, which closes."""
    in_place = scene.person.platform is Platform.TEAMS
    return isinstance(command, _PANES) or (in_place and isinstance(command, c.Answer))
