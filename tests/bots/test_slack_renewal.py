"""Two processes and one token that ends: Slack is asked once, and both speak with the new one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.oauth import NotGranted, OAuth, SlackApp
from adapters.storage import migration
from adapters.storage.cipher import Cipher
from adapters.storage.installations import SqlInstallations
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from bots.slack_renewal import Renewals, Speaker
from core.values.installation import Installation, Tokens
from core.values.place import Platform

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
ID = "slack:T0KUL"
APP = SlackApp("1.2", "secret", "https://slack.com/x", "https://desk.example/y", ())


class Slack(OAuth):
    """Ends the old pair with the first use of its refresh token."""

    def __init__(self) -> None:
        super().__init__(AsyncWebClient(), APP)
        self.asked: list[str] = []
        self.trouble = ""

    async def renewed(self, refresh: str, now: datetime) -> Tokens:
        self.asked.append(refresh)
        await asyncio.sleep(0.05)
        if self.trouble or self.asked.count(refresh) > 1:
            raise NotGranted(self.trouble or "invalid_refresh_token")
        return tokens(len(self.asked), now + timedelta(hours=12))


def tokens(number: int, ends: datetime) -> Tokens:
    return Tokens(
        access=SecretStr(f"xoxb-{number}"), refresh=SecretStr(f"xoxe-{number}"), expires_at=ends
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    url = f"sqlite:///{tmp_path}/desk.db"
    engine = sqlite_engine(url)
    migration.upgrade(engine)
    engine.dispose()
    made = SqliteStore(url)
    yield made
    made.close()


async def installed(store: SqliteStore, ends: datetime) -> SqlInstallations:
    book = SqlInstallations(store, Cipher(["k" * 40]), lambda: NOW)
    there = Installation(platform=Platform.SLACK, tenant="T0KUL", since=NOW, tokens=tokens(0, ends))
    await book.installed(there)
    return book


def speaker(ends: datetime) -> Speaker:
    return Speaker(AsyncWebClient(), tokens(0, ends))


async def test_one_of_two_processes_renews_and_both_go_on(store: SqliteStore) -> None:
    ends = NOW + timedelta(seconds=20)
    book, slack = await installed(store, ends), Slack()
    both = [(Renewals(book, slack, lambda: NOW), speaker(ends)) for _ in range(2)]
    await asyncio.gather(*(r.fresh(ID, s) for r, s in both for _ in range(10)))
    assert slack.asked == ["xoxe-0"]
    assert [s.client.token for _, s in both] == ["xoxb-1", "xoxb-1"]


async def test_a_token_that_lasts_is_left_alone(store: SqliteStore) -> None:
    ends = NOW + timedelta(hours=6)
    book, slack = await installed(store, ends), Slack()
    await Renewals(book, slack, lambda: NOW).fresh(ID, speaker(ends))
    assert slack.asked == []


async def test_in_good_time_nobody_waits(store: SqliteStore) -> None:
    ends = NOW + timedelta(minutes=20)
    book, slack, mine = await installed(store, ends), Slack(), speaker(ends)
    renewals = Renewals(book, slack, lambda: NOW)
    await renewals.fresh(ID, mine)
    assert mine.client.token == "xoxb-0"
    await renewals.close()
    assert mine.client.token == "xoxb-1"


async def test_a_renewal_that_fails_can_be_tried_again(store: SqliteStore) -> None:
    ends = NOW + timedelta(seconds=20)
    book, slack, mine = await installed(store, ends), Slack(), speaker(ends)
    slack.trouble = "internal_error"
    renewals = Renewals(book, slack, lambda: NOW)
    await renewals.fresh(ID, mine)
    assert mine.client.token == "xoxb-0"
    slack.trouble, slack.asked = "", []
    await renewals.fresh(ID, mine)
    assert mine.client.token == "xoxb-1"
