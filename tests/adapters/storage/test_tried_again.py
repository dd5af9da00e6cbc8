"""A delivery that an operator tries again: the case hears of its end, whichever it is this time."""

import asyncio
from datetime import datetime, timedelta

from core.desk.deliver import Courier
from core.desk.ports import Dispatch, Limit, Outcome, Refused, Sent
from core.desk.take import Desk
from core.values.case import Case, EntryKind
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.place import Platform
from core.values.turn import Turn
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import ASKED
from tests.core.fakes import knows_nothing
from tests.core.given import ALICE, NOW, PACK, ROUTING, ids

SECOND = timedelta(seconds=1)
_ENDS = (EntryKind.DELIVERED, EntryKind.FAILED)


class Blocked:
    """A channel for all platforms; while `blocks`, nothing reaches Alice."""

    platform = Platform.SLACK
    limits: tuple[Limit, ...] = ()

    def __init__(self) -> None:
        self.blocks = True
        self.count = 0

    def pause(self, delivery: Delivery) -> timedelta:
        return timedelta(0)

    async def send(self, dispatch: Dispatch) -> Outcome:
        self.count += 1
        to = dispatch.delivery.to
        if self.blocks and to == ALICE.direct:
            return Refused("the person blocked the app")
        posted = dispatch.delivery.kind is DeliveryKind.POST
        return Sent(Landed(at=to.under(f"9.{self.count}")) if posted else None)

    async def find(self, dispatch: Dispatch) -> None:
        return None


class World:
    def __init__(self, store: Store) -> None:
        self.store, self.now, self.channel = store, NOW, Blocked()
        self.desk = Desk(
            PACK,
            store,
            knows_nothing,
            now=lambda: self.now,
            new_id=ids("again"),
            woken=lambda: None,
        )
        self.courier = Courier(
            self.desk,
            store,
            dict.fromkeys((Platform.SLACK, Platform.EMAIL), self.channel),
            owner="me",
            now=lambda: self.now,
            failed=self.failed,
            settled=lambda _: None,
            woken=asyncio.Event(),
        )

    def failed(self, where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    async def opened(self) -> str:
        await self.store.write(lambda r: r.set_routing(ROUTING, "op", NOW))
        await self.desk.take(Turn(key="a", person=ALICE, where=ALICE.direct, command=ASKED))
        return (await self.store.read(lambda r: r.cases_of(ALICE.key, 1)))[0].id

    async def delivered(self) -> None:
        while claimed := (await self.store.claim("me", self.now, 32))[0]:
            for dispatch in claimed:
                await self.courier._deliver(dispatch)
            self.now += SECOND

    async def told(self, id: str) -> list[str]:
        """What the case was told of its receipt."""
        case = await self.store.read(lambda r: r.case(id))
        assert isinstance(case, Case)
        return [str(e.kind) for e in case.about(1, *_ENDS)]

    async def tried_again(self, at: datetime) -> None:
        (row,) = [
            row
            for row in await self.store.read(lambda r: r.deliveries(("failed",)))
            if row["lane"] == ALICE.direct.lane
        ]
        key = str(row["key"])
        assert await self.store.write(lambda r: r.put_delivery(key, "failed", "pending", at))
        await self.delivered()


async def test_each_end_of_a_delivery_is_told(store: Store) -> None:
    world = World(store)
    id = await world.opened()
    await world.delivered()
    assert await world.told(id) == ["failed"]
    await world.tried_again(world.now)
    assert await world.told(id) == ["failed", "failed"]
    world.channel.blocks = False
    await world.tried_again(world.now)
    assert await world.told(id) == ["failed", "failed", "delivered"]
