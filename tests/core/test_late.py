"""Timers that go off late, as the desk was down: nothing is forgotten, nothing untrue is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.decide.timing.working_time import WorkingTime
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, Status
from core.values.decision import Decision
from core.values.place import DESK
from tests.core.given import (
    ALICE,
    CALENDAR,
    CASE,
    NIO,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    key_of,
    timers,
)

CLOCK = WorkingTime.of(ROUTING.queues["nio"], CALENDAR)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Europe/Brussels"))


def _case(decision: Decision) -> Case:
    assert decision.case is not None
    return decision.case


def _opened() -> Decision:
    return decided(ALICE, c.Escalate(question="May qubits heal?", topic="sta", consent="yes"))


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=5), timedelta(days=60)])
def test_after_a_time_out_of_order_what_is_overdue_is_told_once(later: timedelta) -> None:
    """The desk was down when the answer was due: the early reminder goes off after it."""
    opened = _opened()
    new = _case(opened)
    _, command = timers(opened)["remind"]
    assert command is not None
    at = new.due_at + timedelta(seconds=1) + later
    early = decided(DESK, command, found=new, now=at)
    assert deliveries(early) == [], "that it is due soon is not true any more"
    again, command = timers(early)["remind"]
    assert (again, command) == (at, c.GoOff(case=new.id, what="overdue", at=new.due_at))
    late = decided(
        DESK, c.GoOff(case=new.id, what="overdue", at=new.due_at), found=_case(early), now=at
    )
    assert {(d.to.lane, key_of(d.message)) for d in deliveries(late)} == {
        (NIO.lane, "remind.overdue_title"),
        ("email::nio@office.example", "remind.overdue_title"),
    }
    assert timers(late) == {}
    claimed = decided(SOFIE, c.Claim(case=new.id), where=NIO, found=_case(late), now=at)
    assert timers(claimed) == {}
    ask = c.Answer(case=new.id, text="Which?", then=c.Then.WAITING)
    waiting = _case(decided(SOFIE, ask, where=NIO, found=_case(late), now=at))
    reply = c.Reply(case=new.id, text="the blue one")
    back = decided(ALICE, reply, found=waiting, now=at + timedelta(seconds=1))
    assert "remind" not in timers(back), "told once for each due time"


@pytest.mark.parametrize("day", ["05-11 09:00", "05-12 10:00", "05-19 18:00", "07-01 10:00"])
def test_who_is_reminded_late_has_as_long_to_reply_as_others(day: str) -> None:
    asked = decided(
        SOFIE, c.Answer(case=CASE, text="Which?", then=c.Then.WAITING), where=NIO, found=case()
    )
    _, command = timers(asked)["nudge"]
    assert command is not None
    nudged = decided(DESK, command, found=_case(asked), now=_at(day))
    at, then = timers(nudged)["nudge"]
    last, _ = CLOCK.nth_working_day(_at(day).date(), 10 - 5)
    assert at.date() == last
    (to_alice,) = [d for d in deliveries(nudged) if d.to == ALICE.direct]
    told = Voice(PACK, "en").day(last)
    assert told in to_alice.message.text.replace("\\", "")
    assert isinstance(then, c.GoOff)
    closed = decided(DESK, then, found=_case(nudged), now=at)
    assert _case(closed).status is Status.CLOSED
