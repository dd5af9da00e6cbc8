"""The requester said more: what that does to a case, whichever way it came."""

from core.decide.scene import Scene
from core.decide.timing.due import stopped
from core.values.case import Case, Status


def resumed(scene: Scene, case: Case) -> dict[str, object]:
    """It is work again, with a due time of its own, or the clock that stood still goes on."""
    back = Status.CLAIMED if case.assignee else Status.OPEN
    match case.status:
        case Status.WAITING:
            since = case.waiting_since or scene.now
            later = stopped(case, since, scene.now, scene.clock(case))
            gone_on = {"due_at": later.at, "promise": later.promise}
            return {"status": back, "waiting_since": None, **gone_on}
        case Status.ANSWERED:
            again = scene.promised_again(case)
            return {"status": back, "due_at": again.at, "promise": again.promise}
        case Status.SNOOZED:
            return {"status": back, "snoozed_until": None}
        case _:
            return {}
