"""Looks whether a SQLite file is whole, before anybody writes to it.

See https://www.sqlite.org/pragma.html#pragma_quick_check and https://www.sqlite.org/fileformat.html
"""

import sqlite3
from contextlib import closing
from pathlib import Path

SMALL = 64 * 2**20  # bytes that are read within half a second


def is_damaged(file: Path) -> bool:
    """Reads every page; 7 s for each GB. A file that is not there yet, or is empty, is whole.

    Raises sqlite3.OperationalError when the file cannot be opened or is locked.
    """
    if _is_new(file):
        return False
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        try:
            (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            return True
    return str(said) != "ok"


def is_plainly_damaged(file: Path) -> bool:
    """Reads a small file whole; of a large one the header, the schema and the ends of all tables,
    so that a desk starts at once. `is_damaged` reads the rest while it works. Raises as that does.
    """
    if _is_new(file):
        return False
    if file.stat().st_size <= SMALL:
        return is_damaged(file)
    if _is_cut(file):
        return True
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        try:
            _read_ends(db)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            return True
    return False


def _is_new(file: Path) -> bool:
    return not file.is_file() or file.stat().st_size == 0


def _is_cut(file: Path) -> bool:
    """Shorter than its own header says."""
    with file.open("rb") as raw:
        header = raw.read(100)
    size = int.from_bytes(header[16:18]) or 1
    page = 65_536 if size == 1 else size
    return file.stat().st_size < page * int.from_bytes(header[28:32])


# The index of the search has tables that are ordered by no number of a row.
_WITH_ROWS = (
    "SELECT name FROM pragma_table_list "
    "WHERE schema = 'main' AND type IN ('table', 'shadow') AND NOT wr"
)


def _read_ends(db: sqlite3.Connection) -> None:
    tables = db.execute(_WITH_ROWS).fetchall()
    for (name,) in tables:
        for order in ("ASC", "DESC"):
            db.execute(f'SELECT * FROM "{name}" ORDER BY rowid {order} LIMIT 50').fetchall()  # noqa: S608 (a name of our own)
