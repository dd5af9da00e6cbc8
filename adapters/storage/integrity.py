"""Looks whether a SQLite file is whole, before anybody writes to it.

See https://www.sqlite.org/pragma.html#pragma_quick_check
"""

import sqlite3
import time
from contextlib import closing
from enum import Enum
from pathlib import Path

_EVERY = 10_000  # steps of SQLite's machine between looks at the time


class Verdict(Enum):
    WHOLE = "whole"
    DAMAGED = "damaged"
    NOT_ALL_SEEN = "not all seen"  # the time was up; what was seen is whole


def verdict(file: Path, seconds: float) -> Verdict:
    """Reads the file for so long at most. A file that is not there yet, or is empty, is whole.

    Raises sqlite3.OperationalError when the file cannot be opened or is locked.
    """
    if not file.is_file() or file.stat().st_size == 0:
        return Verdict.WHOLE
    end = time.monotonic() + seconds
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.set_progress_handler(lambda: time.monotonic() > end, _EVERY)
        try:
            (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return Verdict.NOT_ALL_SEEN
            raise
        except sqlite3.DatabaseError:
            return Verdict.DAMAGED
    return Verdict.WHOLE if said == "ok" else Verdict.DAMAGED
