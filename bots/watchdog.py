"""Notices when the event loop is held up: says where, and ends a process that does not come back.

Nobody is answered meanwhile, and only a fault of the program holds the loop for so long. Nothing is
lost by the end: what was accepted is in the table, and whoever starts next brings it.
"""

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bots.logs import noted

HELD_UP = 2.0  # seconds without a step of the loop until it is said
LOST = 30.0  # seconds until the process ends, for its supervisor to start it anew
STATUS = 70  # exit status: an internal error of the software (sysexits.h)
_LOOKS = 8  # in the time after which it is said
_DEEP = 12  # frames that are told, the innermost


class Watchdog:
    """A thread beside the loop of the thread that makes it. It counts its own looks, not the time,
    so that a process that was stopped, or a machine that slept, is not taken for lost."""

    def __init__(self, held_up: float = HELD_UP, lost: float = LOST) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._every = held_up / _LOOKS
        self._most = int(lost / self._every)
        self._missed = 0
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        self._ended.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._ended.wait(self._every):
            self._missed += 1
            if self._missed % _LOOKS == 0:
                self._say()
            if self._missed >= self._most:
                noted("loop.lost")
                os._exit(STATUS)
            self._loop.call_soon_threadsafe(self._step)

    def _step(self) -> None:
        self._missed = 0

    def _say(self) -> None:
        """Files, lines and functions; values are nobody's business."""
        frame = sys._current_frames().get(self._thread)
        steps = traceback.extract_stack(frame)[-_DEEP:]
        where = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in steps]
        noted("loop.held_up", seconds=round(self._missed * self._every, 1), where=where)


@contextmanager
def watched(held_up: float = HELD_UP, lost: float = LOST) -> Iterator[None]:
    """The running loop is watched inside."""
    dog = Watchdog(held_up, lost)
    try:
        yield
    finally:
        dog.stop()
