"""Limits how fast a bot may call; https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.teams.refusals import RefusedError

# so many calls in so many seconds
THREAD = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TENANT = ((30, 1.0),)


@dataclass
class Rates:
    """Per thread, and per tenant. `tells_when`: whether 429 comes with Retry-After."""

    clock: Clock
    enabled: bool = True
    tells_when: bool = True
    per_thread: tuple[tuple[int, float], ...] = THREAD
    per_tenant: tuple[tuple[int, float], ...] = TENANT
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def off(self) -> None:
        self.enabled = False

    def spend(self, thread_id: str, tenant_id: str) -> None:
        """Count one send; RefusedError if there were too many."""
        if not self.enabled:
            return
        wait = max(
            self._wait(("thread", thread_id), self.per_thread),
            self._wait(("tenant", tenant_id), self.per_tenant),
        )
        if wait > 0:
            retry_after = max(1, math.ceil(wait)) if self.tells_when else None
            raise RefusedError("Throttled", retry_after=retry_after)
        for key in (("thread", thread_id), ("tenant", tenant_id)):
            self._calls[key].append(self.clock.now())

    def _wait(self, key: tuple[str, str], limits: tuple[tuple[int, float], ...]) -> float:
        """Seconds until the strictest of the limits would allow one more."""
        now = self.clock.now()
        calls = self._calls.setdefault(key, deque(maxlen=max(most for most, _ in limits)))
        waits = [calls[-most] + seconds - now for most, seconds in limits if len(calls) >= most]
        return max([0.0, *waits])
