"""The desk, with an eye on what it keeps: `python -m benchmarks.traced`, as `python -m bots serve`.

SIGUSR1 writes to stderr which lines of code hold more than at the signal before: costs half of the
speed, so it is looked at only when memory grew.
"""

import signal
import sys
import tracemalloc
from types import FrameType

from bots import __main__ as command_line

MARK = "more than before: "
_TOP = 10
_before: list[tracemalloc.Snapshot] = []


def tell(_: int, __: FrameType | None) -> None:
    now = tracemalloc.take_snapshot()
    for each in now.compare_to(_before[-1], "lineno")[:_TOP] if _before else ():
        frame = each.traceback[0]
        line = f"{each.size_diff / 1024:+.0f} KiB {frame.filename}:{frame.lineno}"
        print(f"{MARK}{line}", file=sys.stderr, flush=True)
    print(f"{MARK}that is all", file=sys.stderr, flush=True)
    _before[:] = [now]


if __name__ == "__main__":
    tracemalloc.start()
    signal.signal(signal.SIGUSR1, tell)
    sys.argv[1:] = ["serve"]
    command_line.run()
