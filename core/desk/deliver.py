"""The other half of the desk: what is on record is brought to where it belongs, visibly once.

A delivery is marked as being sent before the call to the platform. Whoever finds it so marked
afterwards waits until the platform must have shown it, looks for it, and only then sends again.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.desk.administer import NOTHING, Outside
from core.desk.attempt import blamed
from core.desk.carry import Carrier
from core.desk.ports import (
    Channel,
    Dispatch,
    Later,
    Outcome,
    Record,
    Refused,
    Repeated,
    Sent,
    Store,
    Unsure,
)
from core.desk.precedence import Precedence
from core.desk.take import Desk
from core.desk.trying import Tries
from core.values.command import Command, ReportDelivery
from core.values.delivery import Delivery, DeliveryKind
from core.values.place import DESK, Platform
from core.values.turn import Turn
from core.values.value import DeskError

AT_ONCE = 32  # deliveries under way in one process
_IDLE = 30.0  # seconds after which the table is looked at although nobody woke us
_STORE_DOWN = 1.0


@dataclass(frozen=True, slots=True)
class Settled:
    """What one try gave: `sent`, `later`, `limited`, `refused` or `unsure`; `delivery` and `case`
    are ids, `tries` counts this one."""

    platform: Platform
    result: str
    delivery: str
    case: str | None
    tries: int

    @classmethod
    def of(cls, dispatch: Dispatch, outcome: Outcome) -> "Settled":
        limited = isinstance(outcome, Later) and outcome.limited
        result = "limited" if limited else type(outcome).__name__.lower()
        sent = dispatch.delivery
        return cls(sent.to.platform, result, sent.key, sent.case, dispatch.tries)


class Courier:
    """Takes deliveries from the store and hands them to channels, each lane in its order.

    `woken` is set when there may be something to deliver. `failed` is told of what no outcome
    describes: exceptions of a channel or of the store; `settled` of every try. `precedence` says
    when people are to be served first. `carrier` brings files.
    """

    def __init__(
        self,
        desk: Desk,
        store: Store,
        channels: Mapping[Platform, Channel],
        *,
        owner: str,
        now: Callable[[], datetime],
        failed: Callable[[str, BaseException], None],
        settled: Callable[[Settled], None],
        woken: asyncio.Event,
        precedence: Precedence | None = None,
        carrier: Carrier | None = None,
    ) -> None:
        self._desk = desk
        self._store = store
        self._tries = Tries(channels, store, now, failed, carrier)
        self._owner = owner
        self._now = now
        self._failed = failed
        self._told = settled
        self._wake = woken
        self._people = precedence or Precedence()
        self.at_work = False
        self._waits = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self) -> None:
        self._wake.set()

    @property
    def is_idle(self) -> bool:
        """Nothing is under way here, nothing is being claimed, and nobody has woken us."""
        return self._waits and not self._under_way and not self._wake.is_set()

    async def stop(self) -> None:
        """Finish what is under way; the rest stays on record."""
        self._stopping = True
        self.wake()
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def run(self) -> None:
        """Deliver until stopped."""
        self.at_work = True
        try:
            await self._rounds()
            if self._under_way:  # what the last claim brought in after `stop` had looked
                await asyncio.wait(self._under_way)
        finally:
            self.at_work = False

    async def _rounds(self) -> None:
        while not self._stopping:
            self._wake.clear()
            rest = await self._round()
            if rest > 0 and not self._stopping:
                self._waits = True
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), rest)
                self._waits = False

    async def _round(self) -> float:
        """Start what is due; returns for how many seconds there is nothing to do."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return _IDLE
        await self._people.given()
        try:
            claimed, next_due = await self._store.claim(self._owner, self._now(), room)
        except Exception as error:  # the store is out of order: it will be asked again
            self._failed("claim", error)
            return _STORE_DOWN
        for dispatch in claimed:
            self._start(dispatch)
        if next_due is None:
            return _IDLE
        return min(_IDLE, max(0.0, (next_due - self._now()).total_seconds()))

    def _start(self, dispatch: Dispatch) -> None:
        before = [task for task in self._under_way if task.get_name() == str(dispatch.id)]
        task = asyncio.create_task(self._after(before, dispatch), name=str(dispatch.id))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(lambda _: self.wake())

    async def _after(self, before: list[asyncio.Task[None]], dispatch: Dispatch) -> None:
        """When the clock jumped ahead, a lease of our own seems to have ended in mid-call: to look
        before that call has ended would be too early."""
        if before:
            await asyncio.wait(before)
        await self._deliver(dispatch)

    async def _deliver(self, dispatch: Dispatch) -> None:
        if dispatch.delivery.kind is DeliveryKind.TIMER:
            await self._gone_off(dispatch)
            return
        dispatch, outcome = await self._tries.once(dispatch)
        try:
            await self._reported(dispatch, outcome)
            await self._tries.rested(dispatch)
            self._told(Settled.of(dispatch, outcome))
        except Exception as error:  # it stays marked as being sent, and will be looked for
            self._failed("settle", error)

    async def _gone_off(self, dispatch: Dispatch) -> None:
        """The turn of a timer and the end of its delivery are one transaction: both or neither."""
        outcome: Outcome = Sent()
        try:
            await self._settled(dispatch, outcome, await self._foreseen(dispatch.delivery))
        except DeskError as error:  # the store: the timer stays as it is and goes off later
            self._failed("timer", error)
            return
        except Exception as error:
            self._failed("timer", error)
            outcome = blamed(dispatch, type(error).__name__)
            await self._blame(dispatch, outcome)
        self._told(Settled.of(dispatch, outcome))

    async def _foreseen(self, timer: Delivery) -> Outside:
        return await self._desk.foreseen(_timed(timer, timer.command)) if timer.command else NOTHING

    async def _blame(self, dispatch: Dispatch, outcome: Outcome) -> None:
        try:
            await self._store.write(lambda record: record.settle(dispatch, outcome, self._now()))
        except Exception as error:
            self._failed("settle", error)

    async def _reported(self, dispatch: Dispatch, outcome: Outcome) -> None:
        """A report that cannot be made must not keep what was delivered in front of its lane."""
        try:
            await self._settled(dispatch, outcome)
        except (DeskError, Repeated):
            raise
        except Exception as error:
            self._failed("report", error)
            await self._store.write(lambda record: record.settle(dispatch, outcome, self._now()))

    async def _settled(
        self, dispatch: Dispatch, outcome: Outcome, outside: Outside = NOTHING
    ) -> None:
        def settle(record: Record) -> None:
            self._settle(record, dispatch, outcome, outside)

        for last in (False, False, True):
            try:
                await self._store.write(settle)
            except Repeated:
                if last:
                    raise
            else:
                return

    def _settle(
        self, record: Record, dispatch: Dispatch, outcome: Outcome, outside: Outside
    ) -> None:
        final = record.settle(dispatch, outcome, self._now())
        delivery = dispatch.delivery
        if final == "sent" and delivery.command is not None:
            self._desk.recorded(_timed(delivery, delivery.command), record, outside)
        if final is None or delivery.case is None or delivery.reports is None:
            return
        if final == "failed" or (final == "sent" and delivery.confirms):
            self._desk.recorded(_report(dispatch, final, outcome), record)


def _timed(delivery: Delivery, command: Command) -> Turn:
    return Turn(key=f"timer:{delivery.key}", person=DESK, where=DESK.direct, command=command)


def _report(dispatch: Dispatch, final: str, outcome: Outcome) -> Turn:
    """Each end is told, also that of a delivery which an operator has tried again."""
    delivery = dispatch.delivery
    why = outcome.why if isinstance(outcome, Refused | Unsure | Later) else ""
    return Turn.model_validate(
        {
            "key": f"delivery:{delivery.key}:{dispatch.fence}",
            "person": DESK,
            "where": delivery.to,
            "command": ReportDelivery.model_validate(
                {
                    "case": delivery.case,
                    "entry": delivery.reports,
                    "to": delivery.to.lane,
                    "state": final,
                    "error": why,
                    "lost": isinstance(outcome, Refused) and outcome.lost,
                    "file": delivery.crossing.name if delivery.crossing else "",
                    "reason": outcome.reason if isinstance(outcome, Refused) else "",
                }
            ),
        }
    )
