"""Faults that the matrix found in the desk, kept so that they do not come back."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import psycopg

from adapters.storage.record import SqlRecord
from bots import database
from bots.serve import first_put
from core.desk.alarm import Alarm
from core.desk.deliver import Courier
from core.desk.ports import Dispatch, Later, Outcome, Record, Sent, Unsure
from core.desk.take import Desk
from core.values.command import ReportDelivery
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.office import Office
from core.values.place import ConversationReference, Platform
from core.values.turn import Turn
from simulator import Simulator
from tests.faults.conftest import BOTH, POSTGRES, Fresh
from tests.faults.ground import ROUTING, Ground
from tests.faults.storm import MovableClock, weathered
from tests.walks.conftest import settings_for

ADMIN = "slack:T0UNI:U0SOFIE"


@BOTH
async def test_a_later_does_not_forget_that_it_may_have_arrived(field: Ground) -> None:
    """A process that was held up says Later(0); so does a mail server that greylists."""
    desk = await field.serving()
    await field.sim.mail.stop()
    hang = field.sim.slack.faults.hang("chat.postMessage")
    await field.ask()
    await field.sim.until(lambda: hang.hits >= 2)
    await desk.kill()
    given = settings_for(field.sim, field.folder)
    store = database.opened(given.model_copy(update={"desk_database_url": field.url}))
    clock = MovableClock()
    try:
        again: list[bool] = []
        for outcome in (Unsure("no answer"), Later(timedelta(0), "held up"), Unsure("")):
            clock.advance(60)
            taken, _ = await store.claim("test", clock(), 10)
            slack = [each for each in taken if each.delivery.slot == "card"]
            again += [each.again for each in slack]
            for each in taken:
                await store.write(partial(_settle, each, outcome, clock))
        assert again == [True, True, True]
    finally:
        store.close()


def _settle(dispatch: Dispatch, outcome: Outcome, clock: MovableClock, record: SqlRecord) -> None:
    record.settle(dispatch, outcome, clock())


@POSTGRES
async def test_settling_holds_no_lane_while_it_waits_for_another(field: Ground) -> None:
    await field.serving()
    await field.ask(user="U0ALICE")
    await field.settled()
    slow = field.sim.slack.faults.slow("chat.postMessage", 4.0, times=None)
    await field.ask(user="U0ALICE")
    await field.sim.until(lambda: slow.hits >= 2)
    async with await psycopg.AsyncConnection.connect(field.url) as other:
        touch = "UPDATE lane SET ready_at = ready_at WHERE name = %s"
        await other.execute(touch, ["slack:T0UNI:C0NIO"])
        field.sim.slack.faults.clear()
        with psycopg.connect(field.url, autocommit=True) as watch:
            await field.until(lambda: _waiting(watch))
        await other.execute("SET lock_timeout = '300ms'")
        await other.execute(touch, ["slack:T0UNI:U0ALICE"])


def _waiting(watch: psycopg.Connection) -> int:
    """Reports that wait for the staff lane."""
    row = watch.execute(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO lane%'"
    ).fetchone()
    return int(row[0]) if row else 0


async def test_a_clock_that_steps_back_an_hour_stops_no_delivery(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        await weather.field.ask(user="U0ALICE")
        await weather.field.settled()
        weather.clock.advance(-3600)
        await weather.field.ask(user="U0ALICE")
        async with asyncio.timeout(4):
            await weather.field.settled(3)


class SlowChannel:
    takes = 0.05  # seconds
    limits = ()

    async def send(self, _: Dispatch) -> Outcome:
        await asyncio.sleep(self.takes)
        return Sent()

    def pause(self, _: Delivery) -> timedelta:
        return timedelta(0)


class HeldStore:
    """Gives one delivery, but only after the end was asked for."""

    def __init__(self, dispatch: Dispatch) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()
        self.settled = 0
        self._dispatch = dispatch

    async def claim(self, *_: object) -> tuple[list[Dispatch], None]:
        self.asked.set()
        await self.go.wait()
        return [self._dispatch], None

    async def write(self, _: object) -> None:
        self.settled += 1


async def test_an_orderly_end_waits_for_what_was_claimed_last() -> None:
    now = datetime.now(UTC)
    place = ConversationReference.mailbox("a@b.example")
    delivery = Delivery(key="k", to=place, message=Message(title="t"), due_at=now)
    store = HeldStore(Dispatch(1, delivery, None, 1, 1, again=False, intent_at=now))
    given: dict[str, Any] = {"owner": "o", "now": lambda: now, "woken": asyncio.Event()}
    given |= dict.fromkeys(("failed", "settled"), lambda *_: None)
    channels: dict[Platform, Any] = {Platform.EMAIL: SlowChannel()}
    courier = Courier(cast(Any, None), cast(Any, store), channels, **given)
    work = asyncio.create_task(courier.run())
    await store.asked.wait()
    stopping = asyncio.create_task(courier.stop())
    await asyncio.sleep(0)
    store.go.set()
    await asyncio.wait({work, stopping})
    settled = store.settled
    await asyncio.sleep(2 * SlowChannel.takes)  # let it end, so that nothing is left behind
    assert settled == 2, "the result, and the lane's rest"


async def test_a_report_that_cannot_be_made_leaves_nothing_in_front_of_its_lane(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    recorded = Desk.recorded

    def broken(self: Desk, turn: Turn, record: Record, *rest: Any) -> Message | None:
        if isinstance(turn.command, ReportDelivery):
            raise RuntimeError("on purpose")
        return recorded(self, turn, record, *rest)

    with patch.object(Desk, "recorded", broken):
        async with weathered(fresh(), tmp_path, seed) as weather:
            for _ in range(2):
                await weather.field.ask(user="U0ALICE")
            await weather.hurried()
            found = await weather.field.judge()
    receipts = [row for row in found.record.deliveries if row.slot == "receipt"]
    assert [row.state for row in receipts] == ["sent", "sent"]


class BrokenStore:
    async def read(self, _: object) -> None:
        raise RuntimeError("on purpose")


async def test_the_alarm_looks_again_whatever_went_wrong() -> None:
    failures: list[str] = []
    twice = asyncio.Event()

    def failed(what: str, _: BaseException) -> None:
        failures.append(what)
        if len(failures) > 1:
            twice.set()

    alarm = Alarm(
        cast(Any, None), cast(Any, BrokenStore()), now=lambda: datetime.now(UTC), failed=failed
    )
    with patch.object(Alarm, "every", 0.001):
        work = asyncio.create_task(alarm.run())
        async with asyncio.timeout(5):
            await twice.wait()
        work.cancel()
        await asyncio.wait({work})


@BOTH
async def test_two_desks_that_start_at_once_agree_on_the_first_routing(
    fresh: Fresh, tmp_path: Path, sim: Simulator
) -> None:
    """The second saw none either, and comes too late to put its own."""
    settings = {"desk_database_url": fresh(), "desk_first_routing": ROUTING}
    given = settings_for(sim, tmp_path).model_copy(update={**settings, "desk_admins": ADMIN})
    one, other = database.opened(given), database.opened(given)
    try:
        await first_put(given, one)
        with (
            patch.object(SqlRecord, "routing", lambda _: None),
            patch.object(SqlRecord, "routing_version", lambda _: 0),
            patch.object(SqlRecord, "office", lambda _: (Office(), 0)),
        ):
            await first_put(given, other)
        assert await one.read(lambda r: (r.routing_version(), r.office()[1])) == (1, 1)
    finally:
        one.close()
        other.close()
