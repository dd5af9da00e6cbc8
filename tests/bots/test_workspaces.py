"""Workspaces at the command line: seen, let in, kept out."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from adapters.storage.installations import SqlInstallations
from bots import database
from bots.__main__ import app
from bots.settings import Settings, Unsafe
from core.values.installation import Installation, Tokens
from core.values.place import Platform
from tests.bots.test_settings import MANY
from tests.core.given import ROOT

SINCE = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESK_DATABASE_URL", f"sqlite:///{tmp_path}/desk.db")
    monkeypatch.setenv("DESK_PACK", str(ROOT / "packs/famhp"))
    for name, value in MANY.items():
        monkeypatch.setenv(name.upper(), value)
    return Settings(_env_file=None)


async def _installed(given: Settings) -> None:
    store, cipher = database.opened(given), database.cipher(given)
    assert cipher is not None
    tokens = Tokens(access=SecretStr("xoxb-CANARY"))
    there = Installation(
        platform=Platform.SLACK, tenant="T0KUL", name="KU Leuven", since=SINCE, tokens=tokens
    )
    await SqlInstallations(store, cipher, lambda: SINCE).installed(there)
    store.close()


def said(*words: str) -> str:
    result = CliRunner().invoke(app, ["workspaces", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_a_workspace_is_let_in_and_kept_out(desk: Settings) -> None:
    assert "No workspace" in said("list")
    asyncio.run(_installed(desk))
    assert "slack:T0KUL" in said("list")
    assert "pending" in said("list")
    assert "KU Leuven is let in" in said("accept", "slack:T0KUL")
    assert "accepted" in said("list")
    assert "its cases are kept" in said("refuse", "slack:T0KUL")
    assert "refused" in said("list")
    assert "CANARY" not in said("list")


def test_a_workspace_that_is_not_there_is_named(desk: Settings) -> None:
    with pytest.raises(Unsafe, match="slack:T0NOBODY"):
        said("accept", "slack:T0NOBODY")


def test_without_a_key_nothing_is_opened(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MANY:
        monkeypatch.delenv(name.upper())
    with pytest.raises(Unsafe, match="DESK_SECRET_KEY"):
        said("list")
