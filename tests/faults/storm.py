"""A storm of 429 on a clock that the test moves: hours pass in seconds, and no call may be early.

The rule is computed here from the header as it went over the wire, not by the desk's code:
digits are obeyed to the second, at most 15 minutes; what is missing or garbage counts 30 s.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from dataclasses import field as of
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from unittest.mock import patch

from bots import serve, sides
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

    async def leap(self, seconds: float) -> None:
        """Let much time pass, but not in the middle of a claim or a call: that takes its time by
        the real clock, and would seem to be dead."""
        await self.idle()
        await self.skip(seconds)

    async def hurried(self, step: float = 2.0, within: float = 30.0) -> None:
        """Let time pass until nothing is on its way."""
        async with asyncio.timeout(within):
            while await asyncio.to_thread(evidence.unfinished, self.field.engine):
                await self.leap(step)
            await self.idle()

    async def idle(self) -> None:
        async with asyncio.timeout(30):
            while not self.desk.courier.is_idle:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.005)


Settle = Callable[[Simulator, Settings], Awaitable[Settings]]


async def as_it_is(sim: Simulator, given: Settings) -> Settings:
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
        with patch.object(serve, "now", clock), patch.object(sides, "now", clock):
            given = await settle(made.sim, usual)
            async with running(given, post_every=post_every) as desk:
                await with_routing(desk)
                made.find(f"http://127.0.0.1:{desk.port}")
                yield Weather(made, desk, clock)


def owed(header: str | None) -> float:
    """Seconds that must pass after this `Retry-After`."""
    if header and header.isascii() and header.isdigit():
        return min(float(header), 900.0)
    return 30.0


Key = tuple[str, str]
STORMY = ("chat.postMessage", "chat.update", "conversations.replies", "conversations.info")


class Watch:
    """Sees each call to Slack's API as it arrives, by the desk's clock; `answer` may spoil it."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self._seen: set[int] = set()

    def answer(self, method: str, channel: str) -> Fault | None:
        """None lets the call take effect."""
        return None

    @contextmanager
    def watching(self) -> Iterator[None]:
        faults = self.weather.field.sim.slack.faults
        with patch.object(faults, "take", self._take):
            yield

    def _take(self, method: str) -> Fault | None:
        return self.answer(method, self._caller(method))

    def _caller(self, method: str) -> str:
        """The conversation of the call that has just been read."""
        calls = [c for c in self.weather.field.sim.wire if c.name == method]
        call = next((c for c in reversed(calls) if c.number not in self._seen), None)
        if call is None:
            return ""
        self._seen.add(call.number)
        return call.channel


class Pace(Watch):
    """When each post came to each conversation, in seconds since 1970."""

    def __init__(self, weather: Weather) -> None:
        super().__init__(weather)
        self.posts: dict[str, list[float]] = {}

    def answer(self, method: str, channel: str) -> Fault | None:
        if method == "chat.postMessage":
            self.posts.setdefault(channel, []).append(self.weather.clock().timestamp())
        return None

    def closest(self) -> float:
        """The shortest time in seconds between two posts in one conversation."""
        gaps = [b - a for times in self.posts.values() for a, b in pairwise(times)]
        return min(gaps, default=0.0)


class Aim(Watch):
    """Refuses posts to one conversation with an error word of Slack's."""

    def __init__(self, weather: Weather, channel: str, word: str) -> None:
        super().__init__(weather)
        self._channel, self._word = channel, word
        self.hits = 0

    def answer(self, method: str, channel: str) -> Fault | None:
        if (method, channel) != ("chat.postMessage", self._channel):
            return None
        self.hits += 1
        return Fault("error", method, self._word, error=self._word)


class Storm(Watch):
    """Answers 429 with every kind of header. Posts are limited by conversation, all else by method,
    as Slack counts; a call before its time is early."""

    def __init__(self, weather: Weather, share: float = 0.9) -> None:
        super().__init__(weather)
        self._share = share
        self._chance = Random(weather.field.history.seed)
        self._not_before: dict[Key, datetime] = {}
        self.early: list[str] = []

    async def rage(self, seconds: float, questions: int = 40, refusals: int = 10) -> None:
        """Questions keep coming while it storms, for so many seconds and at least so many refusals
        (a busy machine makes fewer calls in the time); afterwards everything arrives."""
        weather, asked = self.weather, 0
        end = weather.clock() + timedelta(seconds=seconds)
        with self.watching():
            while weather.clock() < end or weather.figures["storm: 429"] < refusals:
                if asked < questions:
                    await weather.field.ask()
                    asked += 1
                await weather.skip(STEP)
        await weather.hurried(30, within=120)
        assert not self.early, (weather.field.history.seed, self.early[:5])
        await weather.field.judge()
        weather.figures["storm: seconds"] += int(seconds)
        weather.figures["storm: early calls"] += len(self.early)

    def answer(self, method: str, channel: str) -> Fault | None:
        if method not in STORMY:
            return None
        key = (method, channel if method == "chat.postMessage" else "")
        now = self.weather.clock() + timedelta(seconds=_TOLERANCE)
        self.weather.figures["storm: calls"] += 1
        if now < self._not_before.get(key, now):
            self.early.append(f"{key} {self._not_before[key] - now} too early")
        if self._chance.random() > self._share:
            return None
        header = self._chance.choice(HEADERS)
        self._not_before[key] = self.weather.clock() + timedelta(seconds=owed(header))
        self.weather.figures["storm: 429"] += 1
        fault = Fault("status", method, "429", error="ratelimited", status=429)
        fault.retry_after = header
        return fault
