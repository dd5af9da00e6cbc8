"""How far a long export has come: one message to who fetches it, and a timer for the end."""

from datetime import timedelta

import pytest

from core.values import command as c
from core.values.decision import Decision
from core.values.delivery import Cancelled, Delivery, DeliveryKind
from core.values.place import DESK
from tests.core.fakes import texts
from tests.core.given import ALICE, NIO, NOW, SOFIE, decided, deliveries

WORD = c.ReportExport(
    id="f1", person=SOFIE.key, locale="en", kind="csv", total=10_000, done=0, state="begins"
)


def _told(**more: object) -> Decision:
    return decided(DESK, WORD.model_copy(update=more))


def _parts(decision: Decision) -> tuple[Delivery, Delivery | None]:
    """The message, and the timer."""
    (message,) = deliveries(decision)
    timers = [
        e for e in decision.effects if isinstance(e, Delivery) and e.kind is DeliveryKind.TIMER
    ]
    return message, timers[0] if timers else None


def test_it_begins_in_the_persons_own_conversation_and_is_redrawn_there() -> None:
    message, timer = _parts(_told())
    assert (message.to, message.kind) == (SOFIE.direct, DeliveryKind.POST)
    assert message.person == SOFIE.key, "erased with the person"
    assert timer
    assert timer.due_at == NOW + timedelta(minutes=2)
    later, timer = _parts(_told(state="goes_on", done=4_000))
    assert (later.to, later.kind, later.slot) == (message.to, DeliveryKind.UPDATE, message.slot)
    assert "report.fetch_goes_on percent=40" in texts(later.message)
    assert timer
    assert timer.command == WORD.model_copy(update={"state": "cut", "done": 4_000})


@pytest.mark.parametrize("state", ["done", "cut"])
def test_at_its_end_no_timer_is_left(state: str) -> None:
    decision = _told(state=state, done=7)
    message, timer = _parts(decision)
    assert timer is None
    assert any(isinstance(each, Cancelled) for each in decision.effects)
    assert f"report.fetch_{state}" in texts(message.message)


@pytest.mark.parametrize(("who", "where"), [(ALICE, None), (SOFIE, NIO)])
def test_nobody_but_the_desk_says_so(who: object, where: object) -> None:
    assert decided(who, WORD, where=where) == Decision()  # type: ignore[arg-type]
