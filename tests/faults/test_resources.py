"""Too little of something: descriptors, processor time, attention of others."""

import asyncio
import multiprocessing
import os
import resource
import signal

from tests.faults.conftest import BOTH
from tests.faults.fuzz import fuzzed
from tests.faults.ground import Ground
from tests.faults.lag import P99, probed
from tests.faults.proxy import HOST

FEW = 64
HALF = b"POST /slack/events HTTP/1.1\r\nHost: desk\r\nContent-Le"


async def half_open(port: int, count: int) -> list[asyncio.StreamWriter]:
    """Connections that begin a request and never end it."""
    made = []
    for _ in range(count):
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(HALF)
        made.append(writer)
    return made


def closed(writers: list[asyncio.StreamWriter]) -> None:
    for writer in writers:
        writer.transport.abort()


async def test_with_64_descriptors_it_recovers_and_loses_nothing(field: Ground) -> None:
    desk = await field.serving()
    await field.ask()
    await field.settled()
    desk.limit(resource.RLIMIT_NOFILE, FEW)
    crowd = await half_open(desk.port, FEW)
    forms = [field.form() for _ in range(3)]
    await asyncio.gather(*(field.asker.send(form) for form in forms))
    closed(crowd)
    for form in forms:
        await field.ask_until_told(form)
    await field.judge()
    assert not desk.gone


async def test_500_half_open_connections_disturb_nobody(field: Ground) -> None:
    desk = await field.serving()
    await field.ask()
    await field.settled()
    base = desk.descriptors()
    crowd = await half_open(desk.port, 500)
    events = [await field.ask() for _ in range(30)]
    assert {event.kind for event in events} == {"acknowledged"}
    assert field.history.slowest(0.9) < 0.3
    closed(crowd)
    await field.judge()
    await field.until(lambda: desk.descriptors() <= base + 4, 10)


def busy() -> None:
    while True:
        pass


async def test_with_the_processors_busy_nobody_waits_three_seconds(field: Ground) -> None:
    await field.serving()
    await field.ask()
    eaters = [multiprocessing.get_context("forkserver").Process(target=busy) for _ in range(2)]
    for eater in eaters:
        eater.start()
    try:
        events = [await field.ask() for _ in range(20)]
    finally:
        for eater in eaters:
            os.kill(eater.pid or 0, signal.SIGKILL)
            eater.join()
    assert {event.kind for event in events} == {"acknowledged"}
    assert field.history.slowest(1.0) < 3.0
    await field.judge()


@BOTH
async def test_load_leaves_no_descriptor_thread_or_memory_behind(field: Ground) -> None:
    desk = await field.serving()

    async def wave() -> None:
        await asyncio.gather(*(field.ask_until_told(field.form()) for _ in range(20)))
        await field.judge()

    await wave()
    base = (desk.descriptors(), desk.threads(), desk.memory())
    await wave()
    assert desk.descriptors() <= base[0] + 8
    assert desk.threads() <= base[1] + 8
    assert desk.memory() - base[2] < 24 * 2**20


async def test_the_loop_of_this_process_is_kept_free(field: Ground) -> None:
    """People and simulator only: what the rows add to the desk's own lag."""
    await field.serving()
    async with probed() as lag:
        await asyncio.gather(*(field.ask_until_told(field.form()) for _ in range(40)))
        await field.judge()
    assert lag.p99 < P99 * 2


async def test_no_broken_body_gets_a_5xx(field: Ground) -> None:
    figures = await fuzzed(field, 400)
    assert sum(figures[name] for name in figures if "HTTP" in name) == 400
