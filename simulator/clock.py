"""Tells the simulated platforms the time, and lets a test or a trainer move it forward."""

from __future__ import annotations

import time


class Clock:
    """Wall-clock seconds since 1970 plus whatever has been skipped."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        return time.time() + self._skipped

    def advance(self, seconds: float) -> None:
        """Age everything the platforms remember: triggers, response URLs, rate limits."""
        self._skipped += seconds
