"""A closure that is put in after an answer was promised: counted again, told to both sides."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.decide.timing.due import recounted, stopped
from core.decide.timing.working_time import WorkingTime
from core.values import command as c
from core.values.case import Case, Promise, Status
from core.values.decision import Decision
from core.values.delivery import DeliveryKind
from core.values.pack import Pack
from core.values.place import DESK, Person
from core.values.routing import Queue
from tests.core.fakes import texts
from tests.core.given import ALICE, CASE, MARC, NIO, NOW, PACK, SOFIE, decided, deliveries, timers

MONDAY = date(2026, 5, 4)
DAYS = [MONDAY + timedelta(days=n) for n in range(14)]


def _closed(*days: date) -> Pack:
    calendar = PACK.calendar
    names = calendar.closed | dict.fromkeys(days, "Bridge")
    return PACK.model_copy(update={"calendar": calendar.model_copy(update={"closed": names})})


def _promised() -> Case:
    """Asked on Monday, due on Thursday 7 May."""
    opened = decided(ALICE, c.Escalate(question="May qubits heal?", topic="fees", consent="yes"))
    assert opened.case
    assert opened.case.promise
    assert opened.case.promise.last == DAYS[3]
    return opened.case


def _recount(case: Case, pack: Pack, who: Person = DESK, **more: Any) -> Decision:
    command = c.GoOff(case=case.id, what="recount", at=case.due_at)
    return decided(who, command, found=case, pack=pack, **more)


def test_both_sides_are_told_the_same_new_day_and_the_reminders_follow() -> None:
    before = _promised()
    decision = _recount(before, _closed(DAYS[2], DAYS[3]))
    new = decision.case
    assert new
    assert new.promise
    assert (new.promise.last, new.promise.skipped) == (DAYS[7], (DAYS[2], DAYS[3]))
    told = [d for d in deliveries(decision) if d.kind is DeliveryKind.POST]
    assert {d.to for d in told} == {ALICE.direct, NIO}
    for each in told:
        assert "Bridge" in texts(each.message)
        assert "last=Mon 11 May 2026" in texts(each.message)
    assert any(d.kind is DeliveryKind.UPDATE for d in deliveries(decision)), "the card, too"
    at, command = timers(decision)["remind"]
    assert isinstance(command, c.GoOff)
    assert command.at == new.due_at
    assert at > NOW


def test_it_happens_once() -> None:
    pack = _closed(DAYS[3])
    done = _recount(_promised(), pack).case
    assert done
    assert _recount(done, pack) == Decision()


@pytest.mark.parametrize(
    "days",
    [(), (DAYS[5],), (DAYS[8],), (MONDAY,)],
    ids=["no closure", "a weekend", "after it", "the day itself"],
)
def test_what_lies_beside_changes_nothing(days: tuple[date, ...]) -> None:
    assert _recount(_promised(), _closed(*days)) == Decision()


def test_what_is_over_answered_or_overdue_stays_as_it_was() -> None:
    for state in (Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN):
        gone = _promised().model_copy(update={"status": state})
        assert _recount(gone, _closed(DAYS[3])) == Decision()
    late = _promised()
    after = late.due_at + timedelta(minutes=1)
    assert _recount(late, _closed(DAYS[3]), now=after) == Decision()


def test_a_closure_that_is_over_moves_nothing_any_more() -> None:
    tomorrow = NOW + timedelta(days=2)
    assert _recount(_promised(), _closed(DAYS[1]), now=tomorrow) == Decision()


def test_where_the_clock_stood_still_its_days_are_kept() -> None:
    clock = WorkingTime.of(Queue(mailbox="a@b.example"), _closed(DAYS[4]).calendar)
    usual = WorkingTime.of(Queue(mailbox="a@b.example"), PACK.calendar)
    longer = stopped(_promised(), NOW, NOW + timedelta(days=1), usual).promise
    assert (longer.last, longer.stopped) == (DAYS[4], 1)
    again = recounted(longer, clock, MONDAY)
    assert again
    assert (again.promise.last, again.promise.stopped) == (DAYS[7], 1)


def test_it_never_moves_to_an_earlier_day() -> None:
    clock = WorkingTime.of(Queue(mailbox="a@b.example"), _closed(DAYS[2]).calendar)
    later = Promise(days=1, received=MONDAY, last=DAYS[9])
    assert recounted(later, clock, MONDAY) is None


@pytest.mark.parametrize("who", [ALICE, SOFIE, MARC])
def test_nobody_but_the_desk_does_it(who: Person) -> None:
    decision = _recount(_promised(), _closed(DAYS[3]), who, where=None if who is ALICE else NIO)
    assert decision.case is None
    assert decision.refused
    assert CASE  # a number that exists
