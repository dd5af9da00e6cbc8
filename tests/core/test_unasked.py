"""The nearest past answers, shown unasked under the card of a new case: once, to staff alone."""

from datetime import timedelta
from typing import Any

import pytest

from core.values import command as c
from core.values.audit import Act, Audit
from core.values.case import Case, Entry, EntryKind, Status
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind
from core.values.place import DESK
from core.values.routing import Routing
from core.values.search import Hits, Wanted
from core.values.turn import Turn
from tests.core.fakes import MemoryRecord, texts
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    NIO,
    NOW,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    key_of,
    timers,
)
from tests.core.test_memory import FIRST, SECOND, THIRD, _past
from tests.core.test_search import _desk

GOES_OFF = c.GoOff(case=CASE, what="alike", at=NOW)
FORM = c.Escalate(question="May qubits heal?", topic="fees", consent="yes")


def _unasked(*hits: Case, found: Case | None = None, **more: Any) -> Decision:
    about = found or case(topic="fees")
    return decided(DESK, GOES_OFF, found=about, hits=Hits(cases=hits), **more)


def test_a_new_case_sets_the_timer_and_waits_for_nothing() -> None:
    opened = decided(ALICE, FORM)
    at, command = timers(opened)["alike"]
    assert opened.case
    assert command == c.GoOff(case=opened.case.id, what="alike", at=NOW)
    assert at == NOW + timedelta(seconds=2)


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (Status.CLOSED, c.Reopen(case=CASE)),
        (Status.OPEN, c.Reply(case=CASE, text="more")),
        (Status.ANSWERED, c.Reply(case=CASE, text="more")),
    ],
)
def test_no_later_change_sets_it_again(state: Status, command: c.Command) -> None:
    later = NOW + timedelta(minutes=1)
    changed = decided(ALICE, command, found=case(state, version=2), now=later)
    assert changed.case
    assert "alike" not in timers(changed)


def test_in_another_queue_its_staff_see_what_is_near_to_them() -> None:
    later = NOW + timedelta(days=1)
    moved = decided(
        SOFIE, c.Reroute(case=CASE, queue="ctr"), where=NIO, found=case(version=2), now=later
    )
    assert moved.case
    at, command = timers(moved)["alike"]
    assert command == c.GoOff(case=CASE, what="alike", at=later)
    assert at == later + timedelta(seconds=2)
    hits = Hits(cases=(_past(FIRST, "Of nio."), _past(SECOND, "Of ctr.", queue="ctr")))
    (post,) = deliveries(decided(DESK, command, found=moved.case, hits=hits, now=at))
    assert (post.to, post.under) == (CTR, "card")
    assert "Of ctr." in texts(post.message)
    assert "Of nio." not in texts(post.message)
    old = decided(DESK, GOES_OFF, found=moved.case, hits=hits, now=at)
    assert old == Decision(), "the timer of the queue that it left"


def test_staff_see_up_to_three_in_the_thread_and_nobody_else_is_told() -> None:
    hits = [_past(f"{n}{n}{n}{n}-0000", f"It takes {n} days.") for n in range(4, 9)]
    decision = _unasked(*hits)
    (post,) = deliveries(decision)
    assert (post.to, post.under, post.kind) == (NIO, "card", DeliveryKind.POST)
    assert post.internal
    assert post.mentions == ("4444-0000", "5555-0000", "6666-0000")
    buttons = [c.ShowPast(case=id, of=CASE) for id in post.mentions]
    assert [b.command for b in post.message.buttons] == buttons
    flagged = next(f for f in post.message.facts if f.label == "alike.days")
    assert "4 days" in flagged.value
    assert "6 days" in flagged.value
    assert decision.case is None, "the case itself has not changed"
    assert decision.reply is None
    lines = [effect for effect in decision.effects if isinstance(effect, Audit)]
    assert [(line.act, line.by, line.where, line.case) for line in lines] == [
        (Act.SAW, DESK.key, NIO.lane, id) for id in post.mentions
    ]


