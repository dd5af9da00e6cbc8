"""Where tests keep their files: in memory where there is room, since each commit waits for a disk.

What a disk does when the power goes is no test's subject; a killed process leaves the same behind
in memory as on a disk.
"""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 2 * 2**30  # bytes; a run of all tests needs a quarter of it


def in_memory() -> Path:
    """A folder of a file system in memory; that of the machine where there is none, or a small one
    as containers have."""
    usable = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if usable else Path(tempfile.gettempdir())
