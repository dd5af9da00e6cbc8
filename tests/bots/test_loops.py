"""What a desk does beside its turns goes on after an error that nobody expected."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bots import staff_watch
from core.desk import upkeep
from core.desk.alarm import Alarm
from core.desk.digests import Digests
from core.desk.review import Review
from core.desk.rounds import Rounds

Run = Callable[[Any], Awaitable[None]]
ROUNDS = (Alarm, Digests, Review)
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


class Broken:
    """A store, a desk, an inspector: whatever is asked of it fails, and it counts how often."""

    def __init__(self) -> None:
        self.asked = 0
        self.twice = asyncio.Event()

    def __getattr__(self, name: str) -> object:
        self.asked += 1
        if self.asked >= 2:
            self.twice.set()
        raise RuntimeError("nobody expected this")


def _watch(broken: Any) -> Awaitable[None]:
    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    made = staff_watch.StaffWatch(broken, broken, broken, now=lambda: NOW, pause=at_once)
    return made.run()


def _round(kind: type[Rounds]) -> Run:
    return lambda broken: kind(broken, broken, now=lambda: NOW, failed=lambda *_: None).run()


def _upkeep(broken: Any) -> Awaitable[None]:
    return upkeep.Upkeep(broken, now=lambda: NOW, failed=lambda *_: None).run()


@pytest.mark.parametrize("run", [_watch, _upkeep, *map(_round, ROUNDS)])
async def test_an_error_that_nobody_expected_does_not_end_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ROUNDS:
        monkeypatch.setattr(each, "every", 0)
    monkeypatch.setattr(upkeep, "_EVERY", 0)
    broken = Broken()
    work = asyncio.ensure_future(run(broken))
    try:
        await asyncio.wait_for(broken.twice.wait(), 5)
        assert not work.done()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
