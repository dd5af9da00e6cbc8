"""The pack and the trained triage, made in a short-lived process and kept by their content.

Reading a pack and training leave 40 MB behind that Python does not give back; reading what they
made takes a few milliseconds. What is kept says nothing about people, and is made anew when it is
missing, broken or of other content. A program: `python -m bots.prepared PACK DAY FILE`.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from adapters.patterns import re2
from adapters.triage.kept import Broken, keep, kept
from adapters.triage.sorter import PackSorter
from core.values.pack import Pack
from core.values.value import DeskError

_ROOT = Path(__file__).parents[1]
_KEPT = _ROOT / "var/prepared"
_CODE = ("adapters/packs", "adapters/triage", "core/values")
_STAY = 3  # files, the newest ones
_KINDS = (".md", ".yaml", ".py")
_MEMORY: dict[str, tuple[Pack, PackSorter]] = {}  # the last one; for many desks in one process
_ALONE: dict[str, Pack] = {}  # likewise
_CONTENT: dict[Path, tuple[list[tuple[str, int, int]], str]] = {}


class Unprepared(DeskError):
    """The pack cannot be used; the text names every fault with file and line."""


def prepared(folder: Path, today: date) -> tuple[Pack, PackSorter]:
    """Raises Unprepared when the pack has faults."""
    key = _key(folder, today)
    if key not in _MEMORY:
        _MEMORY.clear()
        _MEMORY[key] = _from_file(folder, today, key)
    return _MEMORY[key]


def pack_alone(folder: Path, today: date) -> Pack:
    """The pack without the triage: as it is kept (70 ms of processor), read anew (330 ms) where it
    is not; nothing is trained and nothing is written. Raises DeskError when the pack has faults."""
    key = _key(folder, today)
    if key not in _ALONE:
        _ALONE.clear()
        _ALONE[key] = _alone(folder, today, key)
    return _ALONE[key]


def _alone(folder: Path, today: date, key: str) -> Pack:
    if key in _MEMORY:
        return _MEMORY[key][0]
    with suppress(Broken):
        return kept(_KEPT / f"{key}.bin", re2.matching)[0]
    from adapters.packs.loader import load_pack

    return load_pack(folder, today)


def _key(folder: Path, today: date) -> str:
    """A hash of the pack's files, of the code that reads them, and of the year: the calendar spans
    the years around it."""
    digest = hashlib.sha256(
        f"{today.year} {sys.version_info} {_code()} {_content(folder)}".encode()
    )
    return digest.hexdigest()[:32]


@cache
def _code() -> str:
    """Once: a process works with the code that it was started with."""
    return " ".join(_content(_ROOT / name) for name in _CODE)


def _content(folder: Path) -> str:
    """A hash of what the files say. They are read again (11 ms) when one has another name, size or
    time; else a look is enough (2 ms)."""
    seen = _seen(folder)
    known, hashed = _CONTENT.get(folder, ([], ""))
    if known != seen:
        hashed = _hashed([Path(path) for path, _, _ in seen])
        _CONTENT[folder] = seen, hashed
    return hashed


def _hashed(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _seen(folder: Path) -> list[tuple[str, int, int]]:
    """Path, size and time of each file, in a fixed order."""
    found, folders = [], [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(_KINDS):
                    about = entry.stat()
                    found.append((entry.path, about.st_size, about.st_mtime_ns))
    return sorted(found)


def _from_file(folder: Path, today: date, key: str) -> tuple[Pack, PackSorter]:
    file = _KEPT / f"{key}.bin"
    with suppress(Broken):
        return kept(file, re2.matching)
    try:
        _KEPT.mkdir(parents=True, exist_ok=True)
        _made(folder, today, file)
        return kept(file, re2.matching)
    except OSError:  # nothing can be kept here: it is made for this process alone
        with tempfile.TemporaryDirectory() as alone:
            _made(folder, today, Path(alone) / file.name)
            return kept(Path(alone) / file.name, re2.matching)


def _made(folder: Path, today: date, file: Path) -> None:
    """In a process of its own, so that its memory goes with it."""
    surroundings = {**os.environ, "PYTHONPATH": str(_ROOT)}
    words = (sys.executable, "-m", "bots.prepared", str(folder.resolve()), str(today), str(file))
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == 2:
        raise Unprepared(done.stderr.strip())
    if done.returncode != 0:
        raise Unprepared(f"the pack could not be prepared: {done.stderr.strip()[-500:]}")


def main(folder: str, today: str, file: str) -> int:
    from adapters.packs.loader import load_pack
    from adapters.triage.book import read_book

    target = Path(file)
    try:
        pack = load_pack(Path(folder), date.fromisoformat(today))
        book = read_book(Path(folder) / "triage", pack)
    except DeskError as error:
        sys.stderr.write(str(error))
        return 2
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        keep(pack, book, Path(draft.name))
    Path(draft.name).replace(target)
    for old in _oldest(target.parent):
        old.unlink(missing_ok=True)
    return 0


def _oldest(folder: Path) -> list[Path]:
    known = sorted(folder.glob("*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
    return known[_STAY:]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
