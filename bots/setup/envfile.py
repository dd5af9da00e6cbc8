"""`.env` as people keep it: comments and unknown lines stay, only the owner can read it."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

_BARE = re.compile(r"[\w.,:/@%+=?&~-]+")
_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=")


def read(file: Path) -> dict[str, str]:
    """The settings in the file, by name, without empty ones; none where there is no file."""
    found = dotenv_values(file, interpolate=False) if file.exists() else {}
    return {name: value for name, value in found.items() if value}


def put(file: Path, values: Mapping[str, str]) -> None:
    """Set these, in their old places where they have one; whole or not at all, mode 0600.

    Raises OSError when the file cannot be written; the old one is then as it was.
    """
    old = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    left = dict(values)
    lines = [_line(line, values, left) for line in old]
    kept = [line for line in lines if line is not None]
    kept += [_written(name, value) for name, value in left.items()]
    _replace(file, "\n".join(kept) + "\n")


def _line(line: str, values: Mapping[str, str], left: dict[str, str]) -> str | None:
    """A setting that is there twice keeps its first place only."""
    found = _LINE.match(line)
    name = found["name"] if found else ""
    if name not in values:
        return line
    return _written(name, left.pop(name)) if name in left else None


def _written(name: str, value: str) -> str:
    if _BARE.fullmatch(value):
        return f"{name}={value}"
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}='{quoted}'"


def _replace(file: Path, text: str) -> None:
    handle, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(made).replace(file)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
