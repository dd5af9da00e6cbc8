"""Limits how fast an app may call; https://docs.slack.dev/apis/web-api/rate-limits"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.slack.refusals import RateLimitedError

POSTS_PER_SECOND = 1.0
POSTS_AT_ONCE = 4
TIERS_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}


@dataclass
class Bucket:
    """So many calls per second on average, so many at once."""

    per_second: float
    at_once: float
    level: float
    filled_at: float

    def wait(self, now: float) -> float:
        """Take one; seconds until one is there if there is none."""
        gained = (now - self.filled_at) * self.per_second
        self.level, self.filled_at = min(self.at_once, self.level + gained), now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.per_second


@dataclass
class Rates:
    """One message per second and channel, with a small burst; per-method tiers when switched on."""

    clock: Clock
    per_second: float = POSTS_PER_SECOND
    at_once: int = POSTS_AT_ONCE
    enabled: bool = True
    tiers: bool = False
    _buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)

    def strict(self) -> None:
        """Exactly one message per second and channel, no burst; method tiers too."""
        self.at_once, self.tiers = 1, True
        self._buckets.clear()

    def off(self) -> None:
        self.enabled = False

    def spend_post(self, channel_id: str) -> None:
        """Count one `chat.postMessage`; RateLimitedError if the channel had too many."""
        self._spend(("post", channel_id), self.per_second, self.at_once)

    def spend_call(self, team_id: str, method: str, tier: int | None) -> None:
        """Count one call of a method by one workspace's installation."""
        if self.tiers and tier is not None:
            per_minute = TIERS_PER_MINUTE[tier]
            self._spend(("tier", team_id, method), per_minute / 60, per_minute)

    def _spend(self, key: tuple[str, ...], per_second: float, at_once: float) -> None:
        if not self.enabled:
            return
        now = self.clock.now()
        fresh = Bucket(per_second, at_once, at_once, now)
        wait = self._buckets.setdefault(key, fresh).wait(now)
        if wait > 0:
            raise RateLimitedError(max(1, math.ceil(wait)))
