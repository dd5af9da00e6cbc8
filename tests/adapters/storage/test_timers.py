"""Timers on every store: due at their time, once, whoever waits before them; after restarts too."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from core.desk.attempt import MOST_TRIES
from core.desk.deliver import Courier
from core.desk.ports import SETTLE, Channel, Later
from core.desk.take import Desk
from core.values import command as c
from core.values.case import Case
from core.values.delivery import Cancelled, Delivery, DeliveryKind
from core.values.message import Message
from core.values.place import ConversationReference, Platform
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import claimed, delivery, new_id, opened, save, settled
from tests.core.fakes import knows_nothing
from tests.core.given import CASE, NIO, NOW, PACK, ROUTING

HOUR = timedelta(hours=1)
NO_CHANNELS: Mapping[Platform, Channel] = {}
ALARM = c.ReportBacklog(count=1, minutes=6, lane="x")


def timer(
    at: datetime, slot: str = "wake", about: str = CASE, command: c.Command = ALARM
) -> Delivery:
    return Delivery(
        key=new_id(),
        to=ConversationReference.desk(about),
        command=command,
        kind=DeliveryKind.TIMER,
        slot=slot,
        due_at=at,
    )


async def _due(store: Store, at: datetime) -> list[str]:
    return [dispatch.delivery.slot for dispatch in await claimed(store, at)]


async def test_a_timer_waits_for_its_time_and_for_nobody_else(store: Store) -> None:
    await save(store, timer(NOW + 3 * HOUR, "late"), timer(NOW + HOUR, "soon"))
    dispatches, next_due = await store.claim("me", NOW, 32)
    assert dispatches == []
    assert next_due == NOW + HOUR
    assert await _due(store, NOW + HOUR) == ["soon"], "an earlier one of the case is not due yet"
    assert await _due(store, NOW + 3 * HOUR) == ["soon", "late"], "nobody settled the first"


async def test_timers_do_not_hold_up_messages_nor_messages_timers(store: Store) -> None:
    await save(store, *(timer(NOW, about=str(n)) for n in range(40)), delivery(NIO, due_at=NOW))
    kinds = [d.delivery.kind for d in await claimed(store, NOW, limit=8)]
    assert kinds.count(DeliveryKind.TIMER) == 4
    assert kinds.count(DeliveryKind.POST) == 1


async def test_a_newer_timer_takes_the_place_of_the_one_in_its_slot(store: Store) -> None:
    await save(store, timer(NOW, "wake"), timer(NOW, "wake", about="other"), timer(NOW, "remind"))
    await save(store, timer(NOW + HOUR, "wake"))
    assert sorted(await _due(store, NOW)) == ["remind", "wake"]
    assert (await store.claim("me", NOW, 32))[1] == NOW + SETTLE
    assert "wake" in await _due(store, NOW + HOUR)


async def test_a_cancelled_timer_does_not_go_off(store: Store) -> None:
    await save(store, timer(NOW, "wake"), timer(NOW, "remind"))
    await save(store, Cancelled(to=ConversationReference.desk(CASE), slot="wake"))
    assert await _due(store, NOW) == ["remind"]


async def test_two_workers_never_take_the_same_timer(store: Store) -> None:
    await save(store, *(timer(NOW, about=str(n)) for n in range(20)))
    taken = await asyncio.gather(*(claimed(store, NOW, owner=f"w{n}", limit=16) for n in range(4)))
    ids = [dispatch.id for dispatches in taken for dispatch in dispatches]
    assert len(ids) == len(set(ids))
    rest = [d.id for _ in range(3) for d in await claimed(store, NOW, limit=32)]
    assert len({*ids, *rest}) == 20


async def test_a_timer_is_no_backlog_before_its_time(store: Store) -> None:
    await save(store, timer(NOW + HOUR))
    assert await store.read(lambda r: r.backlog(NOW)) is None
    late = await store.read(lambda r: r.backlog(NOW + 2 * HOUR))
    assert late is not None
    assert late.since == NOW + HOUR


class Clock:
    now = NOW


class Place:
    """A desk with a courier on the store, and a clock that is set by hand."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.troubles: list[BaseException] = []
        self.woken = asyncio.Event()
        desk = Desk(
            PACK,
            store,
            knows_nothing,
            now=lambda: clock.now,
            new_id=new_id,
            woken=self.woken.set,
        )
        self.courier = Courier(
            desk,
            store,
            NO_CHANNELS,
            owner=new_id(),
            now=lambda: clock.now,
            failed=lambda _, error: self.troubles.append(error),
            settled=lambda _: None,
            woken=self.woken,
        )

    async def round(self) -> None:
        """Everything that is due, done."""
        work = asyncio.create_task(self.courier.run())
        await asyncio.sleep(0)
        await self.courier.stop()
        await work


async def _alarms(store: Store) -> int:
    rows = await store.read(lambda r: r.deliveries(("pending", "sending", "sent", "failed")))
    return sum(str(row["lane"]) == NIO.lane for row in rows)


async def _timers(store: Store, *states: str) -> int:
    rows = await store.read(lambda r: r.deliveries(states))
    return sum(str(row["lane"]).startswith("desk:") for row in rows)


@pytest.fixture
async def clock(store: Store) -> Clock:
    await store.write(lambda record: record.set_routing(ROUTING, "test", NOW))
    return Clock()


async def test_a_timer_is_taken_as_a_turn_of_the_desk(store: Store, clock: Clock) -> None:
    await save(store, timer(NOW + HOUR))
    await Place(store, clock).round()
    assert await _alarms(store) == 0
    clock.now = NOW + HOUR
    after_a_restart = Place(store, clock)
    await after_a_restart.round()
    assert await _alarms(store) == 1
    assert await _timers(store, "sent") == 1
    assert after_a_restart.troubles == []


async def test_a_timer_goes_off_once_although_its_owner_died(store: Store, clock: Clock) -> None:
    await save(store, timer(NOW))
    assert len(await claimed(store, NOW, owner="who dies")) == 1
    await Place(store, clock).round()
    assert await _alarms(store) == 0, "its owner may still be at it"
    clock.now = NOW + SETTLE
    for _ in range(2):
        await Place(store, clock).round()
    assert await _alarms(store) == 1


async def test_a_late_owner_changes_nothing(store: Store, clock: Clock) -> None:
    await save(store, timer(NOW))
    (late,) = await claimed(store, NOW, owner="slow")
    clock.now = NOW + SETTLE
    await Place(store, clock).round()
    assert await settled(store, late, Later(HOUR, "x"), clock.now) is None
    assert await _alarms(store) == 1


async def test_a_timer_that_fails_by_itself_is_given_up_and_listed(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(store)

    def broken(*_: object) -> Case:
        raise ValueError("on purpose")

    monkeypatch.setattr("core.desk.found.named_case", broken)
    await save(store, timer(NOW, command=c.Release(case=CASE)))
    places = [Place(store, clock) for _ in range(MOST_TRIES)]
    for place in places:
        await place.round()
        clock.now += HOUR
    assert [type(t) for place in places for t in place.troubles] == [ValueError] * MOST_TRIES
    assert await _timers(store, "failed") == 1


def test_a_timer_shows_nothing() -> None:
    assert timer(NOW).message == Message()
