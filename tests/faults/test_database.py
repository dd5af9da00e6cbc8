"""Databases that are locked, full, cut off or restarted: said so at once, and whole afterwards."""

import asyncio
import resource
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.faults.conftest import BOTH, POSTGRES, Fresh
from tests.faults.desk_with_failpoint import DEAD
from tests.faults.ground import Ground, ground
from tests.faults.proxy import Cut, Wire, listening
from tests.postgres import MISSING, programs, server

LOCKED = 4.0  # seconds; 30 in the full matrix


async def test_a_locked_file_is_told_and_heals(field: Ground) -> None:
    desk = await field.serving()
    await field.ask()
    with closing(sqlite3.connect(str(make_url(field.url).database))) as other:
        other.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + LOCKED
        while time.monotonic() < until:
            event = await field.ask()
            assert event.kind == "not recorded"
            assert event.seconds < 2.5
        other.execute("ROLLBACK")
    assert (await field.ask_until_told(field.form())).case
    await field.judge()
    assert not desk.gone


async def test_a_full_disk_is_told_and_heals(field: Ground) -> None:
    desk = await field.serving()
    await field.ask()
    await field.settled()
    file = Path(str(make_url(field.url).database))
    full = max(file.stat().st_size, Path(f"{file}-wal").stat().st_size)
    desk.limit(resource.RLIMIT_FSIZE, full)
    told = [(await field.ask()).kind for _ in range(40)]
    assert told[-1] == "not recorded", told
    assert set(told) <= {"acknowledged", "not recorded"}
    desk.limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
    await field.ask_until_told(field.form())
    await field.judge()
    assert not desk.gone


@pytest.mark.parametrize("cut", ["before", "after"])
@POSTGRES
async def test_a_connection_cut_at_commit(
    fresh: Fresh, tmp_path: Path, cut: Cut, seed: int
) -> None:
    """Whether the database took it or not, the case is there once and the person is told so."""
    url = fresh()
    wire = Wire(int(make_url(url).port or 0), cut)
    async with ground(url, tmp_path, seed) as field, listening(wire.handle) as port:
        far = make_url(url).set(port=port).render_as_string(hide_password=False)
        await field.serving(DESK_DATABASE_URL=far)
        await field.ask()
        await field.settled()
        for _ in range(5):
            wire.times += 1
            event = await field.ask()
            assert event.kind in ("acknowledged", "perhaps recorded", "not recorded")
        assert wire.cuts == wire.times
        found = await field.judge()
        assert not found.repeated()


async def test_postgres_restarts_immediately_under_load(tmp_path: Path, seed: int) -> None:
    if programs() is None:
        pytest.skip(MISSING)
    with server() as postgres:
        async with ground(postgres.fresh("desk"), tmp_path, seed) as field:
            desk = await field.serving()
            forms = [field.form() for _ in range(40)]
            people = [asyncio.create_task(field.ask_until_told(form)) for form in forms]
            await field.sim.until(lambda: field.sim.slack.channel("C0NIO").messages)
            await asyncio.to_thread(postgres.control, "restart", "-m", "immediate")
            await asyncio.gather(*people)
            found = await field.judge(within=40)
            assert len(found.record.cases) == len(forms)
            assert not desk.gone


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
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with ground(fresh(), tmp_path, seed, migrated=False) as field:
        killed = await field.desk("db", "upgrade", failpoint="during_migration")
        assert await killed.ended() == DEAD
        again = await field.desk("db", "upgrade")
        assert await again.ended() == 0, again.told
        await field.serving()
        assert (await field.ask()).case
        await field.judge()
