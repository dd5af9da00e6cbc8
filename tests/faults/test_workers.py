"""Many processes, one table: a delivery has one owner at a time, and no turn fails."""

import asyncio
import signal
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.faults.conftest import BOTH, POSTGRES, SIZES
from tests.faults.ground import Ground
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
    assert all(row.attempts == 1 for row in posts), "somebody else tried it too"


@pytest.mark.nemesis
@POSTGRES
async def test_a_rolling_restart_with_a_migration_fails_no_turn(field: Ground) -> None:
    """2 web and 2 worker processes behind a balancer; the tables grow while both versions run."""
    balancer = Balancer()
    web = [await (await field.desk("serve")).ready() for _ in range(2)]
    workers = [await (await field.desk("deliver")).ready() for _ in range(2)]
    balancer.ports = [desk.port for desk in web]
    async with listening(balancer.handle) as port:
        field.find(f"http://127.0.0.1:{port}")
        stop = asyncio.Event()
        names = iter(field.crowd(2000))
        people = [asyncio.create_task(asking(field, stop, names)) for _ in range(3)]
        await asyncio.to_thread(_expand, field)
        for place, old in enumerate(web):
            new = await (await field.desk("serve")).ready()
            balancer.ports[place] = new.port
            assert await old.terminate() == 0
        for old in workers:
            await (await field.desk("deliver")).ready()
            assert await old.terminate() == 0
        stop.set()
        await asyncio.gather(*people)
    found = await field.judge()
    kinds = {event.kind for event in field.history.events}
    assert kinds == {"asked", "acknowledged"}, field.history.summary()
    assert len(found.record.cases) >= 10


async def asking(field: Ground, stop: asyncio.Event, people: Iterator[str]) -> None:
    """Everybody asks once: two turns of one person may wait for each other (see test_found)."""
    while not stop.is_set():
        await field.ask(user=next(people))
        await asyncio.sleep(0.05)


def _expand(field: Ground) -> None:
    """The expanding half of a migration: columns that the running version does not know. One table
    to a transaction, so that it never holds one while it waits for another."""
    for table in ('"case"', "delivery"):
        with field.engine.begin() as db:
            db.execute(text("SET LOCAL lock_timeout = '500ms'"))
            db.execute(text(f"ALTER TABLE {table} ADD COLUMN from_the_next_version text"))
