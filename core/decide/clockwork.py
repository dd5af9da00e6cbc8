"""Winds up the timers of a case after every change of it, so that no rule has to think of them.

A case has at most three at a time: `remind` while it awaits an answer, `wake` while it is snoozed,
`nudge` while the requester is waited for; and `alike` in its first seconds in a queue. Each carries
the moment that it was set for and does nothing when the case has another one by then. The second
timer of a slot follows the first; whose moment passed while the desk was down goes off at once.
"""

from datetime import datetime, timedelta

from core.decide.scene import Scene
from core.values.case import Case, Status
from core.values.command import GoOff
from core.values.decision import Decision, Effect

AWAITING = (Status.OPEN, Status.CLAIMED, Status.REOPENED, Status.SNOOZED)
SLOTS = ("remind", "wake", "nudge", "alike")
EARLY = 0.25  # of the response time are left when staff are reminded
SOON = timedelta(seconds=2)  # after it came: the receipt and the card go first


def wound(scene: Scene, decision: Decision) -> Decision:
    """The decision with the timers that its cases need from now on."""
    if decision.case is None:
        return decision
    effects: tuple[Effect, ...] = ()
    for case in (decision.case, *decision.others):
        effects += _changed(scene, scene.before(case), case)
    return decision.model_copy(update={"effects": (*decision.effects, *effects)})


def _changed(scene: Scene, before: Case | None, case: Case) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    for slot in SLOTS:
        stamp, was = _stamp(case, slot), _stamp(before, slot) if before else None
        if stamp == was and not (stamp and _went_off(scene, case, slot)):
            continue
        timer = _timer(scene, case, slot, stamp) if stamp else None
        if timer:
            effects.append(timer)
        elif was:
            effects.append(scene.cancelled(case.id, slot))
    return tuple(effects)


def _stamp(case: Case, slot: str) -> datetime | None:
    """What the timer of that slot is about; None when the case needs none."""
    match slot:
        case "remind":
            return case.due_at if case.status in AWAITING else None
        case "wake":
            return case.snoozed_until if case.status is Status.SNOOZED else None
        case "alike":
            return None if case.is_over else case.came_at
        case _:
            return case.waiting_since if case.status is Status.WAITING else None


def _went_off(scene: Scene, case: Case, slot: str) -> bool:
    """A timer that has just gone off is followed by the next one of its slot."""
    command = scene.turn.command
    first = {"remind": "remind", "nudge": "nudge"}.get(slot)
    return isinstance(command, GoOff) and command.case == case.id and command.what == first


def _timer(scene: Scene, case: Case, slot: str, stamp: datetime) -> Effect | None:
    what, at = _next(scene, case, slot, stamp)
    if at < scene.now and not _is_due_now(case, what):
        return None
    command = GoOff.model_validate({"case": case.id, "what": what, "at": stamp})
    return scene.timer(case.id, slot, command, max(at, scene.now), case=case.id)


def _is_due_now(case: Case, what: str) -> bool:
    """Although its moment has passed. What is overdue is told once for each due time."""
    return what != "alike" and (what != "overdue" or not case.reminded("overdue", case.due_at))


def _next(scene: Scene, case: Case, slot: str, stamp: datetime) -> tuple[str, datetime]:
    clock, queue = scene.clock(case), scene.queue(case)
    went_off = _went_off(scene, case, slot)
    match slot:
        case "remind":
            early = _early(scene, case)
            gone = went_off or early <= scene.now
            return ("overdue", case.due_at) if gone else ("remind", early)
        case "wake":
            return "wake", stamp
        case "alike":
            return "alike", stamp + SOON
        case _:
            if went_off:
                return "expire", scene.waiting_ends(case)
            day, _ = clock.nth_working_day(clock.day(stamp), queue.notice_after)
            return "nudge", clock.opening(day)


def _early(scene: Scene, case: Case) -> datetime:
    """When a quarter of the promised working time is left."""
    clock = scene.clock(case)
    day = case.promise.received if case.promise else clock.day(case.opened_at)
    start = clock.opening(day)
    whole = clock.between(start, case.due_at)
    if not whole:
        return case.due_at
    days = case.promise.days if case.promise else 0
    promised = (
        clock.between(start, clock.closing(clock.nth_working_day(day, days)[0])) if days else whole
    )
    return clock.part(start, case.due_at, max(0.0, 1 - EARLY * (promised / whole)))