def test_nothing_near_is_no_message() -> None:
    assert _unasked() == Decision()
    assert _unasked(_past(FIRST), case()) == Decision(), "never answered, and the case itself"


@pytest.mark.parametrize("state", [Status.CLOSED, Status.WITHDRAWN])
def test_what_is_over_needs_no_help(state: Status) -> None:
    assert _unasked(_past(FIRST, "Yes."), found=case(state)) == Decision()


def test_what_is_answered_already_needs_no_help() -> None:
    assert _unasked(_past(FIRST, "Yes."), found=_past(CASE, "No.")) == Decision()


def test_the_answer_in_force_is_shown_and_what_was_withdrawn_is_not() -> None:
    edited = Entry(number=3, kind=EntryKind.EDITED, at=NOW, by=SOFIE, text="Corrected.", of=2)
    gone = Entry(number=3, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=2)
    first, second = _past(FIRST, "Wrong."), _past(SECOND, "Withdrawn.")
    first = first.model_copy(update={"entries": (*first.entries, edited)})
    second = second.model_copy(update={"entries": (*second.entries, gone)})
    (post,) = deliveries(_unasked(first, second))
    assert "Corrected." in texts(post.message)
    assert "Wrong." not in texts(post.message)
    assert "Withdrawn." not in texts(post.message)


def test_cases_of_another_conversation_are_not_shown() -> None:
    assert _unasked(_past(FIRST, "Not yours.", queue="ctr")) == Decision()


def test_queues_that_share_the_conversation_share_what_is_shown() -> None:
    both = ROUTING.model_dump()
    both["queues"]["ctr"]["staff"] = both["queues"]["nio"]["staff"]
    (post,) = deliveries(
        _unasked(_past(FIRST, "Theirs.", queue="ctr"), routing=Routing.model_validate(both))
    )
    assert "Theirs." in texts(post.message)


def test_a_queue_of_mail_alone_is_told_nothing() -> None:
    alone = ROUTING.model_dump()
    alone["queues"]["nio"]["staff"] = None
    decision = _unasked(_past(FIRST, "Yes."), routing=Routing.model_validate(alone))
    assert decision == Decision(), "a mail would show past cases to more people"


def test_only_the_desk_itself_can_do_it() -> None:
    for who, where in ((ALICE, None), (SOFIE, NIO)):
        refused = decided(who, GOES_OFF, where=where, found=case())
        assert key_of(refused.reply) == "refused.not_found_title"


class Watched(MemoryRecord):
    """Remembers within what it was looked for."""

    within: Wanted | None = None

    def near(self, case: Case, within: Wanted, most: int) -> tuple[str, ...]:
        Watched.within = within
        return super().near(case, within, most)


async def test_the_desk_looks_before_its_transaction_and_reads_what_is_there_then() -> None:
    record = Watched(rules=ROUTING)
    record.cases = {
        CASE: case(),
        FIRST: _past(FIRST, "Heal."),
        SECOND: _past(SECOND, "x", queue="ctr"),
        THIRD: _past(THIRD, "Gone."),
    }
    desk = _desk(record)
    timer = Turn(key="timer:1", person=DESK, where=DESK.direct, command=GOES_OFF)
    outside = await desk.foreseen(timer)
    assert set(outside.near) == {CASE, FIRST, THIRD}
    assert Watched.within == Wanted(queues=frozenset({"ctr"}), others=True, answered=True)
    record.cases[THIRD] = case(Status.ANSWERED, id=THIRD)  # withdrawn meanwhile
    desk.recorded(timer, record, outside)
    desk.recorded(timer, record, outside)  # the same timer once more
    (post,) = record.waiting
    assert isinstance(post, Delivery)
    assert post.mentions == (FIRST,)
    assert post.to != CTR


async def test_other_timers_look_for_nothing() -> None:
    desk = _desk(record := Watched(rules=ROUTING))
    record.cases = {CASE: case()}
    Watched.within = None
    other = c.GoOff(case=CASE, what="overdue", at=NOW)
    await desk.foreseen(Turn(key="timer:2", person=DESK, where=DESK.direct, command=other))
    assert Watched.within is None
