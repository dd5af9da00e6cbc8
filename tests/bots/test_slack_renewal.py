"""Two processes and one token that ends: Slack is asked once, and both speak with the new one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.oauth import NotGranted, OAuth, SlackApp
from adapters.storage.cipher import Cipher
from adapters.storage.installations import SqlInstallations
from adapters.storage.sqlite import SqliteStore
from bots.slack.renewal import Renewals, Speaker
from core.values.installation import Installation, Tokens
from core.values.place import Platform
from core.values.value import NotRecorded
from tests.tables import copied

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
    url = copied(tmp_path / "desk.db")
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


class Dying(SqlInstallations):
    """The process ends after Slack has given the new pair, before it is written down."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.dying = asyncio.Event()

    async def renewed(self, id: str, tokens: Tokens | None) -> None:
        self.dying.set()
        await asyncio.Event().wait()


async def test_a_death_after_slack_and_before_the_table_leaves_what_still_works_in_use(
    store: SqliteStore,
) -> None:
    """The new pair is lost and the refresh token is used up: the access token speaks on until it
    ends, the next process is refused, says so, and does not keep the right to try."""
    later = [NOW]
    ends = NOW + timedelta(minutes=20)
    await installed(store, ends)
    cipher, slack = Cipher(["k" * 40]), Slack()
    dead = Dying(store, cipher, lambda: later[0])
    dies = asyncio.create_task(Renewals(dead, slack, lambda: later[0])._renewed(ID, speaker(ends)))
    await dead.dying.wait()
    dies.cancel()
    later[0] += timedelta(seconds=16)  # the dead one's right has ended
    book, mine = SqlInstallations(store, cipher, lambda: later[0]), speaker(ends)
    for _ in range(2):
        renewals = Renewals(book, slack, lambda: later[0])
        await renewals.fresh(ID, mine)
        await renewals.close()
    assert slack.asked == ["xoxe-0"] * 3
    assert mine.client.token == "xoxb-0"


class Stalled(SqlInstallations):
    """The database does not answer when the new pair is to be written down, so many times."""

    stalls = 0

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.stalled = asyncio.Event()

    async def renewed(self, id: str, tokens: Tokens | None) -> None:
        if tokens and self.stalls:
            self.stalls -= 1
            self.stalled.set()
            raise NotRecorded("the database did not answer in time")
        await super().renewed(id, tokens)


async def _stalled(store: SqliteStore, ends: datetime) -> Stalled:
    await installed(store, ends)
    return Stalled(store, Cipher(["k" * 40]), lambda: NOW)


async def test_a_database_that_stalls_costs_no_pair(store: SqliteStore) -> None:
    """The old pair is worth nothing any more: what is on record is not believed until the new one
    is there, and it gets there."""
    ends = NOW + timedelta(minutes=20)
    book, slack, mine = await _stalled(store, ends), Slack(), speaker(ends)
    book.stalls = 3
    renewals = Renewals(book, slack, lambda: NOW)
    renewals.save_again = 0.1
    await renewals.fresh(ID, mine)
    await book.stalled.wait()
    there = await book.find(ID)
    assert there is not None
    assert there.tokens is not None
    assert there.tokens == tokens(0, ends), "still the old pair"
    assert renewals.newest(ID, there.tokens).access.get_secret_value() == "xoxb-1"
    assert mine.client.token == "xoxb-1"
    await renewals.close()
    there = await book.find(ID)
    assert there is not None
    assert there.tokens is not None
    assert there.tokens.access.get_secret_value() == "xoxb-1"
    assert slack.asked == ["xoxe-0"]


async def test_who_installed_anew_meanwhile_is_not_overwritten(store: SqliteStore) -> None:
    ends = NOW + timedelta(minutes=20)
    book, slack, mine = await _stalled(store, ends), Slack(), speaker(ends)
    book.stalls = 1
    renewals = Renewals(book, slack, lambda: NOW)
    renewals.save_again = 0.05
    await renewals.fresh(ID, mine)
    await book.stalled.wait()
    anew = Installation(platform=Platform.SLACK, tenant="T0KUL", since=NOW, tokens=tokens(7, NOW))
    await book.installed(anew)
    await renewals.close()
    there = await book.find(ID)
    assert there is not None
    assert there.tokens == anew.tokens
    assert renewals.newest(ID, tokens(7, NOW)) == anew.tokens


async def test_staff_hear_of_tokens_that_slack_renews_no_more(store: SqliteStore) -> None:
    """Not at the first refusal: another process may just be writing its new pair down."""
    at, told = [NOW], []
    ends = NOW + timedelta(minutes=20)
    await installed(store, ends)
    book = SqlInstallations(store, Cipher(["k" * 40]), lambda: at[0])
    slack, mine = Slack(), speaker(ends)
    slack.trouble = "invalid_refresh_token"
    renewals = Renewals(book, slack, lambda: at[0])

    async def stuck(it: Installation) -> None:
        told.append(it.id)

    renewals.stuck = stuck
    for minutes in (0, 2):
        at[0] = NOW + timedelta(minutes=minutes)
        await renewals.fresh(ID, mine)
        await renewals.close()
        assert told == ([ID] if minutes else [])
