"""Keeps the list of faults that a test or a trainer has planted in a platform's API.

Each lasts for so many calls, or so many seconds, or until cleared. How each looks on the wire is in
`fault_effects`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from simulator.changes import Changes
from simulator.clock import Clock

Kind = Literal[
    "error", "status", "hang", "reset", "late", "html", "empty", "truncated", "drip", "slow"
]
ALL = "*"


@dataclass(eq=False)
class Fault:
    """One planted fault. `times` None means until cleared; `hits` counts how often it struck."""

    kind: Kind
    method: str
    label: str
    times: int | None = None
    until: float | None = None
    error: str = ""
    status: int = 200
    retry_after: str | None = None
    seconds: float = 0.0
    after_effect: bool = False
    hits: int = 0
    preset: str = ""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def strikes(self, method: str, now: float) -> bool:
        fits = self.method in (ALL, method)
        spent = self.times is not None and self.hits >= self.times
        over = self.until is not None and now >= self.until
        return fits and not spent and not over


class Faults:
    """The planted faults; the newest that fits strikes first."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._faults: list[Fault] = []

    def error(self, method: str, error: str, times: int | None = 1) -> Fault:
        """Say no with this word; HTTP 200 at Slack, at Teams the status that goes with it."""
        label = f"{method}: {error}"
        return self._plant(Fault("error", method, label, times, error=error))

    def status(
        self, method: str, status: int, times: int | None = 1, *, after_effect: bool = False
    ) -> Fault:
        """Answer with an HTTP status such as 500, 502, 503, 504 and a plain body."""
        label = f"{method}: HTTP {status}"
        fault = Fault("status", method, label, times, status=status, after_effect=after_effect)
        return self._plant(fault)

    def rate_limit(
        self,
        method: str = ALL,
        retry_after: str | None = "30",
        times: int | None = None,
        seconds: float | None = None,
    ) -> Fault:
        """Answer 429; `retry_after` is the header as it stands: number, rubbish, None for none."""
        until = self._clock.now() + seconds if seconds is not None else None
        fault = Fault("status", method, f"{method}: HTTP 429", times, until, "ratelimited", 429)
        fault.retry_after = retry_after
        return self._plant(fault)

    def hang(
        self, method: str = ALL, times: int | None = None, *, after_effect: bool = False
    ) -> Fault:
        """Take the request and never answer, until cleared."""
        label = f"{method}: no answer"
        return self._plant(Fault("hang", method, label, times, after_effect=after_effect))

    def slow(self, method: str, seconds: float, times: int | None = 1) -> Fault:
        """Answer correctly, but so many seconds later."""
        label = f"{method}: {seconds} s slow"
        return self._plant(Fault("slow", method, label, times, seconds=seconds))

    def reset(self, method: str, times: int | None = 1, *, after_effect: bool = False) -> Fault:
        """Cut the connection, before or after the call took effect."""
        label = f"{method}: connection reset"
        return self._plant(Fault("reset", method, label, times, after_effect=after_effect))

    def late(self, method: str, seconds: float, times: int | None = 1) -> Fault:
        """Cut the connection now, and let the call take effect so many seconds later."""
        label = f"{method}: reset, effect {seconds} s later"
        return self._plant(Fault("late", method, label, times, seconds=seconds))

    def html(self, method: str, times: int | None = 1, *, after_effect: bool = False) -> Fault:
        """Answer 200 with an HTML page, as a proxy in between does."""
        label = f"{method}: HTML"
        return self._plant(Fault("html", method, label, times, after_effect=after_effect))

    def empty(self, method: str, times: int | None = 1, *, after_effect: bool = False) -> Fault:
        """Answer 200 with nothing in it."""
        label = f"{method}: empty body"
        return self._plant(Fault("empty", method, label, times, after_effect=after_effect))

    def truncated(self, method: str, times: int | None = 1) -> Fault:
        """Take effect and answer with the first half of the JSON."""
        return self._plant(Fault("truncated", method, f"{method}: half the JSON", times))

    def drip(self, method: str, seconds: float = 1.0, times: int | None = 1) -> Fault:
        """Take effect and answer one byte every so many seconds."""
        return self._plant(Fault("drip", method, f"{method}: drip", times, seconds=seconds))

    def clear(self, fault: Fault | None = None) -> None:
        """Remove one fault, or all; whoever hangs is released."""
        gone = [fault] if fault else list(self._faults)
        for each in gone:
            each.released.set()
            if each in self._faults:
                self._faults.remove(each)
        self._changes.notify()

    def active(self) -> list[Fault]:
        now = self._clock.now()
        return [fault for fault in self._faults if fault.strikes(fault.method, now)]

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this call, counted as one hit."""
        now = self._clock.now()
        for fault in reversed(self._faults):
            if fault.strikes(method, now):
                fault.hits += 1
                return fault
        return None

    def _plant(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        self._changes.notify()
        return fault
