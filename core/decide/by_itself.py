"""What the desk does by itself: it learns what became of deliveries, and its timers go off."""

from typing import assert_never

from core.decide import report
from core.decide.casework import closing, postponing, recalling, reminding, snoozing
from core.decide.evidence import corrected
from core.decide.memory import alike
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision

_IN_WORKING_HOURS = ("remind", "overdue")
"""What staff are not told at night or on a day off."""

OfDesk = c.ReportDelivery | c.SendHeld | c.GoOff | c.CorrectCase


def by_itself(scene: Scene, case: Case, command: OfDesk) -> Decision:
    match command:
        case c.ReportDelivery():
            return report.report_delivery(scene, case, command)
        case c.SendHeld():
            return recalling.send_held(scene, case, command)
        case c.CorrectCase():
            return corrected.correct_case(scene, case, command)
        case c.GoOff():
            return _gone_off(scene, case, command)
        case _:
            assert_never(command)


def _gone_off(scene: Scene, case: Case, command: c.GoOff) -> Decision:
    if command.what in _IN_WORKING_HOURS and not scene.clock(case).is_at_work(scene.now):
        return _later(scene, case, command)
    match command.what:
        case "remind":
            return reminding.remind(scene, case, command)
        case "overdue":
            return reminding.overdue(scene, case, command)
        case "wake":
            return snoozing.wake_up(scene, case, command)
        case "nudge":
            return closing.nudge(scene, case, command)
        case "expire":
            return closing.expire(scene, case, command)
        case "alike":
            return alike.unasked(scene, case, command)
        case "recount":
            return postponing.recount(scene, case, command)
        case _:
            assert_never(command.what)


def _later(scene: Scene, case: Case, command: c.GoOff) -> Decision:
    """When somebody works again: the desk itself may have been away at the right time."""
    at = scene.clock(case).opening_from(scene.now)
    return Decision(effects=(scene.timer(case.id, "remind", command, at, case=case.id),))
