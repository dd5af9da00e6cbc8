"""Workspaces at rest: tokens nowhere in clear, decisions that stay, removals in any order."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.storage import installations, migration
from adapters.storage.audit import trail
from adapters.storage.cipher import Cipher, Undecipherable
from adapters.storage.installations import SqlInstallations
from adapters.storage.postgres import PostgresStore, postgres_engine
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from core.values.audit import Audit
from core.values.installation import Installation, Standing, Tokens
from core.values.place import Platform
from core.values.value import DeskError

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
OLD, NEW = "o" * 40, "n" * 40
CANARY = "xoxb-CANARY-8842"
KUL = "slack:T0KUL"
Store = SqliteStore | PostgresStore


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/desk.db"
        engine = sqlite_engine(url)
        migration.upgrade(engine)
        made = SqliteStore(url)
    else:
        url = request.getfixturevalue("fresh_postgres")()
        engine = postgres_engine(url)
        migration.upgrade(engine)
        made = PostgresStore(url)
    engine.dispose()
    yield made
    made.close()


def book(store: Store, *secrets: str, now: datetime = NOW) -> SqlInstallations:
    return SqlInstallations(store, Cipher(secrets or [OLD]), lambda: now)


def installation(since: datetime = NOW, token: str = CANARY) -> Installation:
    tokens = Tokens(
        access=SecretStr(token),
        refresh=SecretStr(f"xoxe-{token}"),
        expires_at=since + timedelta(hours=12),
    )
    return Installation(
        platform=Platform.SLACK, tenant="T0KUL", name="KU Leuven", since=since, tokens=tokens
    )


async def test_a_new_workspace_waits_and_comes_back_whole(store: Store) -> None:
    kept = book(store)
    await kept.installed(installation())
    found = await kept.find(KUL)
    assert found == installation()
    assert found
    assert not found.open
    assert await kept.find("slack:T0OTHER") is None
    assert CANARY not in repr(found)


async def test_what_admins_decided_stays_when_it_is_installed_again(store: Store) -> None:
    kept = book(store)
    assert await kept.judge(KUL, Standing.ACCEPTED, "admin") is None, "there is none yet"
    await kept.installed(installation())
    judged = await kept.judge(KUL, Standing.ACCEPTED, "admin")
    assert judged
    assert judged.open
    again = await kept.installed(installation(NOW + timedelta(days=1), "xoxb-new"))
    assert again.open
    await kept.judge(KUL, Standing.REFUSED, "admin")
    assert not (await kept.installed(installation(NOW + timedelta(days=2)))).open


async def test_a_removal_is_safe_to_repeat_and_forgets_the_tokens(store: Store) -> None:
    kept, later = book(store), NOW + timedelta(minutes=5)
    await kept.installed(installation())
    await kept.judge(KUL, Standing.ACCEPTED, "admin")
    for at in (later, later + timedelta(minutes=1)):
        gone = await kept.removed(KUL, at)
        assert gone
        assert gone.removed_at == later
        assert not gone.open
    found = await kept.find(KUL)
    assert found
    assert found.tokens is None
    assert await kept.removed("slack:T0OTHER", NOW) is None


async def test_late_news_of_a_removal_does_not_close_what_is_new(store: Store) -> None:
    kept = book(store)
    await kept.installed(installation(NOW + timedelta(hours=2)))
    assert await kept.removed(KUL, NOW) is None
    found = await kept.find(KUL)
    assert found
    assert found.tokens


async def test_one_process_renews_a_token(store: Store) -> None:
    kept = book(store)
    await kept.installed(installation())
    rights = await asyncio.gather(*(kept.renewing(KUL, 30) for _ in range(8)))
    assert sum(rights) == 1
    assert await book(store, now=NOW + timedelta(seconds=31)).renewing(KUL, 30), "it was left"
    fresh = Tokens(access=SecretStr("xoxb-fresh"))
    await kept.renewed(KUL, fresh)
    found = await kept.find(KUL)
    assert found
    assert found.tokens == fresh
    assert await kept.renewing(KUL, 30)
    await kept.renewed(KUL, None)
    assert await kept.renewing(KUL, 30)


async def test_a_state_is_good_once(store: Store) -> None:
    kept = book(store)
    uses = await asyncio.gather(*(kept.use_state("s" * 64) for _ in range(8)))
    assert sum(uses) == 1
    assert await kept.use_state("t" * 64)


async def test_keys_change_while_the_desk_runs(store: Store) -> None:
    await book(store).installed(installation())
    both = book(store, NEW, OLD)
    assert await both.find(KUL) == installation()
    assert await both.sealed_anew() == 1
    assert await both.sealed_anew() == 0
    assert await book(store, NEW).find(KUL) == installation()
    with pytest.raises(Undecipherable):
        await book(store, OLD).find(KUL)


async def test_no_token_is_anywhere_in_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    engine = sqlite_engine(url)
    migration.upgrade(engine)
    engine.dispose()
    store = SqliteStore(url)
    await book(store).installed(installation())
    assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    store.close()
    with closing(sqlite3.connect(tmp_path / "desk.db")) as db:
        rows = db.execute("SELECT * FROM installation").fetchall()
    assert len(rows) == 1
    assert CANARY not in repr(rows)


async def test_what_happens_to_a_workspace_is_in_the_audit_trail(store: Store) -> None:
    kept = book(store)
    await kept.installed(installation())
    await kept.judge(KUL, Standing.ACCEPTED, "cli:nina")
    await kept.judge("slack:T0OTHER", Standing.ACCEPTED, "cli:nina")
    await kept.removed(KUL, NOW + timedelta(hours=1))
    await kept.removed(KUL, NOW + timedelta(hours=2))
    lines = await store.read(lambda record: list(trail.exported(record.connection)))
    said = [Audit.model_validate(line["line"]) for line in lines]
    told = sorted((one.what, one.by, one.detail) for one in said)
    assert told == [
        ("workspace accepted", "cli:nina", KUL),
        ("workspace installed", "slack", KUL),
        ("workspace removed", "slack", KUL),
    ]
    assert CANARY not in repr(lines)


async def test_only_so_many_may_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installations, "MOST_WAITING", 2)
    kept = book(store)
    for tenant in ("T1", "T2"):
        await kept.installed(installation().model_copy(update={"tenant": tenant}))
    with pytest.raises(DeskError, match="workspaces list"):
        await kept.installed(installation())
    await kept.installed(installation().model_copy(update={"tenant": "T2"}))
    await kept.judge("slack:T1", Standing.REFUSED, "admin")
    await kept.installed(installation())
