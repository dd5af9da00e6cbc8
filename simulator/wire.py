"""Remembers every call in both directions, and never a word of what people wrote."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from simulator.changes import Changes

Direction = Literal["to desk", "from desk"]
State = Literal["under way", "delivered", "refused", "rate limited", "failed", "to be retried"]

TOO_MANY_REQUESTS = 429


@dataclass
class Call:
    """One call: who called what, and how it ended. `at` is Unix time, `duration` seconds."""

    number: int
    at: float
    platform: str
    direction: Direction
    name: str
    team: str = ""
    channel: str = ""
    status: int | None = None
    error: str | None = None
    duration: float | None = None
    attempt: int = 1
    will_retry: bool = False
    started: float = field(default=0.0, repr=False)

    @property
    def state(self) -> State:
        if self.duration is None:
            return "under way"
        if self.will_retry:
            return "to be retried"
        if self.status == TOO_MANY_REQUESTS or self.error == "ratelimited":
            return "rate limited"
        if self.status is None:
            return "failed"
        return "refused" if self.error or self.status >= 400 else "delivered"

    def __str__(self) -> str:
        outcome = f"{self.state} {self.status or ''} {self.error or ''}".rstrip()
        return f"{self.number:4} {self.direction:9} {self.name} {self.channel} -> {outcome}"


class Wire:
    """The latest calls, oldest first."""

    def __init__(self, changes: Changes, keep: int = 10_000) -> None:
        self._changes = changes
        self._calls: deque[Call] = deque(maxlen=keep)
        self._number = 0

    def begin(
        self, platform: str, direction: Direction, name: str, team: str = "", channel: str = ""
    ) -> Call:
        self._number += 1
        call = Call(self._number, time.time(), platform, direction, name, team, channel)
        call.started = time.monotonic()
        self._calls.append(call)
        self._changes.notify()
        return call

    def finish(self, call: Call, status: int | None, error: str | None = None) -> None:
        """Close the call; `status` None means that no answer arrived."""
        call.status, call.error = status, error
        call.duration = time.monotonic() - call.started
        self._changes.notify()

    def named(self, name: str) -> list[Call]:
        """All calls of one Web API method or one kind of delivery, such as `event message`."""
        return [call for call in self._calls if call.name == name]

    def clear(self) -> None:
        self._calls.clear()

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._calls))

    def __len__(self) -> int:
        return len(self._calls)
