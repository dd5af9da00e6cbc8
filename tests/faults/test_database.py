"""Databases that are locked, full, cut off or restarted: said so at once, and whole afterwards."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url

from adapters.storage.sqlite import SqliteStore
from tests.faults.conftest import BOTH, POSTGRES, SIZES, Fresh
from tests.faults.desk_with_failpoint import DEAD
from tests.faults.ground import Ground, ground
from tests.faults.proxy import Cut, Wire, listening
from tests.faults.storm import weathered
from tests.postgres import MISSING, programs, server

LOCKED = 30.0  # seconds
TOLD_WITHIN = 2.9  # seconds; Slack shows an error of its own after 3


@SIZES
async def test_a_locked_file_is_told_and_heals(field: Ground, full: bool) -> None:
    """The short cut asks once and lets go; in full somebody writes for half a minute."""
    desk = await field.serving()
    await field.ask()
    with closing(sqlite3.connect(str(make_url(field.url).database))) as other:
        other.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + (LOCKED if full else 0)
        while True:
            event = await field.ask()
            assert event.kind == "not recorded"
            assert event.seconds < TOLD_WITHIN
            if time.monotonic() >= until:
                break
        other.execute("ROLLBACK")
    assert (await field.ask_until_told(field.form())).case
    await field.judge()
    assert not desk.gone


async def test_a_file_size_limit_is_told_and_heals(field: Ground) -> None:
    """SQLite sees an I/O error in the middle of its write-ahead log."""
    desk = await field.serving()
    await field.ask()
    await field.settled()
    file = Path(str(make_url(field.url).database))
    full = max(file.stat().st_size, Path(f"{file}-wal").stat().st_size)
    desk.limit(resource.RLIMIT_FSIZE, full)
    told = [(await field.ask()).kind for _ in range(20)]
    assert told[-1] == "not recorded", told
    assert set(told) <= {"acknowledged", "not recorded"}
    desk.limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
    await field.ask_until_told(field.form())
    await field.judge()
    assert not desk.gone


async def test_a_full_disk_is_told_and_heals(tmp_path: Path, seed: int) -> None:
    """A real one: a small file system in memory, which needs root to mount."""
    with small_disk(tmp_path / "disk") as disk:
        async with ground(f"sqlite:///{disk}/desk.db", tmp_path, seed) as field:
            desk = await field.serving()
            await field.ask()
            await field.settled()
            with (disk / "somebody-elses").open("wb") as other, suppress(OSError):
                other.write(bytes(64 * 2**20))
            told = [(await field.ask()).kind for _ in range(20)]
            assert told[-1] == "not recorded", told
            assert set(told) <= {"acknowledged", "not recorded"}
            (disk / "somebody-elses").unlink()
            await field.ask_until_told(field.form())
            await field.judge()
            assert not desk.gone


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("SKIPPED LOUDLY: mounting a file system needs root and the right to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


async def test_an_io_error_at_each_statement_leaves_nothing_half_done(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    """The n-th statement of a question's transaction fails, for each n: not recorded, no trace,
    and the same form sent again is taken."""
    async with weathered(fresh(), tmp_path, seed) as weather:
        await weather.field.ask()
        await weather.hurried()
        store = weather.desk.store
        assert isinstance(store, SqliteStore)
        reached, number = True, 0
        while reached:
            number += 1
            form = weather.field.form()
            with failing_at(store, form.key, number) as failed:
                event = await weather.field.asker.send(form)
            reached = bool(failed)
            assert event.kind == ("not recorded" if reached else "acknowledged"), number
            assert (await weather.field.ask_until_told(form)).case
            await weather.hurried()
        assert number > 8, "a question takes more statements than that"
        await weather.field.judge()


@contextmanager
def failing_at(store: SqliteStore, key: str, number: int) -> Iterator[list[str]]:
    """The n-th statement that writes of this turn fails, as often as it is tried; the list holds
    what it was. What others write meanwhile, perhaps in the same transaction, goes well."""
    failed: list[str] = []
    left = 0

    def before(_c: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        nonlocal left
        if statement.startswith("INSERT INTO turn") and key in str(given):
            left = number
            failed.clear()
        if not left or not statement.startswith(("INSERT", "UPDATE", "DELETE", "COMMIT")):
            return
        left -= 1
        if left == 0:
            failed.append(statement)
            raise sqlite3.OperationalError("disk I/O error")
        if statement == "COMMIT":
            left = 0

    event.listen(store._engine, "before_cursor_execute", before)
    try:
        yield failed
    finally:
        event.remove(store._engine, "before_cursor_execute", before)


@pytest.mark.parametrize("cut", ["before", "after"])
@POSTGRES
async def test_a_connection_cut_at_commit(
    fresh: Fresh, tmp_path: Path, cut: Cut, seed: int
) -> None:
    """Whether the database took it or not, the case is there once and the person is told so."""
    url = fresh()
    wire = Wire(int(make_url(url).port or 0), cut)
    async with ground(url, tmp_path, seed) as field, listening(wire.handle) as port:
        field.hastens = True
        far = make_url(url).set(port=port).render_as_string(hide_password=False)
        desk = await field.serving(DESK_DATABASE_URL=far)
        await field.ask()
        await field.settled()
        for _ in range(5):
            wire.times += 1
            event = await field.ask()
            assert event.kind in ("acknowledged", "perhaps recorded", "not recorded")
        await field.until(lambda: wire.cuts == wire.times)
        await desk.kill()
        await field.serving(DESK_DATABASE_URL=far)
        found = await field.judge()
        assert set(found.repeated()) <= {"mail"}


@SIZES
async def test_postgres_restarts_immediately_under_load(
    tmp_path: Path, seed: int, full: bool
) -> None:
    if programs() is None:
        pytest.skip(MISSING)
    with server() as postgres:
        async with weathered(postgres.fresh("desk"), tmp_path, seed) as weather:
            field = weather.field
            forms = [field.form() for _ in range(40 if full else 8)]
            people = [asyncio.create_task(field.ask_until_told(form)) for form in forms]
            await field.sim.until(lambda: field.sim.slack.channel("C0NIO").messages)
            await asyncio.to_thread(postgres.control, "restart", "-m", "immediate")
            await asyncio.gather(*people)
            if not full:
                await weather.hurried()
            found = await field.judge(within=40)
            assert len(found.record.cases) == len(forms)


@POSTGRES
async def test_a_deadlock_is_tried_again(field: Ground) -> None:
    """Somebody locks our lanes in the other order; we are the one who is thrown out."""
    with psycopg.connect(field.url, autocommit=True) as db:
        db.execute("ALTER ROLE desk SET deadlock_timeout = '100ms'")
    try:
        await field.serving()
        await field.ask(user="U0ALICE")
        await field.settled()
        await _locked_the_other_way_round(field)
        await field.judge()
    finally:
        with psycopg.connect(field.url, autocommit=True) as db:
            db.execute("ALTER ROLE desk RESET deadlock_timeout")


async def _locked_the_other_way_round(field: Ground) -> None:
    touch = "UPDATE lane SET ready_at = ready_at WHERE name = %s"
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with await psycopg.AsyncConnection.connect(field.url) as other:
        await other.execute("SET deadlock_timeout = '10s'")
        await other.execute(touch, ["slack:T0UNI:U0ALICE"])
        asked = asyncio.create_task(field.ask(user="U0ALICE"))
        with psycopg.connect(field.url, autocommit=True) as watch:
            await field.until(lambda: (watch.execute(waiting).fetchone() or (0,))[0] > 0)
        await other.execute(touch, ["slack:T0UNI:C0NIO"])
        await other.commit()
        assert (await asked).kind == "acknowledged"


@BOTH
async def test_a_migration_killed_half_way_is_run_again(
    empty: Fresh, tmp_path: Path, seed: int
) -> None:
    async with ground(empty(), tmp_path, seed, migrated=False) as field:
        killed = await field.desk("db", "upgrade", failpoint="during_migration")
        assert await killed.ended() == DEAD
        again = await field.desk("db", "upgrade")
        assert await again.ended() == 0, again.told
        await field.serving()
        assert (await field.ask()).case
        await field.judge()
