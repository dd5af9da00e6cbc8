"""Many processes, one table: a delivery has one owner at a time, and no turn fails."""

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as of

from sqlalchemy import text

from tests.faults.conftest import BOTH, POSTGRES, SIZES
from tests.faults.ground import Ground
from tests.faults.next_version import FIELD, MIGRATIONS, migrations
from tests.faults.process import DeskProcess
from tests.faults.proxy import Balancer, listening

HELD = 20.0  # seconds, longer than the lease of 6


@SIZES
@BOTH
async def test_a_worker_that_is_held_up_does_not_send_what_another_took_over(
    field: Ground, full: bool
) -> None:
    """SIGSTOP in the middle of a call, SIGCONT after the lease has ended; in the short cut it has
    ended by the clock of the other."""
    field.hastens = not full
    held = await field.serving()
    hang = field.sim.slack.faults.hang("chat.postMessage")
    event = await field.ask()
    await field.sim.until(lambda: hang.hits >= 2)
    held.signal(signal.SIGSTOP)
    field.sim.slack.faults.clear()
    other = await (await field.desk("deliver")).ready()
    async with asyncio.timeout(HELD + 20):
        await asyncio.gather(asyncio.sleep(HELD if full else 0), field.settled())
    held.signal(signal.SIGCONT)
    await field.answer(event)
    found = await field.judge()
    assert set(found.repeated()) <= {"mail"}  # a mail cannot be looked for; it is marked
    assert not other.gone


@SIZES
@BOTH
async def test_two_workers_race_over_a_thousand_deliveries(field: Ground, full: bool) -> None:
    count = 334 if full else 20
    await field.serving()
    await (await field.desk("deliver")).ready()
    field.crowd(count)
    forms = [field.form() for _ in range(count)]
    for first in range(0, count, 40):
        together = forms[first : first + 40]
        await asyncio.gather(*(field.ask_until_told(form) for form in together))
    found = await field.judge(within=120)
    assert len(found.record.cases) == count
    posts = [row for row in found.record.deliveries if row.kind == "post"]
    assert len(posts) >= 3 * count
    assert not found.repeated(), "somebody else sent it too"
    tried = sum(row.attempts == 1 for row in posts)  # more: a process was held up before the call
    assert tried >= 0.9 * len(posts), f"{len(posts) - tried} of {len(posts)} were taken again"


@SIZES
@POSTGRES
async def test_a_rolling_restart_with_a_migration_fails_no_turn(field: Ground, full: bool) -> None:
    """Behind a balancer: the next version expands the tables under this one, both serve the same
    people and cases, one of this version even starts anew, and then this version goes."""
    old = Fleet(field, 2 if full else 1)
    new = Fleet(field, 2 if full else 1, str(migrations(field.folder)))
    balancer, stop, names = Balancer(), asyncio.Event(), iter(field.crowd(2000))
    await old.grow()
    balancer.ports = old.ports
    async with listening(balancer.handle) as port:
        field.find(f"http://127.0.0.1:{port}")
        people = [asyncio.create_task(asking(field, stop, names)) for _ in range(2)]
        upgraded = await field.desk("db", "upgrade", **new.settings)
        assert await upgraded.ended() == 0, upgraded.told
        await old.grow()
        await new.grow()
        balancer.ports = old.ports + new.ports
        both = await field.ask(user=next(names))
        for _ in range(4):  # by turns at a desk of either version
            await field.answer(both)
        await old.ended()
        balancer.ports = new.ports
        await field.answer(both)
        stop.set()
        await asyncio.gather(*people)
        found = await field.judge(within=60)
    kinds = {event.kind for event in field.history.events}
    assert kinds == {"asked", "acknowledged", "answered"}, field.history.summary()
    assert len(found.record.cases) >= 5
    assert _written(field) == {None, "news"}, "cases of both versions"


@dataclass
class Fleet:
    """Desks of one version: `size` that listen, and as many that only deliver."""

    field: Ground
    size: int
    migrations: str = ""
    ports: list[int] = of(default_factory=list)
    desks: list[DeskProcess] = of(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {MIGRATIONS: self.migrations} if self.migrations else {}

    async def grow(self) -> None:
        for _ in range(self.size):
            listens = await (await self.field.desk("serve", **self.settings)).ready()
            delivers = await (await self.field.desk("deliver", **self.settings)).ready()
            self.ports = [*self.ports, listens.port]
            self.desks += [listens, delivers]

    async def ended(self) -> None:
        for desk in self.desks:
            assert await desk.terminate() == 0, desk.told.decode(errors="replace")[-2000:]


async def asking(field: Ground, stop: asyncio.Event, people: Iterator[str]) -> None:
    """Everybody asks once: two turns of one person may wait for each other (see test_found)."""
    while not stop.is_set():
        await field.ask(user=next(people))
        await asyncio.sleep(0.05)


def _written(field: Ground) -> set[str | None]:
    with field.engine.connect() as db:
        return set(db.execute(text(f'SELECT {FIELD} FROM "case"')).scalars())
