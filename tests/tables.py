"""A SQLite file with all tables: made once in a process, then copied: migrating takes 0.15 s."""

import functools
import tempfile
from pathlib import Path

from adapters.storage import migration
from adapters.storage.sqlite import sqlite_engine


@functools.cache
def _with_tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "desk.db"
        engine = sqlite_engine(f"sqlite:///{file}")
        migration.upgrade(engine)
        engine.dispose()
        return file.read_bytes()


def copied(file: Path) -> str:
    """Put it there, unless something is there already. Returns its address."""
    if not file.exists():
        file.write_bytes(_with_tables())
    return f"sqlite:///{file}"
