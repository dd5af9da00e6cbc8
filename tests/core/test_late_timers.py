"""Timers that go off late, because the desk stood still: nobody is woken, nothing is left out."""

from datetime import timedelta

import pytest

from core.values import command as c
from core.values.case import Case, EntryKind, Status
from core.values.decision import Decision
from core.values.place import DESK
from tests.core.given import (
    ALICE,
    CASE,
    NIO,
    SOFIE,
    case,
    decided,
    deliveries,
    key_of,
    timers,
)
from tests.core.test_time import _at, _case, _opened

NIGHT, SATURDAY = "05-12 20:00", "05-09 11:00"


def _off(decision: Decision, slot: str, before: Case, at: str) -> Decision:
    _, command = timers(decision)[slot]
    assert command is not None
    return decided(DESK, command, found=before, now=_at(at))


def _titles(decision: Decision) -> set[str]:
    return {key_of(d.message) for d in deliveries(decision)}


def test_a_reminder_after_the_due_time_says_that_it_is_overdue_once() -> None:
    opened = _opened()
    early = _off(opened, "remind", _case(opened), "05-12 10:00")
    assert deliveries(early) == []
    late = _off(early, "remind", _case(early), "05-12 10:00")
    assert _titles(late) == {"remind.overdue_title"}
    assert timers(late) == {}


@pytest.mark.parametrize("when", [NIGHT, SATURDAY, "05-12 06:00"])
def test_nobody_is_reminded_when_nobody_works(when: str) -> None:
    opened = _opened()
    put_off = _off(opened, "remind", _case(opened), when)
    assert (put_off.case, deliveries(put_off)) == (None, [])
    at, command = timers(put_off)["remind"]
    assert at == {NIGHT: _at("05-13 09:00"), SATURDAY: _at("05-11 09:00")}.get(
        when, _at("05-12 09:00")
    )
    early = decided(DESK, command, found=_case(opened), now=at)  # type: ignore[arg-type]
    assert timers(early)["remind"][0] == at


def test_what_is_due_at_closing_time_is_told_then() -> None:
    opened = _opened()
    early = _off(opened, "remind", _case(opened), "05-06 17:00")
    late = _off(early, "remind", _case(early), "05-07 17:00")
    assert _titles(late) == {"remind.overdue_title"}


def _waits() -> Decision:
    ask = c.Answer(case=CASE, text="Which?", then=c.Then.WAITING)
    return decided(SOFIE, ask, where=NIO, found=case())


def test_a_late_notice_leaves_the_time_of_a_notice_and_then_the_case_is_closed() -> None:
    asked = _waits()
    nudged = _off(asked, "nudge", _case(asked), "07-06 10:00")
    (to_alice,) = [d for d in deliveries(nudged) if d.to == ALICE.direct]
    at, command = timers(nudged)["nudge"]
    assert at == _at("07-13 17:00"), "five working days after the notice"
    assert "Mon 13 Jul 2026" in to_alice.message.text.replace("\\", "")
    closed = decided(DESK, command, found=_case(nudged), now=at)  # type: ignore[arg-type]
    assert _case(closed).status is Status.CLOSED


def test_who_takes_an_answer_back_after_the_due_time_is_told_that_it_is_overdue() -> None:
    sent = _case(
        decided(SOFIE, c.Say(text="No.", message="17.9"), where=NIO.under("17.1"), found=case())
    )
    sent = _case(decided(SOFIE, c.SendDraft(case=CASE, entry=2), where=NIO, found=sent))
    late = _at("05-12 10:00")
    gone = decided(SOFIE, c.Deleted(message="17.9"), where=NIO.under("17.1"), found=sent, now=late)
    assert _case(gone).status is Status.OPEN
    at, command = timers(gone)["remind"]
    assert (at, isinstance(command, c.GoOff) and command.what) == (late, "overdue")
    told = decided(DESK, command, found=_case(gone), now=late + timedelta(seconds=1))  # type: ignore[arg-type]
    assert [e.kind for e in _case(told).entries][-1] is EntryKind.REMINDED
