"""A storm of 429 on a clock that the test moves: hours pass in seconds, and no call may be early.

The rule is computed here from the header as it went over the wire, not by the desk's code:
digits are obeyed to the second, at most 15 minutes; what is missing or garbage counts 30 s.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from dataclasses import field as of
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from bots import serve
from bots.serve import Running, running
from bots.settings import Settings
from simulator import Simulator
from simulator.faults import Fault
from tests.faults import evidence
from tests.faults.ground import Ground, ground
from tests.walks.conftest import settings_for, with_routing

HOUR = 3600.0
HEADERS = ("1", "5", "30", "120", None, "", "soon", "-5", "1.5", "٣٠", "99999999")
STEP = 1.0  # seconds by which the clock jumps
_TOLERANCE = 0.05  # seconds between the desk's look at the clock and ours


class MovableClock:
    """Runs with the real one and can be moved; stands in for `bots.serve.now`."""

    def __init__(self) -> None:
        self.moved = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def set_to(self, moment: str) -> None:
        self.moved = datetime.fromisoformat(moment) - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        self.moved += timedelta(seconds=seconds)


@dataclass
class Weather:
    """A desk in this process whose clock can be moved."""

    field: Ground
    desk: Running
    clock: MovableClock
    figures: Counter[str] = of(default_factory=Counter)

    async def skip(self, seconds: float) -> None:
        """Time passes at once; the desk notices."""
        self.clock.advance(seconds)
        self.desk.courier.wake()
        await asyncio.sleep(0.02)

    async def hurried(self, step: float = 2.0, within: float = 30.0) -> None:
        """Let time pass until nothing is on its way; never in the middle of a call, which takes
        its time by the real clock."""
        async with asyncio.timeout(within):
            while await asyncio.to_thread(evidence.unfinished, self.field.engine):
                if await asyncio.to_thread(evidence.unfinished, self.field.engine, ("sending",)):
                    await asyncio.sleep(0.02)
                else:
                    await self.skip(step)


Settle = Callable[[Simulator, Settings], Settings]


def as_it_is(sim: Simulator, given: Settings) -> Settings:
    return given


@asynccontextmanager
async def weathered(
    url: str,
    folder: Path,
    seed: int,
    *,
    settle: Settle = as_it_is,
    post_every: timedelta = timedelta(0),
) -> AsyncIterator[Weather]:
    """`settle` may change the desk's settings; Teams needs that."""
    clock = MovableClock()
    async with ground(url, folder, seed) as made:
        usual = settings_for(made.sim, folder).model_copy(update={"desk_database_url": url})
        with patch.object(serve, "now", clock):
            async with running(settle(made.sim, usual), post_every=post_every) as desk:
                await with_routing(desk)
                made.find(f"http://127.0.0.1:{desk.port}")
                yield Weather(made, desk, clock)


def owed(header: str | None) -> float:
    """Seconds that must pass after this `Retry-After`."""
    if header and header.isascii() and header.isdigit():
        return min(float(header), 900.0)
    return 30.0


class Storm:
    """Answers 429 with every kind of header, and watches each conversation's next call."""

    def __init__(self, weather: Weather, share: float = 0.9) -> None:
        self._weather = weather
        self._share = share
        self._chance = Random(weather.field.history.seed)
        self._not_before: dict[str, datetime] = {}
        self._seen: set[int] = set()
        self.early: list[str] = []

    async def rage(self, seconds: float, questions: int = 40) -> None:
        """Questions keep coming while it storms; afterwards everything arrives."""
        weather, asked = self._weather, 0
        end = weather.clock() + timedelta(seconds=seconds)
        with patch.object(weather.field.sim.slack.faults, "take", self._take):
            while weather.clock() < end:
                if asked < questions:
                    await weather.field.ask()
                    asked += 1
                await weather.skip(STEP)
        await weather.hurried(30)
        assert not self.early, (weather.field.history.seed, self.early[:5])
        await weather.field.judge()
        weather.figures["storm: seconds"] += int(seconds)
        weather.figures["storm: early calls"] += len(self.early)

    def _take(self, method: str) -> Fault | None:
        if method != "chat.postMessage":
            return None
        channel = self._caller()
        now = self._weather.clock() + timedelta(seconds=_TOLERANCE)
        self._weather.figures["storm: calls"] += 1
        if now < self._not_before.get(channel, now):
            self.early.append(f"{channel} {self._not_before[channel] - now} too early")
        if self._chance.random() > self._share:
            return None
        header = self._chance.choice(HEADERS)
        self._not_before[channel] = self._weather.clock() + timedelta(seconds=owed(header))
        self._weather.figures["storm: 429"] += 1
        fault = Fault("status", method, "429", error="ratelimited", status=429)
        fault.retry_after = header
        return fault

    def _caller(self) -> str:
        """The conversation of the call that has just been read."""
        calls = [c for c in self._weather.field.sim.wire if c.name == "chat.postMessage"]
        call = next(c for c in reversed(calls) if c.channel and c.number not in self._seen)
        self._seen.add(call.number)
        return call.channel
